import type robotsParser from 'robots-parser'
import type { Waiting } from './host-turns.js'

/** What a site asks of robots. */
export interface RobotsRules {
  isAllowed(url: string): boolean
  /** Pause between two pages, as the site wishes it; 0 when it says nothing. */
  readonly delayMs: number
  readonly sitemaps: readonly string[]
  /** The rules could not be read, so nothing is allowed for now. */
  readonly isUnknown: boolean
}

/** Reads the text of a robots.txt: `missing` for 4xx, `unreachable` for everything else that is no text. */
export type ReadRobots = (url: string) => Promise<{ readonly text: string } | 'missing' | 'unreachable'>

/** RFC 9309, 2.4: a copy should not be used for longer. */
const KEPT_MS = 24 * 3_600_000
/** Rules that could not be read are asked for again soon. */
const UNKNOWN_KEPT_MS = 5 * 60_000
const MAX_HOSTS = 200
/** A site that wants to be left alone for longer says so with `Disallow`. */
const MAX_DELAY_MS = 30_000
const MAX_SITEMAPS = 50
/** Rules with `*` are compared with every part of a path: so much of them is compared within some 30 ms. */
const MAX_WILDCARD_CHARACTERS = 16_384
const MAX_LINE_CHARACTERS = 2048
const WILDCARD_RULE = /^\s*(?:dis)?allow\s*:.*\*/iu

const ANYTHING: RobotsRules = { isAllowed: () => true, delayMs: 0, sitemaps: [], isUnknown: false }
const NOTHING_YET: RobotsRules = { isAllowed: () => false, delayMs: 0, sitemaps: [], isUnknown: true }

/** Keeps the rules of the sites that were asked last. */
export class RobotsCache {
  private readonly known = new Map<string, { readonly rules: Promise<RobotsRules>; untilMs: number }>()

  constructor(
    private readonly userAgent: string,
    private readonly time: Waiting,
  ) {}

  /** The rules for an origin such as `https://news.example`. Asked for once, however many wait for them. */
  rulesFor(origin: string, read: ReadRobots): Promise<RobotsRules> {
    const nowMs = this.time.nowMs()
    const known = this.known.get(origin)
    if (known !== undefined && known.untilMs > nowMs) return known.rules
    const entry = { rules: this.load(origin, read), untilMs: nowMs + KEPT_MS }
    this.known.delete(origin)
    this.known.set(origin, entry)
    const [oldest] = this.known.keys()
    if (this.known.size > MAX_HOSTS && oldest !== undefined) this.known.delete(oldest)
    entry.rules.then(
      ({ isUnknown }) => {
        if (isUnknown) entry.untilMs = nowMs + UNKNOWN_KEPT_MS
      },
      () => {
        entry.untilMs = 0
      },
    )
    return entry.rules
  }

  private async load(origin: string, read: ReadRobots): Promise<RobotsRules> {
    const url = `${origin}/robots.txt`
    const found = await read(url)
    if (found === 'missing') return ANYTHING
    if (found === 'unreachable') return NOTHING_YET
    return parseRobots(url, found.text, this.userAgent)
  }
}

/** The package's types describe another kind of module than it is. */
interface RobotsParserModule {
  readonly default: typeof robotsParser.default
}

async function parseRobots(url: string, text: string, userAgent: string): Promise<RobotsRules> {
  const { default: parse } = (await import('robots-parser')) as unknown as RobotsParserModule
  const robots = parse(url, bounded(text))
  return {
    isAllowed: address => robots.isAllowed(address, userAgent) !== false,
    delayMs: delayOf(robots.getCrawlDelay(userAgent)),
    sitemaps: robots.getSitemaps().slice(0, MAX_SITEMAPS),
    isUnknown: false,
  }
}

function delayOf(seconds: number | undefined): number {
  if (seconds === undefined || !Number.isFinite(seconds)) return 0
  return Math.min(MAX_DELAY_MS, Math.max(0, seconds * 1000))
}

/** Without the lines that would take long to compare. */
function bounded(text: string): string {
  let wildcards = 0
  const kept = text.split(/\r\n|\r|\n/u).filter(line => {
    if (line.length > MAX_LINE_CHARACTERS) return false
    if (!WILDCARD_RULE.test(line)) return true
    wildcards += line.length
    return wildcards <= MAX_WILDCARD_CHARACTERS
  })
  return kept.join('\n')
}
