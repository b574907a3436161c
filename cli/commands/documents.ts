import type { Command } from 'commander'
import type { Wire } from '../../server/shapes/response-schemas.js'
import { withArchive, type CommandContext } from '../context.js'
import type { Messages } from '../messages.js'
import { wholeNumber } from '../option-values.js'
import { sourceHeading } from '../source-heading.js'

interface DocumentOptions {
  readonly json?: true
  readonly collection: string
}

interface ListOptions extends DocumentOptions {
  readonly limit?: number
  readonly cursor?: string
  readonly order?: string
  readonly withdrawn?: true
  readonly pinned?: true
}

export function addDocuments(program: Command, context: CommandContext): void {
  const { commands, options } = context.messages.help
  const { messages, terminal } = context
  const documents = program.command('documents').description(commands.documents)
  documents
    .command('list', { isDefault: true })
    .description(commands['documents list'])
    .option('-c, --collection <id>', options.collection, 'default')
    .option('-n, --limit <number>', options.limit, wholeNumber)
    .option('--cursor <cursor>', options.cursor)
    .option('--order <order>', options.order)
    .option('--withdrawn', options.withdrawn)
    .option('--pinned', options.pinned)
    .option('--json', options.json)
    .action(async ({ json, collection, limit, cursor, order, ...only }: ListOptions) => {
      const state = only.withdrawn === true ? 'withdrawn' : undefined
      const pinned = only.pinned === true ? 'true' : undefined
      const page = await withArchive(context, archive =>
        archive.documents(collection, { limit, cursor, order, state, pinned }),
      )
      terminal.result(json === true, page, () => renderPage(page, messages))
    })
  forOneDocument(documents, 'show', context).action(
    async (id: string, { json, collection }: DocumentOptions) => {
      const document = await withArchive(context, archive => archive.document(collection, id))
      terminal.result(json === true, document, () => `${headingOf(document)}\n\n${document.text}`)
    },
  )
  addWithdrawal(documents, context)
  addPinning(documents, context)
  forOneDocument(documents, 'delete', context).action(
    async (id: string, { json, collection }: DocumentOptions) => {
      await withArchive(context, archive => archive.deleteDocument(collection, id))
      terminal.result(json === true, { collection, deleted: id }, () => messages.documentRemoved(id))
    },
  )
}

/** The two that take a document out of sight and bring it back. */
function addWithdrawal(documents: Command, context: CommandContext): void {
  const { options } = context.messages.help
  const { messages, terminal } = context
  forOneDocument(documents, 'withdraw', context)
    .option('--reason <reason>', options.reason)
    .action(async (id: string, { json, collection, reason }: DocumentOptions & { reason?: string }) => {
      await withArchive(context, archive => archive.withdrawDocument(collection, id, reason))
      const value = { collection, withdrawn: id, reason: reason ?? null }
      terminal.result(json === true, value, () => messages.operations.documentWithdrawn(id))
    })
  forOneDocument(documents, 'restore', context).action(
    async (id: string, { json, collection }: DocumentOptions) => {
      await withArchive(context, archive => archive.restoreDocument(collection, id))
      const value = { collection, restored: id }
      terminal.result(json === true, value, () => messages.operations.documentRestored(id))
    },
  )
}

/** The two that put a document before the others and take that back. */
function addPinning(documents: Command, context: CommandContext): void {
  const { messages, terminal } = context
  const { documentPinned, documentUnpinned } = messages.operations
  forOneDocument(documents, 'pin', context).action(
    async (id: string, { json, collection }: DocumentOptions) => {
      await withArchive(context, archive => archive.pinDocument(collection, id, true))
      terminal.result(json === true, { collection, pinned: id }, () => documentPinned(id))
    },
  )
  forOneDocument(documents, 'unpin', context).action(
    async (id: string, { json, collection }: DocumentOptions) => {
      await withArchive(context, archive => archive.pinDocument(collection, id, false))
      terminal.result(json === true, { collection, unpinned: id }, () => documentUnpinned(id))
    },
  )
}

/** A command on the document that its argument names. */
function forOneDocument(
  documents: Command,
  name: 'show' | 'delete' | 'withdraw' | 'restore' | 'pin' | 'unpin',
  { messages }: CommandContext,
): Command {
  const { commands, arguments: args, options } = messages.help
  return documents
    .command(name)
    .description(commands[`documents ${name}`])
    .argument('<document>', args.document)
    .option('-c, --collection <id>', options.collection, 'default')
    .option('--json', options.json)
}

const headingOf = (document: Wire<'DocumentSummary'>) =>
  sourceHeading({ ...document, document_id: document.id })

function renderPage({ documents, next_cursor }: Wire<'DocumentPage'>, messages: Messages): string {
  if (documents.length === 0) return messages.noDocuments
  const entries = documents.map(document => {
    const reason = document.withdrawn && `  ${messages.withdrawn} ${document.withdrawn.reason ?? ''}`
    const pin = document.pinned === true ? `  ${messages.pinned}` : ''
    return `${headingOf(document)}  ${messages.passages(document.passages)}${pin}${reason ?? ''}`.trimEnd()
  })
  return [...entries, ...(next_cursor === null ? [] : [messages.nextPage(next_cursor)])].join('\n')
}
