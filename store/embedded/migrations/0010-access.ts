/** Keys, sites, what they used up, and the audit log. */
export const access = `
CREATE TABLE keys (
  id           TEXT PRIMARY KEY,
  name         TEXT,
  role         TEXT NOT NULL,
  collections  TEXT,
  secret_hash  TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  expires_at   TEXT,
  revoked_at   TEXT,
  last_used_at TEXT
);

CREATE TABLE sites (
  id                   TEXT PRIMARY KEY,
  name                 TEXT,
  site_key             TEXT NOT NULL UNIQUE,
  version              INTEGER NOT NULL,
  origins              TEXT NOT NULL,
  collections          TEXT,
  questions_per_day    INTEGER,
  model_tokens_per_day INTEGER,
  created_at           TEXT NOT NULL,
  revoked_at           TEXT
);

CREATE TABLE quotas (
  subject TEXT NOT NULL,
  measure TEXT NOT NULL,
  day     TEXT NOT NULL,
  amount  INTEGER NOT NULL,
  PRIMARY KEY (subject, measure, day)
) WITHOUT ROWID;

CREATE TABLE secrets (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE audit (
  sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
  time       TEXT NOT NULL,
  request_id TEXT NOT NULL,
  caller     TEXT NOT NULL,
  action     TEXT NOT NULL,
  target     TEXT,
  outcome    TEXT NOT NULL,
  address    TEXT
);
CREATE INDEX audit_by_time ON audit (time);
CREATE INDEX audit_by_caller ON audit (caller, sequence);
`
