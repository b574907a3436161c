/**
 * A withdrawn document keeps its rows and loses what finds it: its rows in the keyword index are removed (they are
 * made anew from the text) and its vectors are put aside. The graph only hides its passages, and a saved file may
 * still hide what was restored since: `restored_passages` says which to look at.
 */
export const withdrawnDocuments = `
ALTER TABLE documents ADD COLUMN withdrawn_at TEXT;
ALTER TABLE documents ADD COLUMN withdrawal_reason TEXT;

CREATE TABLE withdrawn_vectors (
  passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
  model   INTEGER NOT NULL REFERENCES models (key),
  vector  BLOB NOT NULL,
  PRIMARY KEY (passage, model)
);

CREATE TABLE restored_passages (
  passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE
);
`
