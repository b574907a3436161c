import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { packageRoot } from '../../core/package-root.js'
import { RESPONSE_SCHEMAS } from '../../server/shapes/response-schemas.js'
import { documentPart } from '../../server/mcp/tool-shapes.js'
import { PATIENCE_MS, Workplace } from '../cli/workplace.js'
import { expectProblem } from '../server/conformance.js'
import { send } from '../server/test-server.js'

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS })

const TEXT = `云湾图书馆新馆3月1日开放。云湾图书馆周一闭馆，周二至周日9:00至21:00开放。\n\n${'😀章节。'.repeat(4000)}`
const QUESTION = '云湾图书馆周几闭馆？'

let workplace: Workplace
beforeAll(async () => {
  workplace = await Workplace.open()
  await workplace.write('docs/library.txt', TEXT)
  expect((await workplace.run(['ingest', 'docs'])).exitCode).toBe(0)
})
afterAll(() => workplace.close())

const environment = () => ({
  PATH: process.env['PATH'] ?? '',
  PORT: '0',
  YOUJU_SAMPLES: 'off',
  YOUJU_DATA_DIR: workplace.dataDir,
})
const bin = join(packageRoot(), 'bin/youju.js')

async function overStdio(): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' })
  const args = [bin, 'mcp']
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, env: environment(), cwd: workplace.folder }),
  )
  return client
}

async function overHttp(url: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' })
  const transport = new StreamableHTTPClientTransport(new URL('/mcp', url))

  await client.connect(transport)
  return client
}

async function callTool(client: Client, name: string, given: Record<string, unknown>) {
  const { content, structuredContent, isError } = CallToolResultSchema.parse(
    await client.callTool({ name, arguments: given }),
  )
  const said = content.map(part => (part.type === 'text' ? part.text : '')).join('\n')
  return { structuredContent, isError, said }
}

/** The three tools do what they promise, whatever the transport. */
async function expectTools(client: Client): Promise<void> {
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toEqual(['search', 'answer', 'get_document'])
  for (const { inputSchema, outputSchema, annotations } of tools) {
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
    expect(outputSchema).toMatchObject({ type: 'object' })
    expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false })
  }
  const answered = await callTool(client, 'answer', { question: QUESTION })
  const answer = RESPONSE_SCHEMAS.Answer.parse(answered.structuredContent)
  const [citation] = answer.blocks.flatMap(block => block.citations)
  expect(answer.answered).toBe(true)
  expect(TEXT.slice(citation?.start, citation?.end)).toBe(citation?.quote)
  expect(answered.said).toContain('周一闭馆')
  expect(answered.said).toContain('[1] library')
  const found = await callTool(client, 'search', { query: QUESTION, limit: 2 })
  expect(RESPONSE_SCHEMAS.SearchResult.parse(found.structuredContent).hits[0]?.text).toContain('周一闭馆')
  expect(found.said).toContain('default/library.txt [')
  await expectWholeDocument(client)
}

async function expectWholeDocument(client: Client): Promise<void> {
  let whole = ''
  for (let start: number | null = 0; start !== null;) {
    const asked = { collection: 'default', document_id: 'library.txt', start, max_characters: 9000 }
    const shown = await callTool(client, 'get_document', asked)
    const part = documentPart.parse(shown.structuredContent)
    expect(part.text.isWellFormed()).toBe(true)
    expect(part.text.length).toBeLessThanOrEqual(9000)
    whole += part.text
    start = part.next_start
  }
  expect(whole).toBe(TEXT)
}

/** What goes wrong is told to the model, not thrown at the program. */
async function expectFailures(client: Client): Promise<void> {
  const cases: [string, Record<string, unknown>, string][] = [
    ['get_document', { collection: 'default', document_id: 'nowhere' }, 'document_not_found'],
    ['search', { query: 'a', collections: ['nowhere'] }, 'collection_not_found'],
    ['answer', { question: '？？' }, 'empty_question'],
    ['search', { query: 'a', published_after: 'soon' }, 'invalid_request'],
    ['search', { query: 'a', surprise: 1 }, 'surprise'],
    ['search', { query: 'a', limit: 1000 }, 'limit'],
    ['delete_everything', {}, 'not found'],
  ]
  for (const [name, given, expected] of cases) {
    const failed = await callTool(client, name, given)
    expect(failed.isError, name).toBe(true)
    expect(failed.said).toContain(expected)
  }
}

describe('the official MCP client', () => {
  it('uses an archive that nobody serves, over stdio', async () => {
    const client = await overStdio()
    await expectTools(client)
    await expectFailures(client)
    await client.close()
  })

  it('uses the running server over HTTP and over stdio, and finds the next one when it is restarted', async () => {
    const first = await workplace.serve()
    const stdio = await overStdio()
    const http = await overHttp(first.url)
    for (const client of [http, stdio]) await expectTools(client)
    await expectFailures(http)
    await http.close()
    await first.end('SIGTERM')
    const second = await workplace.serve()
    expect((await callTool(stdio, 'answer', { question: QUESTION })).said).toContain('周一闭馆')
    await stdio.close()
    await expectRefusals(Number(new URL(second.url).port))
    await second.end('SIGTERM')
  })
})

async function expectRefusals(port: number): Promise<void> {
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
  const mcp = (sent: object) => send(port, '/mcp', { body, ...sent })
  // A page whose name was rebound to this machine, or of another site.
  expectProblem(await mcp({ headers: { host: 'evil.example' } }), 403, 'forbidden_origin')
  expectProblem(await mcp({ headers: { origin: 'https://evil.example' } }), 403, 'forbidden_origin')
  for (const method of ['GET', 'DELETE'])
    expectProblem(await send(port, '/mcp', { method }), 405, 'method_not_allowed')
  expectProblem(await mcp({ body: { hello: 1 } }), 400, 'invalid_request')
  expectProblem(await mcp({ body: { jsonrpc: '2.0', id: {}, method: 1 } }), 400, 'invalid_request')
  expectProblem(await mcp({ body: Array(17).fill(body) }), 400, 'invalid_request')
  expectProblem(await mcp({ headers: { 'mcp-protocol-version': '1999-01-01' } }), 400, 'invalid_request')
  expect((await mcp({ body: { jsonrpc: '2.0', method: 'notifications/initialized' } })).status).toBe(202)
  const unknown = await mcp({ body: { ...body, method: 'no/such' } })
  expect(unknown.json()).toMatchObject({ id: 1, error: { code: -32601 } })
}

describe('youju mcp', () => {
  it('writes nothing but the protocol to standard output, and ends with its input', async () => {
    const child = spawn(process.execPath, [bin, 'mcp'], { cwd: workplace.folder, env: environment() })
    const closed = once(child, 'close') as Promise<[number | null]>
    const stdout = text(child.stdout)
    const params = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'raw', version: '1' },
    }
    const messages = [
      { jsonrpc: '2.0', id: 1, method: 'initialize', params },
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      {
        jsonrpc: '2.0',
        id: 2,
        method: 'tools/call',
        params: { name: 'answer', arguments: { question: '？' } },
      },
    ]
    child.stdin.write(`not JSON at all\n${messages.map(message => JSON.stringify(message)).join('\n')}\n`)
    // The last answer is waited for: input that ends takes what is under way with it.
    const answered = new Promise<void>(resolve => {
      let seen = ''
      child.stdout.on('data', (chunk: Buffer) => {
        seen += chunk.toString()
        if (seen.includes('"id":2')) resolve()
      })
    })
    await Promise.race([answered, closed])
    child.stdin.end()
    expect((await closed)[0]).toBe(0)
    const lines = (await stdout).trim().split('\n')
    expect(lines.map(line => (JSON.parse(line) as { id: number }).id)).toEqual([1, 2])
  })

  it('says on standard error why it cannot begin', async () => {
    const environment = { YOUJU_DATA_DIR: join(workplace.folder, 'data'), YOUJU_EMBEDDING_MODEL: '/nowhere' }
    const { exitCode, stdout, stderr } = await workplace.run(['mcp'], environment)
    expect(exitCode).not.toBe(0)
    expect(stdout).toBe('')
    expect(stderr).toContain('model_unavailable')
  })
})
