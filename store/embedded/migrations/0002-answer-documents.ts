/**
 * Which kept answers show something of which document, so that its removal or change finds them. Kept answers are
 * read through once, and lose what was withdrawn before: see `relinkAnswers` in cited-documents.ts.
 */
export const answerDocuments = `
CREATE TABLE answer_documents (
  document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
  answer   TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
  PRIMARY KEY (document, answer)
) WITHOUT ROWID;
CREATE INDEX answer_documents_by_answer ON answer_documents (answer);
`
