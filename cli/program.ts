import { Command } from 'commander'
import { packageVersion } from '../core/package-version.js'
import { addAudit } from './commands/audit.js'
import { addKeys } from './commands/keys.js'
import { addSites } from './commands/sites.js'
import { addAsk } from './commands/ask.js'
import { addBackup } from './commands/backup.js'
import { addCollections } from './commands/collections.js'
import { addDocuments } from './commands/documents.js'
import { addEval } from './commands/eval.js'
import { addIngest } from './commands/ingest.js'
import { addJobs } from './commands/jobs.js'
import { addMcp } from './commands/mcp.js'
import { addReindex } from './commands/reindex.js'
import { addSearch } from './commands/search.js'
import { addSources } from './commands/sources.js'
import { addServe } from './commands/serve.js'
import { addStorage } from './commands/storage.js'
import { addVerify } from './commands/verify.js'
import { addCurated } from './commands/curated.js'
import { addUnanswered } from './commands/unanswered.js'
import { addWebhooks } from './commands/webhooks.js'
import type { CommandContext } from './context.js'

/** The `youju` command. A new command is added here. Parsing throws commander's errors instead of exiting. */
export function createProgram(context: CommandContext): Command {
  const { help } = context.messages
  const { terminal } = context
  const program = new Command('youju')
    .description(help.program)
    .version(packageVersion(), '-V, --version', help.versionOption)
    .helpOption('-h, --help', help.helpOption)
    .helpCommand('help [command]', help.helpCommand)
    .addHelpText('after', `\n${help.afterwards}`)
    .exitOverride()
    .configureOutput({
      writeOut: text => terminal.stdout.write(text),
      writeErr: text => terminal.stderr.write(text),
      // Reported with every other failure.
      outputError: () => undefined,
    })
    .configureHelp({
      styleTitle: title => help.titles[title] ?? title,
      // The descriptions tell choices and defaults in their own words.
      optionDescription: option => option.description,
    })
  for (const add of [
    addServe,
    addIngest,
    addAsk,
    addSearch,
    addCollections,
    addDocuments,
    addJobs,
    addEval,
    addSources,
    addVerify,
    addBackup,
    addReindex,
    addStorage,
    addMcp,
    addKeys,
    addSites,
    addAudit,
    addCurated,
    addUnanswered,
    addWebhooks,
  ]) {
    add(program, context)
  }
  return program
}
