import { readSelectorModel } from '../../answer/selector/selector-model.js'
import { createSentenceSelector } from '../../answer/selector/sentence-selector.js'

/** The built-in one. */
export const selector = createSentenceSelector(await readSelectorModel())
