/**
 * Answers that editors gave. `blocks` is JSON; of a quote it holds the place and hashes, never its text, so a document
 * that is removed leaves nothing behind. `measured` marks answers that were asked for to measure, not to know.
 */
export const curated = `
CREATE TABLE curated (
  key        INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE,
  collection INTEGER NOT NULL REFERENCES collections (key) ON DELETE CASCADE,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  updated_by TEXT NOT NULL,
  blocks     TEXT NOT NULL
);
CREATE INDEX curated_by_time ON curated (updated_at, key);
CREATE INDEX curated_by_collection ON curated (collection);

CREATE TABLE curated_questions (
  curated  INTEGER NOT NULL REFERENCES curated (key) ON DELETE CASCADE,
  ordinal  INTEGER NOT NULL,
  question TEXT NOT NULL,
  PRIMARY KEY (curated, ordinal)
) WITHOUT ROWID;

CREATE TABLE dismissed_questions (
  key         INTEGER PRIMARY KEY AUTOINCREMENT,
  question    TEXT NOT NULL,
  collections TEXT NOT NULL,
  UNIQUE (question, collections)
);

ALTER TABLE answers ADD COLUMN measured INTEGER NOT NULL DEFAULT 0;
`
