/** Pins are few (see `MAX_PINNED`), so an index of their own lists and counts them. */
export const pinnedDocuments = `
ALTER TABLE documents ADD COLUMN pinned_at TEXT;

CREATE INDEX documents_pinned ON documents (collection, sort_ms, id) WHERE pinned_at IS NOT NULL;
`
