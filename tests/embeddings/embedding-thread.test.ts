import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageRoot } from '../../core/package-root.js'
import { EmbeddingThread } from '../../embeddings/embedding-thread.js'
import { readModelFolder } from '../../embeddings/model-folder.js'

const LONG = '市政府公布了新的公共交通方案。'.repeat(20)

it('a question overtakes the passages that wait in the thread, but not the one in hand', async () => {
  const model = await readModelFolder(join(packageRoot(), 'embeddings/models/youju-zh-small'))
  const thread = new EmbeddingThread({ model, threads: 1, batchTokens: 256, isBackground: false })
  await thread.ready
  try {
    const ended: string[] = []
    const run = (name: string, urgent: boolean) =>
      thread.run({ texts: [urgent ? '末班车几点？' : LONG], urgent }).then(() => ended.push(name))
    await Promise.all([run('first', false), run('second', false), run('third', false), run('question', true)])
    expect(ended.indexOf('question')).toBeLessThan(2)
    expect(ended.filter(name => name !== 'question')).toEqual(['first', 'second', 'third'])
  } finally {
    await thread.close()
  }
})
