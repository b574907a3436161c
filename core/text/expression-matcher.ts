import type { Span } from '../types.js'
import { fold } from './fold.js'
import { isHan, otherTokens, textRuns } from './tokenise.js'

/** Where an expression stands, in offsets of the text as given. */
export interface ExpressionMatch extends Span {
  /** As it was given to the matcher. */
  readonly expression: string
}

export interface ExpressionMatcher {
  /** Every occurrence, by where it starts; of two that start together the longer one first. May overlap. */
  match(text: string): ExpressionMatch[]
}

/** A Chinese character, or a word or a piece of a code of another script. */
interface Unit extends Span {
  readonly key: string
  /** It goes on where the one before it ends, but for a space or a dash between words. */
  readonly continues: boolean
}

/** What may stand between the words of one expression: `e bike`, `e-bike`, `R&D`. */
const JOINT = /^[ \t\u3000\p{Pd}_/·&+]{1,2}$/u

/**
 * Finds expressions of one or several words, Chinese or not, whatever their case, width, script variant,
 * inflection and hyphens. Chinese ones match wherever their characters stand, others only as whole words. Linear
 * in the text.
 */
export function createExpressionMatcher(expressions: Iterable<string>): ExpressionMatcher {
  const byFirst = new Map<string, { expression: string; keys: readonly string[] }[]>()
  for (const expression of new Set(expressions)) {
    const keys = unitsOf(expression).map(({ key }) => key)
    const [first] = keys
    if (first === undefined) continue
    byFirst.set(first, [...(byFirst.get(first) ?? []), { expression, keys }])
  }
  for (const candidates of byFirst.values()) candidates.sort((a, b) => b.keys.length - a.keys.length)
  return {
    match(text) {
      if (byFirst.size === 0) return []
      const units = unitsOf(text)
      return units.flatMap(({ key, start }, at) =>
        (byFirst.get(key) ?? []).flatMap(({ expression, keys }) => {
          const last = units[at + keys.length - 1]
          return last !== undefined && standsAt(units, at, keys) ? [{ expression, start, end: last.end }] : []
        }),
      )
    },
  }
}

/** Of matches that overlap the one that begins first, then the longer one. @param matches as a matcher gives them */
export function longestMatches(matches: readonly ExpressionMatch[]): ExpressionMatch[] {
  let end = 0
  return matches.filter(match => {
    if (match.start < end) return false
    end = match.end
    return true
  })
}

function standsAt(units: readonly Unit[], at: number, keys: readonly string[]): boolean {
  return keys.every((key, index) => {
    const unit = units[at + index]
    return unit?.key === key && (index === 0 || unit.continues)
  })
}

function unitsOf(text: string): Unit[] {
  const folded = fold(text)
  const units: Unit[] = []
  let before: { end: number; isHan: boolean } | undefined
  for (const { run, offset } of textRuns(folded.text)) {
    const gap = before === undefined ? '' : folded.text.slice(before.end, offset)
    const isChinese = isHan(run)
    // A space within Chinese separates; one beside another script is a matter of taste.
    const mayJoin = gap === '' || (!(isChinese && before?.isHan === true) && JOINT.test(gap))
    for (const [index, { key, start, end }] of piecesOf(run).entries()) {
      const from = folded.originalOffset(offset + start)
      const to = Math.max(folded.originalOffset(offset + end), from + 1)
      units.push({ key, start: from, end: to, continues: index > 0 || (before !== undefined && mayJoin) })
    }
    before = { end: offset + run.length, isHan: isChinese }
  }
  return units
}

function piecesOf(run: string): { key: string; start: number; end: number }[] {
  if (!isHan(run)) {
    const tokens = otherTokens(run)
    const parts = tokens.filter(({ kind }) => kind === 'part')
    return (parts.length > 0 ? parts : tokens).map(({ term, start, end }) => ({ key: term, start, end }))
  }
  let at = 0
  return Array.from(run, key => {
    const start = at
    at += key.length
    return { key, start, end: at }
  })
}
