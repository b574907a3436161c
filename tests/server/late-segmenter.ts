import { createSegmenter, type Segmenter } from '../../core/text/segmenter.js'

/** The real one, made when it is first used: most tests never need it. */
export function lateSegmenter(): Segmenter {
  let made: Segmenter | undefined
  const segmenter = () => (made ??= createSegmenter())
  return { segment: run => segmenter().segment(run), tag: run => segmenter().tag(run) }
}
