import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadSamples } from '../../ingest/samples.js'
import { openStage, type ArchiveStage } from './archive-stage.js'

let stage: ArchiveStage
beforeAll(async () => {
  stage = await openStage('2026-11-24T12:00:00Z')
  await loadSamples(stage.youju)
})
afterAll(() => stage.close())

/** Questions that an older text answers too, but no longer rightly. */
const CORRECTED: readonly (readonly [string, string, string])[] = [
  ['鹭洲区停水从几号开始？', 'zh/2023-04-05-tingshui-gaiqi.md', '4月9日'],
  ['文澜路停水几点到几点？', 'zh/2023-04-05-tingshui-gaiqi.md', '4月9日22:00至4月10日5:00'],
  ['第九届河灯节一共来了多少游客？', 'zh/2023-10-11-gengzheng-hedengjie.md', '58.3万人次'],
  ['2024年教育支出预算是多少？', 'zh/2024-01-20-gengzheng-jiaoyu-yusuan.md', '68.5亿元'],
  ['How often does the Riverside ferry run?', 'en/2025-08-20-ferry-timetable-revised.md', 'every 30 minutes'],
]

describe('what the sample archive corrected or replaced', () => {
  it.each(CORRECTED)('%s: is found in the newest', async (question, newest) => {
    expect((await stage.found(question))[0]).toBe(newest)
  })

  it.each(CORRECTED)('%s: is answered from the newest', async (question, newest, words) => {
    const { blocks, sources } = await stage.youju.answerer.answer({ owner: 'key_reader', question })
    expect(sources[0]?.documentId).toBe(newest)
    expect(blocks.map(block => block.text).join('\n')).toContain(words)
  })

  it('still says what a correction left as it was', async () => {
    expect((await stage.found('河灯节有多少家餐馆延长营业？'))[0]).toBe('zh/2023-10-07-hedengjie-62wan.md')
    expect((await stage.found('2024年预算安排多少钱用于老旧小区改造？'))[0]).toBe(
      'zh/2024-01-18-2024nian-yusuan.md',
    )
  })
})
