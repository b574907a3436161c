/** Where a Chinese question stops naming what it is about. */
const PREDICATE =
  /是(?!否)|叫|有(?=多|几|什么|哪|没有)|在(?=哪|什么|何)|为什么|为何|怎么|怎样|如何|什么|多少|几(?!乎)|哪|谁|何[时地处人]|是否|能否|会不会|能不能|可不可以|要不要|有没有|[能会要可]以?(?=[^，]{0,12}吗)|吗/u
const LEADING_QUESTION = /^(?:请问|谁|哪位|哪个人|什么人|哪里|什么|为什么|怎么)(?:是|叫|当|担任)?/u
const TRAILING = /[的了，,、\s]+$|[？?。！!呢吗啊]+$/gu
const ASKING =
  /请问|为什么|为何|什么时候|什么|怎么样|怎么|怎样|如何|多少|几(?=[个点号天年月次座张])|哪[里儿个位些一]?|谁|何[时地处人]|是否|吗|[？?。]/gu

const ENGLISH_OPENING =
  /^(?:and |but |so )?(?:who|whom|whose|what|which|where|when|why|how(?: many| much| long| often| far| old)?)(?:'s)?\b\s*/iu
const ENGLISH_AUXILIARY =
  /^(?<verb>is|are|was|were|does|do|did|has|have|had|can|could|will|would|should)\b\s*/iu
const NAME = /\b\p{Lu}[\p{L}\p{N}'-]*(?: (?:of |the |and )?(?:\p{Lu}[\p{L}\p{N}'-]*|\d+))*/gu

const isChinese = (text: string) => /\p{Script=Han}/u.test(text)

/** What a question is about, in its own words: its subject. Undefined when none can be told. */
export function topicOf(question: string): string | undefined {
  const text = question.trim().replace(/[？?。！!]+$/u, '')
  return isChinese(text) ? chineseTopic(text) : englishTopic(text)
}

function chineseTopic(text: string): string | undefined {
  const rest = text.replace(LEADING_QUESTION, '')
  const at = rest.search(PREDICATE)
  const topic = (at < 0 ? rest : rest.slice(0, at)).replace(TRAILING, '')
  return Array.from(topic).length >= 2 ? topic : undefined
}

function englishTopic(text: string): string | undefined {
  const rest = text.replace(ENGLISH_OPENING, '')
  const verb = ENGLISH_AUXILIARY.exec(rest)?.groups?.['verb']?.toLowerCase()
  const subject = rest.replace(ENGLISH_AUXILIARY, '').trim()
  // Who is the chief librarian of Ziting: all of it. When did Han Qingyan die: only what is named.
  if (rest !== text && verb !== undefined && /^(?:is|are|was|were)$/.test(verb)) return subject || undefined
  const [name] = [...rest.matchAll(NAME)]
    .map(match => match[0])
    .sort((one, other) => other.length - one.length)
  if (name !== undefined) return name
  const words = subject.split(/\s+/u)
  return words.length > 1 ? words.slice(0, Math.max(2, words.length - 1)).join(' ') : undefined
}

/** What a question says besides asking. */
export function contentOf(question: string): string {
  const text = question.trim()
  if (isChinese(text))
    return text
      .replace(ASKING, '')
      .replace(/^是|是$|[，,]$/gu, '')
      .trim()
  return text.replace(ENGLISH_OPENING, '').replace(/[?]+$/u, '').trim()
}
