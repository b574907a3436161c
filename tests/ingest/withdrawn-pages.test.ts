import { expect, it } from 'vitest'
import { systemClock } from '../../core/clock.js'
import { createLogger } from '../../core/log.js'
import { createSegmenter } from '../../core/text/segmenter.js'
import { createTokeniser } from '../../core/text/tokenise.js'
import { createFileReading } from '../../ingest/isolation/reading-pool.js'
import { createIngestor } from '../../ingest/pipeline.js'
import { createSourceService } from '../../ingest/sources/source-service.js'
import { TemporaryArchive } from '../store/temporary-archive.js'
import { html, servePage, type ServedPage } from './fetch/served-pages.js'
import { openFetcher, openSite } from './fetch/web-stage.js'
import { finishedJob } from './finished-job.js'
import { HashEmbedder } from './hash-embedder.js'

const log = createLogger('silent')
const collection = 'default'

it('A page that was withdrawn is not brought back by its source, whether it changes, goes or comes again', async () => {
  const reading = createFileReading({
    ...{ processes: 1, memoryMiB: 512, timeoutMs: 60_000, maxCharacters: 100_000, log },
  })
  const fetcher = openFetcher()
  const embedder = new HashEmbedder()
  const store = await TemporaryArchive.open({ modelId: embedder.id, dimensions: embedder.dimensions })
  const { archive } = store
  const limits = { batchPassages: 64, documentMaxCharacters: 100_000 }
  const ingestor = createIngestor({
    archive,
    embedder,
    tokeniser: createTokeniser(createSegmenter()),
    limits,
  })
  const service = createSourceService({ archive, ingestor, fetcher, reading, log, clock: systemClock })
  let pages: Record<string, ServedPage> = { '/a': { body: html('甲', '内容'), etag: '"1"' } }
  const site = await openSite((request, response) => {
    servePage(pages[request.url ?? ''], request.headers['if-none-match'], response)
  })
  const address = `${site.url}/a`
  const { source } = await archive.sources.put(
    { collection, kind: 'url', address, settings: {}, intervalMinutes: null, owner: 'loopback' },
    '2026-01-01T00:00:00Z',
  )
  const sync = async () => finishedJob(archive, (await service.sync(source.id)).id)
  await sync()
  expect(await archive.withdrawDocument(collection, address, 'asked for')).toBe(true)
  const changes: Record<string, ServedPage>[] = [
    { '/a': { body: html('乙', '改过的内容'), etag: '"2"' } },
    {},
    { '/a': { body: html('丙', '又来的内容'), etag: '"3"' } },
  ]
  for (const changed of changes) {
    pages = changed
    await sync()
    expect((await archive.documents(collection, { limit: 9, order: 'oldest' })).documents).toEqual([])
  }
  const page = await archive.documents(collection, { limit: 9, order: 'oldest', state: 'withdrawn' })
  expect(page.documents).toMatchObject([{ title: '丙', withdrawn: { reason: 'asked for' } }])
  await site.close()
  await service.stop()
  await reading.close()
  await fetcher.close()
  await store.dispose()
}, 60_000)
