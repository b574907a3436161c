import { addTimeSlot, alignSlot } from './slot.js'
import { contentOf, topicOf } from './topic.js'

/** 那第二年呢？, 博物馆呢 */
const ELLIPSIS = /^(?:那么|那|然后|还有|而)?[，,\s]*(?<slot>[^？?。！!，,]{1,24}?)呢[？?]?$/u
const ENGLISH_ELLIPSIS =
  /^(?:and )?(?:what|how) about (?<slot>[^?]{1,60}?)\s*\??$|^and (?<rest>(?!what|how|why|when|where|who|which|is|are|do|does|did|can|will)[^?]{1,60}?)\s*\?$/iu
/** 为什么？ */
const BARE =
  /^(?:那么|那)?[，,\s]*(?<word>为什么|为何|什么时候|何时|在?哪里|在哪儿|谁|多少钱|多少|怎么办|怎么去|几点|多久|什么原因)[呢啊呀]?[？?]?$/u
const ENGLISH_BARE =
  /^(?:and |but |so )?(?<word>why|when|where|who|how|how much|how many|how long)(?: is that| was that| so| exactly)?\s*\??$/iu
const PRONOUN = /(?<![其吉维排])[他她它]们?(?![人乡日山妈杀])|这个人|那个人|此人/u
const PLACE_PRONOUN = /那里|那儿|那边|这里(?!的?是)/u
const DEMONSTRATIVE = /^(?:那么|那)?[，,\s]*(?:这|那|该|此)(?:个|次|项|座|条|家|位|场|些|件|本|届|份|种)/u
const ENGLISH_PRONOUN = /\b(?<pronoun>he|she|it|they|him|them|his|her|its|their|there)\b/iu
const POSSESSIVE = /^(?:his|her|its|their)$/iu
/** It is raining, there are: nobody is meant. */
const ENGLISH_IDLE =
  /\b(?:is|was|are|were) there\b|\bthere (?:is|are|was|were)\b|\bit (?:is|was) (?:true|possible|necessary|raining)\b/iu

/** Something is named before the pronoun, which then stands for that: 韩青岩和他的徒弟. */
const NAMES_FIRST = /.{5}|[和与跟的]/u
const ENGLISH_NAMES_FIRST = /\b(?:the|an?)\b|.\b\p{Lu}/u

/**
 * A question that can be understood alone, made of a follow-up and the question before it: the slot that changed
 * is put in the place of the old one (那第二年呢？), a pronoun becomes the topic of the question before, and
 * a bare 为什么？ takes its content. Rules of form only, nothing is guessed: what is not recognised as a
 * follow-up stays as it was asked.
 * @param previous the question before, itself understood alone
 */
export function resolveFollowUp(question: string, previous: string): string {
  const asked = question.trim()
  const { slot, rest } = (ELLIPSIS.exec(asked) ?? ENGLISH_ELLIPSIS.exec(asked))?.groups ?? {}
  const changed = (slot ?? rest)?.trim()
  if (changed !== undefined && !isQuestionItself(changed)) return withSlot(changed, previous)
  const word = (BARE.exec(asked) ?? ENGLISH_BARE.exec(asked))?.groups?.['word']
  if (word !== undefined) return bare(word, asked, previous)
  return withTopic(asked, previous)
}

const isQuestionItself = (slot: string) => /什么|怎么|为何|谁|多少|几|哪/u.test(slot) || PRONOUN.test(slot)

function withSlot(slot: string, previous: string): string {
  return addTimeSlot(slot, previous) ?? alignSlot(slot, previous) ?? attribute(slot, previous)
}

/** Nothing in the question before has the form of the slot: it asks for something else of the same topic. */
function attribute(slot: string, previous: string): string {
  const topic = topicOf(previous)
  if (topic === undefined) return `${slot} ${previous}`
  return /\p{Script=Han}/u.test(slot) ? `${topic}的${slot}是什么？` : `What about ${slot} of ${topic}?`
}

function bare(word: string, asked: string, previous: string): string {
  const content = contentOf(previous)
  if (content === '') return asked
  return /\p{Script=Han}/u.test(word) ? `${content}，${word}？` : `${content}: ${word.toLowerCase()}?`
}

function withTopic(asked: string, previous: string): string {
  const topic = topicOf(previous)
  // Someone who names what they ask about, or asks the same again, needs nothing from before.
  if (topic === undefined || asked.includes(topic)) return asked
  for (const pattern of [PRONOUN, PLACE_PRONOUN]) {
    const match = pattern.exec(asked)
    if (match !== null)
      return NAMES_FIRST.test(asked.slice(0, match.index)) ? asked : asked.replace(pattern, () => topic)
  }
  if (DEMONSTRATIVE.test(asked)) return `${topic}，${asked}`
  const match = ENGLISH_PRONOUN.exec(asked)
  if (match === null || ENGLISH_IDLE.test(asked) || ENGLISH_NAMES_FIRST.test(asked.slice(0, match.index)))
    return asked
  return asked.replace(ENGLISH_PRONOUN, pronoun => (POSSESSIVE.test(pronoun) ? `${topic}'s` : topic))
}
