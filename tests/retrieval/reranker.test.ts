import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createTokeniser } from '../../core/text/tokenise.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import { createRemoteReranker } from '../../retrieval/remote-reranker.js'
import { createRetriever } from '../../retrieval/retriever.js'
import { openStage, type ArchiveStage } from './archive-stage.js'

interface Asked {
  readonly key: string | undefined
  readonly path: string | undefined
  readonly body: {
    readonly model: string
    readonly query: string
    readonly documents: string[]
    readonly top_n: number
  }
}

const asked: Asked[] = []
let script: (response: ServerResponse, asked: Asked) => void
/** What holds 票价 first. */
const ranksFares = (response: ServerResponse, { body }: Asked) => {
  const results = body.documents.map((text, index) => ({
    index,
    relevance_score: text.includes('票价') ? 5 : -5,
  }))
  response.end(JSON.stringify({ id: 'x', results: results.reverse() }))
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Asked['body']
    asked.push({ key: request.headers.authorization, path: request.url, body })
    const last = asked.at(-1)
    if (last !== undefined) script(response, last)
  })
})

let stage: ArchiveStage
let baseUrl: string
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  stage = await openStage('2026-11-24T12:00:00Z')
  await stage.put([
    { id: 'times', title: '青螺渡轮', text: '青螺渡轮多少时间一班：每小时一班，青螺渡轮早上七点开航。' },
    { id: 'fares', title: '码头', text: '票价五元，乘坐渡轮须排队。' },
  ])
  await stage.put([{ id: 'private', title: '青螺渡轮', text: '青螺渡轮的内部通知。' }], 'private')
  const settings = { synonyms: [], words: [], minConfidence: null, reranker: 'remote' as const }
  await stage.youju.archive.putCollectionSettings('default', settings)
})
afterEach(() => {
  asked.length = 0
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await stage.close()
})

function retriever({ timeoutMs = 20_000, url = baseUrl } = {}) {
  const reranker = createRemoteReranker({ baseUrl: url, model: 'reader@1', apiKey: 'secret', timeoutMs })
  const tokeniser = createTokeniser(createSegmenter())
  const { archive, embedder, clock } = stage.youju
  return createRetriever({ archive, embedder, tokeniser, clock, reranker })
}
const query = '青螺渡轮多少'
const idsOf = ({ hits }: { hits: readonly { passage: { documentId: string } }[] }) =>
  hits.map(hit => hit.passage.documentId)

describe('The reranker of a collection', () => {
  it('decides the order, and the scores still go down from 1', async () => {
    script = ranksFares
    const before = await stage.youju.retriever.search({ query, collections: ['default'] })
    expect(idsOf(before)).toEqual(['times', 'fares'])
    const result = await retriever().search({ query, collections: ['default'] })
    expect(idsOf(result)).toEqual(['fares', 'times'])
    expect(result.degraded).toBeNull()
    expect(result.hits.map(({ score }) => score)).toEqual(before.hits.map(({ score }) => score))
    expect(asked).toMatchObject([
      { key: 'Bearer secret', path: '/v1/rerank', body: { model: 'reader@1', query } },
    ])
    expect(asked[0]?.body.documents).toHaveLength(2)
    expect(asked[0]?.body.top_n).toBe(2)
  })

  it('never reads a collection that did not ask for it', async () => {
    script = ranksFares
    const result = await retriever().search({ query, collections: ['default', 'private'] })
    expect(asked).toEqual([])
    expect(result.degraded).toBeNull()
  })

  it.each<[string, typeof script]>([
    ['an error', response => response.writeHead(500).end('{}')],
    ['no JSON', response => response.end('<html>')],
    ['too few scores', response => response.end('{"results":[{"index":0,"relevance_score":1}]}')],
    [
      'one passage twice',
      response =>
        response.end('{"results":[{"index":0,"relevance_score":1},{"index":0,"relevance_score":2}]}'),
    ],
    [
      'a passage that was not sent',
      response =>
        response.end('{"results":[{"index":0,"relevance_score":1},{"index":7,"relevance_score":2}]}'),
    ],
    ['no numbers', response => response.end('{"results":[{"index":0,"relevance_score":"NaN"}]}')],
    ['a redirection', response => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()],
    ['no end', response => void response.write(' '.repeat(2_000_000))],
    ['a broken connection', response => void response.destroy()],
  ])('that answers with %s costs its order only, and says so', async (_, misbehave) => {
    script = misbehave
    const result = await retriever().search({ query, collections: ['default'] })
    expect(idsOf(result)).toEqual(['times', 'fares'])
    expect(result.degraded).toMatchObject({ code: 'reranker_failed' })
    expect(result.degraded?.message).not.toContain('secret')
  })

  it('that is too slow, down or not configured costs its order only, and says so', async () => {
    script = () => undefined
    const collections = ['default']
    const slow = await retriever({ timeoutMs: 50 }).search({ query, collections })
    expect(slow.degraded?.message).toContain('50 ms')
    const down = await retriever({ url: 'http://127.0.0.1:1/v1' }).search({ query, collections })
    expect(down.degraded?.message).toContain('reached')
    const missing = await stage.youju.retriever.search({ query, collections })
    expect(missing.degraded?.message).toContain('configured')
    for (const result of [slow, down, missing]) expect(idsOf(result)).toEqual(['times', 'fares'])
  })

  it('is left when the caller leaves', async () => {
    const leaving = new AbortController()
    script = () => {
      leaving.abort(new Error('gone'))
    }
    await expect(retriever().search({ query, collections: ['default'] }, leaving.signal)).rejects.toThrow(
      'gone',
    )
  })
})
