import type { PageStart } from '../../core/types.js'
import type { Reader, ReadItem, SourceFile } from '../reader.js'
import { foundDocument } from './found-document.js'
import { OfficePackage } from './office-package.js'
import { childElements, descendants, firstBelow, textOf, type XmlElement } from './xml.js'

const PRESENTATION = 'ppt/presentation.xml'
const MAX_SLIDES = 5000
/** Placeholders whose text is no content: date, footer, number of the slide. */
const FURNITURE = new Set(['dt', 'ftr', 'sldNum', 'hdr'])

/** A presentation: the slides in their order, each with its notes; a slide counts as a page. */
export const pptxReader: Reader = {
  async *read({ name, bytes }: SourceFile): AsyncGenerator<ReadItem> {
    const office = await OfficePackage.open(bytes)
    try {
      const pages: PageStart[] = []
      let text = ''
      for (const [index, slide] of (await slideNames(office)).entries()) {
        const shown = await slideText(office, slide)
        if (shown === '') continue
        if (text !== '') text += '\n\n'
        pages.push([text.length, index + 1])
        text += shown
      }
      const claims = await office.claims()
      const first = /\S[^\n]*/u.exec(text)?.[0]
      yield foundDocument(name, { ...claims, title: claims.title ?? first, text, pages })
    } finally {
      office.close()
    }
  },
}

async function slideNames(office: OfficePackage): Promise<string[]> {
  const presentation = await office.requiredXml(PRESENTATION)
  const relationships = await office.relationships(PRESENTATION)
  return [...descendants(presentation, 'sldId')].slice(0, MAX_SLIDES).flatMap(({ attributes }) => {
    // Both `id` and `r:id` are named `id` without their prefix; only one of them is a relationship.
    const target = Object.values(attributes).map(id => relationships.get(id)?.target)
    return target.find(found => found !== undefined) ?? []
  })
}

async function slideText(office: OfficePackage, name: string): Promise<string> {
  const slide = await office.xml(name)
  if (slide === undefined || slide.attributes['show'] === '0') return ''
  const related = [...(await office.relationships(name)).values()]
  const notesName = related.find(({ type }) => type === 'notesSlide')?.target
  const notes = notesName === undefined ? undefined : await office.xml(notesName)
  return [shapesText(slide), notes === undefined ? '' : shapesText(notes)].filter(Boolean).join('\n\n')
}

/** Titles first, then the shapes as the slide holds them; a table row is `a | b`. */
function shapesText(slide: XmlElement): string {
  const tree = firstBelow(slide, 'spTree')
  if (tree === undefined) return ''
  const blocks = [...blocksOf(tree)]
  const titles = blocks.filter(({ isTitle }) => isTitle)
  const rest = blocks.filter(({ isTitle }) => !isTitle)
  return [...titles, ...rest].map(({ text }) => text).join('\n\n')
}

function* blocksOf(tree: XmlElement): Generator<{ text: string; isTitle: boolean }> {
  for (const shape of childElements(tree)) {
    if (shape.name === 'grpSp') yield* blocksOf(shape)
    const placeholder = firstBelow(shape, 'ph')?.attributes['type'] ?? ''
    if (FURNITURE.has(placeholder) || placeholder === 'sldImg') continue
    const isTitle = placeholder === 'title' || placeholder === 'ctrTitle'
    if (shape.name === 'sp') yield* filled(paragraphs(shape), isTitle)
    if (shape.name === 'graphicFrame') yield* filled(tables(shape), false)
  }
}

function* filled(text: string, isTitle: boolean) {
  if (text !== '') yield { text, isTitle }
}

function tables(frame: XmlElement): string {
  const rows = [...descendants(frame, 'tr')].map(row =>
    childElements(row, 'tc')
      .map(cell => paragraphs(cell).replaceAll('\n', ' '))
      .join(' | '),
  )
  return rows.length > 0 ? rows.join('\n') : paragraphs(frame)
}

function paragraphs(element: XmlElement): string {
  const lines = [...descendants(element, 'p')].map(paragraph =>
    childElements(paragraph)
      .map(run => (run.name === 'br' ? '\n' : [...descendants(run, 't')].map(textOf).join('')))
      .join('')
      .trim(),
  )
  return lines.filter(line => line !== '').join('\n')
}
