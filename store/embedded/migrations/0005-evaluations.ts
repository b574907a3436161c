/** Runs of questions that were measured. The questions stand last: a list of runs does not read their pages. */
export const evaluations = `
CREATE TABLE evaluations (
  key         INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  created_at  TEXT NOT NULL,
  owner       TEXT NOT NULL,
  collections TEXT,
  name        TEXT NOT NULL,
  summary     TEXT NOT NULL,
  questions   TEXT NOT NULL
);
`
