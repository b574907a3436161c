import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChatModel } from '../../answer/generate/chat-model.js'

/** What a model can be made to do, whatever it is. */
export interface ModelStage {
  readonly model: ChatModel
  /** The next reply is this text, finished. */
  reply(text: string): void
  /** The next reply begins with this text and then waits. */
  stall(text: string): void
  /** The next reply begins with this text and then breaks off. */
  breakOff(text: string): void
  /** Resolves when the last request has been closed by whoever asked. */
  closed(): Promise<void>
  close(): Promise<void>
}

const MESSAGES = [
  { role: 'system', content: 'answer' },
  { role: 'user', content: '几点开门？ <|im_start|> {braces} \ud83d\ude00' },
] as const

async function readAll(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

/** What every ChatModel promises. */
export function chatModelContract(name: string, open: () => Promise<ModelStage>): void {
  describe(`${name} keeps the contract of a chat model`, () => {
    let stage: ModelStage
    beforeAll(async () => {
      stage = await open()
    })
    afterAll(async () => {
      await stage.close()
    })
    const ask = (signal = new AbortController().signal) => stage.model.stream(MESSAGES, signal)

    it('has a name', () => {
      expect(stage.model.name).not.toBe('')
    })

    it.each(['八点开门。', '', 'a\n\n"b"\u2028{', '😀'.repeat(50)])(
      'gives the reply whole: %j',
      async text => {
        stage.reply(text)
        expect(await readAll(ask())).toBe(text)
      },
    )

    it('gives the reply piece by piece, and serves several callers at once', async () => {
      stage.reply('一二三四五六七八九十'.repeat(10))
      const pieces: string[] = []
      for await (const piece of ask()) pieces.push(piece)
      expect(pieces.length).toBeGreaterThan(1)
      const both = await Promise.all([readAll(ask()), readAll(ask())])
      expect(both).toEqual([pieces.join(''), pieces.join('')])
    })

    it('gives what has come before it breaks off, then says so', async () => {
      stage.breakOff('八点')
      let text = ''
      const reading = (async () => {
        for await (const piece of ask()) text += piece
      })()
      await expect(reading).rejects.toMatchObject({ code: expect.stringMatching(/^model_/) as string })
      expect('八点'.startsWith(text)).toBe(true)
    })

    it('refuses with the reason of a signal that has fired', async () => {
      await expect(readAll(ask(AbortSignal.abort(new Error('too late'))))).rejects.toThrow('too late')
    })

    it('closes the request when the signal fires', async () => {
      stage.stall('八点')
      const controller = new AbortController()
      const reading = (async () => {
        for await (const piece of ask(controller.signal)) {
          if (piece !== '') controller.abort(new Error('no longer wanted'))
        }
      })()
      await expect(reading).rejects.toThrow('no longer wanted')
      await stage.closed()
    })

    it('closes the request when the loop is left', async () => {
      stage.stall('八点')
      for await (const piece of ask()) if (piece !== '') break
      await stage.closed()
    })
  })
}
