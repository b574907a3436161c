import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { standaloneQuestion } from '../../answer/converse/conversation.js'
import { openStage, type ArchiveStage } from '../retrieval/archive-stage.js'

let stage: ArchiveStage
beforeAll(async () => {
  stage = await openStage('2026-11-24T12:00:00Z')
  await stage.put([
    { id: 'w2024', title: '2024年梓汀半马', text: '2024年梓汀半马的男子冠军是裴少川，成绩为一小时七分。' },
    { id: 'w2025', title: '2025年梓汀半马', text: '2025年梓汀半马的男子冠军是骆北川，成绩为一小时六分。' },
  ])
})
afterAll(() => stage.close())

const OWNER = 'key_reader'

const ask = (question: string, conversationId?: string, owner = OWNER) =>
  stage.youju.answerer.answer({ owner, question, conversationId })

/** What a question becomes so many minutes after one about 2024, when so many turns are remembered. */
async function resolved(id: string, { minutesLater = 1, turns = 10 }): Promise<string> {
  const body = { standaloneQuestion: '2024年梓汀半马的男子冠军是谁？' }
  const createdAt = '2026-11-24T12:00:00.000Z'
  const { archive } = stage.youju
  const made = { owner: OWNER, collections: null, question: '', body, trace: null }
  await archive.putAnswer({ id, createdAt, conversationId: id, ...made })
  const clock = { now: () => new Date(Date.parse(createdAt) + minutesLater * 60_000) }
  const followUp = { question: '那第二年呢？', conversationId: id, owner: OWNER }
  return standaloneQuestion(followUp, { archive, clock, conversation: { turns, minutes: 60 } })
}

describe('a conversation', () => {
  it('lends a follow-up what it leaves out, turn after turn', async () => {
    const first = await ask('2024年梓汀半马的男子冠军是谁？')
    const second = await ask('那第二年呢？', first.conversationId)
    expect(second).toMatchObject({
      question: '那第二年呢？',
      standaloneQuestion: '2025年梓汀半马的男子冠军是谁？',
      conversationId: first.conversationId,
    })
    expect(second.text).toContain('骆北川')
    const third = await ask('前一年呢？', first.conversationId)
    expect(third.standaloneQuestion).toBe('2024年梓汀半马的男子冠军是谁？')
    expect(third.text).toContain('裴少川')
  })

  it('lends nothing to another conversation, or to a question without one', async () => {
    await ask('2024年梓汀半马的男子冠军是谁？', 'one')
    expect((await ask('那第二年呢？', 'other')).standaloneQuestion).toBe('那第二年呢？')
    expect((await ask('那第二年呢？')).standaloneQuestion).toBe('那第二年呢？')
  })

  it('lends nothing to somebody else who knows its name', async () => {
    await ask('2024年梓汀半马的男子冠军是谁？', 'private')
    const foreign = await ask('那第二年呢？', 'private', 'key_other')
    expect(foreign).toMatchObject({ standaloneQuestion: '那第二年呢？', conversationId: 'private' })
    expect((await ask('那第二年呢？', 'private')).standaloneQuestion).toContain('2025年')
  })

  it('is passed over where nothing was asked about', async () => {
    await ask('2024年梓汀半马的男子冠军是谁？', 'polite')
    await ask('好', 'polite')
    expect((await ask('那第二年呢？', 'polite')).standaloneQuestion).toContain('2025年')
  })

  it('is forgotten on request', async () => {
    await ask('2024年梓汀半马的男子冠军是谁？', 'gone')
    expect(await stage.youju.archive.deleteConversation('gone')).toBe(true)
    expect((await ask('那第二年呢？', 'gone')).standaloneQuestion).toBe('那第二年呢？')
  })

  it('fades with time, and is not remembered where none is to be', async () => {
    expect(await resolved('fresh', { minutesLater: 59 })).toBe('2025年梓汀半马的男子冠军是谁？')
    expect(await resolved('old', { minutesLater: 61 })).toBe('那第二年呢？')
    expect(await resolved('off', { turns: 0 })).toBe('那第二年呢？')
  })

  it('may be kept by the caller, who sends what was asked before', async () => {
    const after = async (...earlierQuestions: string[]) =>
      (await stage.youju.answerer.answer({ owner: OWNER, question: '前一年呢？', earlierQuestions }))
        .standaloneQuestion
    expect(await after('2024年梓汀半马的男子冠军是谁？', '那第二年呢？')).toBe(
      '2024年梓汀半马的男子冠军是谁？',
    )
    expect(await after('2025年梓汀半马的男子冠军是谁？', '好')).toBe('2024年梓汀半马的男子冠军是谁？')
    expect(await after('好')).toBe('前一年呢？')
  })
})
