import type { ItemRecord, NewSource, SourceChange } from '../../source-records.js'
import {
  changeSource,
  putGone,
  putItems,
  putSource,
  readItemDocuments,
  readItems,
  readSource,
  readSources,
  removeSource,
} from './source-store.js'
import type { Statements } from '../statements.js'

/** What the writing thread does for the records of sources. */
export function sourceWriting(statements: Statements) {
  return {
    putSource: (asked: { source: NewSource; now: string }) => putSource(statements, asked),
    changeSource: (asked: { id: string; change: SourceChange }) => changeSource(statements, asked),
    removeSource: (id: string) => removeSource(statements, id),
    putSourceItems: (asked: { sourceId: string; items: readonly ItemRecord[] }) => {
      putItems(statements, asked)
    },
    putSourceItemGone: (asked: { sourceId: string; key: string; at: string; reason: string }) => {
      putGone(statements, asked)
    },
  }
}

/** What the reading thread does for them. */
export function sourceReading(statements: Statements) {
  return {
    sources: (collection: string | undefined) => readSources(statements, collection),
    source: (id: string) => readSource(statements, id),
    sourceItems: (id: string) => readItems(statements, id),
    sourceItemDocuments: (asked: { sourceId: string; key: string }) => readItemDocuments(statements, asked),
  }
}
