/**
 * Sources, what was found in them, and which document came from where. A document belongs to the item that it came
 * from last; whoever else had made it finds fewer of its documents kept, and knows by that.
 */
export const sources = `
CREATE TABLE sources (
  key              INTEGER PRIMARY KEY,
  id               TEXT NOT NULL UNIQUE,
  collection       INTEGER NOT NULL REFERENCES collections (key) ON DELETE CASCADE,
  kind             TEXT NOT NULL,
  address          TEXT NOT NULL,
  settings         TEXT NOT NULL,
  interval_minutes INTEGER,
  owner            TEXT NOT NULL,
  created_at       TEXT NOT NULL,
  synced_at        TEXT,
  next_sync_at     TEXT,
  last_job_id      TEXT,
  last_error       TEXT,
  UNIQUE (collection, kind, address)
);

CREATE TABLE source_items (
  key         INTEGER PRIMARY KEY,
  source      INTEGER NOT NULL REFERENCES sources (key) ON DELETE CASCADE,
  item        TEXT NOT NULL,
  fingerprint TEXT,
  documents   INTEGER NOT NULL,
  gone_at     TEXT,
  gone_reason TEXT,
  UNIQUE (source, item)
);

CREATE TABLE source_documents (
  document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
  item     INTEGER NOT NULL REFERENCES source_items (key) ON DELETE CASCADE
);
CREATE INDEX source_documents_by_item ON source_documents (item);
`
