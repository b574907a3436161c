import { longestMatches, type ExpressionMatch } from '../../core/text/expression-matcher.js'
import { fold } from '../../core/text/fold.js'
import type { Segmenter } from '../../core/text/segmenter.js'
import { isHan, textRuns } from '../../core/text/tokenise.js'
import type { Span } from '../../core/types.js'
import type { Lexicon } from '../../retrieval/lexicon.js'
import { ASKING_FORMS, isAskedFor } from './asking-forms.js'
import { questionKey } from './question-key.js'

/** With the question itself. Each is looked up by its key, which takes a fifth of a millisecond. */
const MAX_REWORDINGS = 16
/** Longer ones are not reworded, so that the event loop is not held: nobody asks the same in so many words. */
const MAX_QUESTION_CHARACTERS = 200

interface Reworded {
  readonly text: string
  /** Where expressions were put in. */
  readonly replaced: readonly Span[]
}

/**
 * The question in the other words that the synonyms of a collection allow, any number of them replaced. Stricter than a
 * search: an expression is whole words where it stands and where it is put, it names something, and no number, date or
 * code of the question changes.
 * @yields without the question itself, folded, at most 15; none of a question of over 200 code units
 */
export function* rewordings(
  question: string,
  { synonyms, alternatives }: Pick<Lexicon, 'synonyms' | 'alternatives'>,
  segmenter: Segmenter,
): Generator<string> {
  const asked = fold(question).text
  if (asked.length > MAX_QUESTION_CHARACTERS) return
  const matches = longestMatches(synonyms.match(asked)).filter(wholeWordsOf(asked, segmenter))
  let chosen: ReadonlyMap<string, string>[] = [new Map()]
  for (const expression of new Set(matches.map(match => match.expression))) {
    const others = alternatives.get(expression) ?? []
    if (chosen.length === MAX_REWORDINGS) break
    // Who names both asks about the two.
    if (matches.some(match => others.includes(match.expression))) continue
    const naming = names(expression, segmenter) ? others.filter(other => names(other, segmenter)) : []
    const choices = naming.map(other => [expression, fold(other).text] as const)
    chosen = chosen
      .flatMap(before => [before, ...choices.map(choice => new Map([...before, choice]))])
      .slice(0, MAX_REWORDINGS)
  }
  const { facts } = questionKey(asked, segmenter)
  for (const replacements of chosen) {
    if (replacements.size === 0) continue
    const { text, replaced } = reword(asked, matches, replacements)
    if (questionKey(text, segmenter).facts !== facts) continue
    if (replaced.every(wholeWordsOf(text, segmenter))) yield text
  }
}

function reword(
  question: string,
  matches: readonly ExpressionMatch[],
  replacements: ReadonlyMap<string, string>,
): Reworded {
  const replaced: Span[] = []
  let text = ''
  let at = 0
  for (const { expression, start, end } of matches) {
    const other = replacements.get(expression)
    if (other === undefined) continue
    text += question.slice(at, start) + other
    replaced.push({ start: text.length - other.length, end: text.length })
    at = end
  }
  return { text: text + question.slice(at), replaced }
}

/** Not a word that only asks or holds a sentence together: 到底 is one, 底部 is none. */
function names(expression: string, segmenter: Segmenter): boolean {
  if (questionKey(expression, segmenter).core !== null) return true
  return isAskedFor(ASKING_FORMS.get(fold(expression).text) ?? '')
}

/** Tells whether a span of the text begins and ends where words do. */
function wholeWordsOf(text: string, segmenter: Segmenter): (span: Span) => boolean {
  const borders = new Set<number>()
  for (const { run, offset } of textRuns(text)) {
    borders.add(offset).add(offset + run.length)
    if (isHan(run)) for (const word of segmenter.tag(run)) borders.add(offset + word.offset)
  }
  return ({ start, end }) => borders.has(start) && borders.has(end)
}
