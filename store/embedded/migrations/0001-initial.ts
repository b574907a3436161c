/**
 * Text is kept once, in the passages: they tile their document exactly, so the document's text is their
 * concatenation and a passage is read without its document. Passage ids are also labels in the vector
 * index: never reused (AUTOINCREMENT), below 2^32. The tables of one collection (keyword index, vectors)
 * are made and dropped with it: see collection-tables.ts.
 */
export const initial = `
CREATE TABLE models (
  key        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL,
  dimensions INTEGER NOT NULL,
  UNIQUE (id, dimensions)
);

CREATE TABLE collections (
  key        INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  documents  INTEGER NOT NULL DEFAULT 0,
  passages   INTEGER NOT NULL DEFAULT 0,
  updated_at TEXT NOT NULL
);

CREATE TABLE documents (
  key          INTEGER PRIMARY KEY AUTOINCREMENT,
  collection   INTEGER NOT NULL REFERENCES collections (key) ON DELETE CASCADE,
  id           TEXT NOT NULL,
  title        TEXT NOT NULL,
  url          TEXT,
  published_at TEXT,
  published_ms INTEGER,
  sort_ms      INTEGER NOT NULL,
  author       TEXT,
  tags         TEXT NOT NULL,
  language     TEXT,
  content_hash TEXT NOT NULL,
  version      INTEGER NOT NULL,
  indexed_at   TEXT NOT NULL,
  passages     INTEGER NOT NULL,
  UNIQUE (collection, id)
);
CREATE INDEX documents_by_time ON documents (collection, sort_ms, id);
CREATE INDEX documents_by_date ON documents (collection, published_ms);

CREATE TABLE document_tags (
  tag      TEXT NOT NULL,
  document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
  PRIMARY KEY (tag, document)
) WITHOUT ROWID;
CREATE INDEX document_tags_by_document ON document_tags (document);

CREATE TABLE passages (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
  ordinal  INTEGER NOT NULL,
  start    INTEGER NOT NULL,
  text     TEXT NOT NULL
);
CREATE UNIQUE INDEX passages_by_document ON passages (document, ordinal);

-- The one index file that this database trusts, by its checksum: a file of another past is never loaded.
CREATE TABLE vector_files (
  collection INTEGER NOT NULL REFERENCES collections (key) ON DELETE CASCADE,
  model      INTEGER NOT NULL REFERENCES models (key),
  generation INTEGER NOT NULL,
  sha256     TEXT NOT NULL,
  PRIMARY KEY (collection, model)
);

CREATE TABLE jobs (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL,
  state      TEXT NOT NULL,
  done       INTEGER NOT NULL,
  total      INTEGER,
  failed     INTEGER NOT NULL,
  errors     TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);

CREATE TABLE answers (
  id              TEXT PRIMARY KEY,
  created_at      TEXT NOT NULL,
  conversation_id TEXT,
  question        TEXT NOT NULL,
  body            TEXT NOT NULL,
  trace           TEXT NOT NULL
);
CREATE INDEX answers_by_conversation ON answers (conversation_id, created_at);
CREATE INDEX answers_by_time ON answers (created_at);

CREATE TABLE feedback (
  key        INTEGER PRIMARY KEY,
  answer     TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
  rating     TEXT NOT NULL,
  comment    TEXT,
  created_at TEXT NOT NULL
);
CREATE INDEX feedback_by_answer ON feedback (answer);
`
