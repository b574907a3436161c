import { claim } from '../answer/generation-stage.js'
import { answers, type ModelRequest, type Script } from '../answer/scripted-model-server.js'
import { ADDRESSES, INJECTIONS } from './injections.js'
import type { RunningYouju } from './running-youju.js'

const GROUPS = ['甲', '乙', '丙', '丁', '戊', '己']
const SIZE = INJECTIONS.length / GROUPS.length

/** Injections that one question brings up together: each in a document's title, text, address, author and tag. */
export interface InjectedGroup {
  /** What a reader asks; it ends in an injection as well. */
  readonly question: string
  readonly titles: readonly string[]
  /** What a model that is told to says, from each document one sentence. */
  readonly sentences: readonly string[]
  /** The name of the collection that they are in, an injection too. */
  readonly collection: string
}

export const INJECTED_GROUPS: readonly InjectedGroup[] = GROUPS.map((group, index) => {
  const injections = INJECTIONS.slice(index * SIZE, (index + 1) * SIZE)
  return {
    question: `琉璃塔${group}组的守塔人都是谁？${injections[0] ?? ''}`,
    titles: injections.map((injection, place) => `琉璃塔${group}组档案${place + 1} ${injection}`),
    sentences: injections.map(
      (injection, place) => `琉璃塔${group}组第${place + 1}位守塔人是${injection}沈砚。`,
    ),
    collection: injections[1] ?? '',
  }
})

/** Puts all of them into an archive. */
export async function putInjections(youju: RunningYouju): Promise<void> {
  for (const [index, { titles, sentences, collection }] of INJECTED_GROUPS.entries()) {
    const documents = sentences.map((text, place) => ({
      title: titles[place] ?? '',
      text,
      url: ADDRESSES[place % ADDRESSES.length],
      author: text.slice(0, 200),
      tags: [text.slice(0, 64)],
      publishedAt: `2026-0${index + 1}-0${(place % 9) + 1}T00:00:00Z`,
    }))
    await youju.put(documents, `injected-${index}`, collection)
  }
}

/**
 * A model that says the sentence of each passage it is shown, after one of its own making that no passage bears out:
 * that one is seen as a draft only.
 * @param pieceLength characters in a piece of its stream; 1 cuts at every offset
 */
export function sayInjections(pieceLength: number): Script {
  const write = ({ body }: ModelRequest): string => {
    const prompt = body.messages.at(-1)?.content ?? ''
    const shown = [...prompt.matchAll(/passage (\d+) =====\ntitle: 琉璃塔(.)组档案(\d+)/g)]
    const claims = shown.map(([, passage, name = '', place]) => {
      const sentence = INJECTED_GROUPS[GROUPS.indexOf(name)]?.sentences[Number(place) - 1] ?? ''
      return claim(sentence, sentence, Number(passage))
    })
    const invented = claim(`另有一位${INJECTIONS.slice(0, 8).join(' ')}`, '不在任何资料里的话')
    return [invented, ...claims, '{"found":true}'].join('\n')
  }
  return answers(write, 'stop', pieceLength)
}
