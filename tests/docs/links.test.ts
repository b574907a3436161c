import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../core/package-root.js'

const root = packageRoot()
/** What is not ours or not written by hand. */
const PASSED_OVER = new Set(['node_modules', 'dist', 'data', 'coverage'])
const CODE = /^ *```.*?^ *```|`[^`\n]*`/gms
const LINK = /\]\(<?([^)\s>]+)>?\)/g
const HEADING = /^#{1,6} (.+)$/gm

function markdownFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    if (entry.name.startsWith('.') || PASSED_OVER.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return markdownFiles(path)
    return entry.isFile() && entry.name.endsWith('.md') ? [path] : []
  })
}

const prose = (path: string) => readFileSync(path, 'utf8').replace(CODE, '')

/** The anchors that GitHub gives a page's headings. */
function anchorsOf(path: string): string[] {
  const headings = [...readFileSync(path, 'utf8').matchAll(HEADING)].map(match => match[1] ?? '')
  return headings.map(heading =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function linksOf(path: string): { target: string; anchor: string }[] {
  return [...prose(path).matchAll(LINK)]
    .map(match => match[1] ?? '')
    .filter(link => !/^[a-z]+:/.test(link))
    .map(link => {
      const [file = '', anchor = ''] = link.split('#', 2)
      return { target: file === '' ? path : join(dirname(path), decodeURIComponent(file)), anchor }
    })
}

const files = markdownFiles(root)

describe('the links of the documents', () => {
  it('are found at all', () => {
    expect(files.length).toBeGreaterThan(10)
    expect(files.flatMap(linksOf).length).toBeGreaterThan(40)
  })

  it.each(files.map(file => relative(root, file)))('of %s lead to files and headings that exist', file => {
    const broken = linksOf(join(root, file)).filter(
      ({ target, anchor }) => !existsSync(target) || (anchor !== '' && !anchorsOf(target).includes(anchor)),
    )
    expect(broken).toEqual([])
  })
})
