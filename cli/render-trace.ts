import type { Wire } from '../server/shapes/response-schemas.js'
import type { Messages } from './messages.js'

type Trace = Wire<'AnswerTrace'>

/** Most lines of a list; the rest is in `--json`. */
const MAX_LINES = 5

/** How an answer came about, a stage a paragraph, in the order in which it was made. */
export function renderTrace(answer: Wire<'Answer'>, messages: Messages): string {
  const { trace } = answer
  const words = messages.trace
  if (trace === undefined || trace === null) return words.none
  const parts = [
    [words.title],
    [words.understood, ...understood(answer, trace, messages)],
    [words.terms, `  ${termsLine(trace)}`],
    [words.passages, ...trace.passages.slice(0, MAX_LINES).map(passageLine)],
    [words.sentences, ...trace.sentences.slice(0, MAX_LINES).map(sentenceLine)],
    [
      words.confidence(answer.confidence, trace.min_confidence),
      ...scoreLines(trace.confidence_features ?? {}),
    ],
    dropped(trace, messages),
    trace.pinned_rank === null ? [] : [words.pinned(trace.pinned_rank + 1)],
    [words.timings, `  ${words.stages(trace.timings_ms)}`],
    trace.hidden_passages > 0 ? [words.hidden(trace.hidden_passages)] : [],
  ]
  return parts
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')
}

function understood(answer: Wire<'Answer'>, { interpreted }: Trace, { trace: words }: Messages): string[] {
  const { published_after, published_before, time_effect, phrases, subject } = interpreted
  const lines = [words.question(answer.standalone_question)]
  if (subject !== undefined && subject !== answer.standalone_question) lines.push(words.subject(subject))
  if (time_effect !== undefined)
    lines.push(words.published[time_effect](published_after ?? '…', published_before ?? '…'))
  if (phrases !== undefined) lines.push(words.phrases(phrases))
  return lines.map(line => `  ${line}`)
}

/** `图书馆 3 · 开门 0`: how many passages hold each. */
function termsLine({ terms }: Trace): string {
  // A word of two characters is looked up as a bigram too.
  const held = new Map(terms.map(({ text, passages }) => [text, passages]))
  return [...held].map(([text, passages]) => `${text} ${passages}`).join(' · ')
}

function passageLine(passage: Trace['passages'][number]): string {
  const { score, scores, probability, collection, document_id: id, title, start, end } = passage
  const arms = `${shown(scores.keyword)} / ${shown(scores.vector)}`
  return `  ${shown(score)}  (${arms})  p ${shown(probability)}  ${collection}/${id} ${start}-${end}  ${title}`
}

function sentenceLine({ score, text, matched }: Trace['sentences'][number]): string {
  return `  ${shown(score)}  ${text.replaceAll(/\s+/g, ' ').trim()}  [${matched.join(' ')}]`
}

function scoreLines(scores: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(scores).map(([name, value]) => `${name} ${shown(value)}`)
  return entries.length === 0 ? [] : [`  ${entries.join(' · ')}`]
}

function dropped({ dropped_citations: citations, generation }: Trace, { trace: words }: Messages): string[] {
  const places = citations.map(
    ({ collection, document_id: id, start, end }) => `${collection}/${id} ${start}-${end}`,
  )
  const statements = (generation?.dropped_statements ?? []).map(({ reason }) =>
    words.droppedStatement(reason),
  )
  const lines = [...places.map(words.droppedCitation), ...statements]
  return lines.length === 0 ? [] : [words.dropped, ...lines.map(line => `  ${line}`)]
}

function shown(value: number | null): string {
  return value === null ? '-' : value.toFixed(3)
}
