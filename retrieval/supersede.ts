import { fold } from '../core/text/fold.js'
import { documentKey, type FusedPassage } from './fuse.js'
import { reweigh } from './reweigh.js'

/** Best documents that are compared with one another, and passages of each that are read. */
const COMPARED = 12
const READ_PASSAGES = 3
/** How much likelier a version that is superseded may be by its words alone, and still come after the newer one. */
const MOST_ODDS = { declaresItself: 300, isNamed: 30, implied: 8, sameTitle: 5 } as const
/** What is left of the odds of a superseded version beside those of the newer one. */
const SUPERSEDED_SHARE = 0.3

/** Who asks for the former state gets it. */
const ASKS_FOR_FORMER =
  /原先|原来|原定|当初|最初|起初|初步|更正前|调整前|改期前|修订前|\b(?:originally|formerly|initially|previously|used to|at first|first estimate|former|original)\b/u
const NUMBER = /\p{N}/u

const SUPERSEDED_TITLE =
  /已(?:改期|废止|作废|失效|撤销|更正|取消|更新|过期)|旧版|\b(?:superseded|outdated|withdrawn|replaced|expired)\b/u
const SUPERSEDED_TEXT =
  /(?:本|此)(?:通知|公告|通告|办法|规定|文|时刻表|指南)已(?:经|于[^。，]{0,12})?(?:被|由|废止|作废|失效|停止执行)|\bthis (?:\w+ )?(?:notice|timetable|page|guide|rule|article|schedule|document|version) (?:has been|was|is) (?:replaced|superseded|withdrawn)\b/u
const CORRECTION_TITLE =
  /更正|勘误|订正|更新|改期|延期|变更|调整|修订|新版|重新公布|核定|\b(?:correction|corrected|revised|updated?|rescheduled|amended|amendment)\b/u
const REPLACING_TEXT =
  /更正|有误|勘误|取代|替代|代替|作废|废止|停止执行|为准|\b(?:replac|supersed|correct|amend)/u
const CITED_TITLE = /《([^《》]{2,120})》/gu
/** Words of a title that say what kind of text it is, not what it is about. */
const KIND_WORDS = new RegExp(
  `${SUPERSEDED_TITLE.source}|${CORRECTION_TITLE.source}|通知|公告|通告|notice|announcement`,
  'gu',
)

interface Version {
  readonly key: string
  readonly publishedAt: string
  readonly title: string
  /** The title without numbers and marks. */
  readonly name: string
  readonly words: ReadonlySet<string>
  /** Titles that it cites as replaced or corrected. */
  readonly replaces: ReadonlySet<string>
  /** It says of itself that it holds no more. */
  readonly isOver: boolean
  readonly isCorrection: boolean
  readonly odds: number
}

/**
 * Puts the newest of several versions first: a correction before the report that it corrects, a notice before
 * the one that it replaces, the latest of the same title. The words of the question still decide: the newer one
 * must match nearly as well, or the question is about something that it does not repeat.
 * @param found ranked; @param question as asked
 */
export function preferCurrent(found: readonly FusedPassage[], question: string): FusedPassage[] {
  const asked = fold(question).text
  if (ASKS_FOR_FORMER.test(asked)) return [...found]
  const versions = versionsOf(found)
  const odds = new Map(versions.map(version => [version.key, version.odds]))
  for (const newer of versions) {
    for (const older of versions) {
      const most = mostOdds(newer, older, asked)
      if (most === 0 || older.odds > newer.odds * most) continue
      const ahead = Math.max(odds.get(newer.key) ?? 0, odds.get(older.key) ?? 0)
      odds.set(newer.key, ahead)
      odds.set(older.key, Math.min(odds.get(older.key) ?? 0, ahead * SUPERSEDED_SHARE))
    }
  }
  const changed = versions.filter(version => odds.get(version.key) !== version.odds)
  return reweigh(
    found,
    new Map(changed.map(version => [version.key, (odds.get(version.key) ?? 0) / version.odds])),
  )
}

/** How much likelier the older one may be for the newer one to supersede it; 0 when it does not supersede it. */
function mostOdds(newer: Version, older: Version, asked: string): number {
  if (newer.publishedAt <= older.publishedAt) return 0
  if (newer.replaces.has(squash(older.title))) return MOST_ODDS.isNamed
  if (newer.name === older.name && newer.name.length > 1) {
    // 2024年预算 and 2026年预算 are no versions of each other for one who asks for 2024.
    return NUMBER.test(asked) && newer.title !== older.title ? 0 : MOST_ODDS.sameTitle
  }
  if (!sharesSubject(newer, older)) return 0
  if (older.isOver) return MOST_ODDS.declaresItself
  return newer.isCorrection ? MOST_ODDS.implied : 0
}

/** A third of the shorter title's words, and at least two. */
function sharesSubject(one: Version, other: Version): boolean {
  const shared = [...one.words].filter(word => other.words.has(word)).length
  return shared >= 2 && shared * 3 >= Math.min(one.words.size, other.words.size)
}

/** The best documents; those without a date are no versions of anything. */
function versionsOf(found: readonly FusedPassage[]): Version[] {
  const groups = new Map<string, FusedPassage[]>()
  for (const item of found) {
    const key = documentKey(item.passage)
    const group = groups.get(key)
    if (group !== undefined) group.push(item)
    else if (groups.size < COMPARED) groups.set(key, [item])
  }
  const dated = [...groups].filter(([, [best]]) => best !== undefined && isDated(best))
  return dated.length < 2 ? [] : dated.flatMap(([key, group]) => versionOf(key, group) ?? [])
}

const isDated = ({ passage, score }: FusedPassage) => passage.publishedAt !== null && score > 0

function versionOf(key: string, group: readonly FusedPassage[]): Version | undefined {
  const [best] = group
  const publishedAt = best?.passage.publishedAt ?? null
  if (best === undefined || publishedAt === null) return undefined
  const title = fold(best.passage.title).text
  const subject = title.replace(KIND_WORDS, ' ')
  const text = group
    .slice(0, READ_PASSAGES)
    .map(item => fold(item.passage.text).text)
    .join('\n')
  const cited = REPLACING_TEXT.test(text) ? [...text.matchAll(CITED_TITLE)] : []
  return {
    key,
    publishedAt,
    title,
    name: squash(title.replace(/\p{N}+/gu, '')),
    words: titleWords(subject),
    replaces: new Set(cited.map(([, name = '']) => squash(name))),
    isOver: SUPERSEDED_TITLE.test(title) || SUPERSEDED_TEXT.test(text),
    isCorrection: CORRECTION_TITLE.test(title),
    odds: best.score,
  }
}

const squash = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, '')

/** Pairs of Chinese characters and words of other scripts, without numbers. */
function titleWords(title: string): Set<string> {
  const words = new Set<string>()
  for (const [run] of title.matchAll(/\p{Script=Han}{2,}|[a-z]{3,}/gu)) {
    if (!/\p{Script=Han}/u.test(run)) words.add(run)
    else for (let at = 0; at + 2 <= run.length; at++) words.add(run.slice(at, at + 2))
  }
  return words
}
