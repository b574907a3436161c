import type { Reader, ReadItem, SourceFile } from '../reader.js'
import { decodeText } from './decode.js'
import { foundDocument } from './found-document.js'
import { splitFrontMatter, type FrontMatter } from './front-matter.js'
import { markdownToText } from './markdown-text.js'

const HEADING = /^(?: {0,3})#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$/mu

/** Markdown as people would read it: markup gone, code and tables kept, metadata from flat front matter. */
export const mdReader: Reader = {
  *read(file: SourceFile): Iterable<ReadItem> {
    const { matter, body } = splitFrontMatter(decodeText(file.bytes, [file.charset]))
    const heading = HEADING.exec(body)?.[1]
    yield foundDocument(file.name, {
      id: first(matter, ['id']),
      title: first(matter, ['title']) ?? (heading === undefined ? undefined : markdownToText(heading)),
      text: markdownToText(body),
      url: first(matter, ['url', 'link', 'permalink', 'canonical']),
      published: first(matter, ['date', 'publishedat', 'published', 'pubdate']),
      author: all(matter, ['author', 'authors'])?.join('、'),
      tags: all(matter, ['tags', 'keywords', 'categories']),
      language: first(matter, ['language', 'lang']),
    })
  },
}

function all(matter: FrontMatter, keys: readonly string[]): readonly string[] | undefined {
  for (const key of keys) {
    const values = matter.get(key)
    if (values !== undefined && values.length > 0) return values
  }
  return undefined
}

const first = (matter: FrontMatter, keys: readonly string[]) => all(matter, keys)?.[0]
