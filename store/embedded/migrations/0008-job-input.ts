/**
 * What a job works on, so that it can be taken up again after a crash: the name of an upload in the data directory.
 * And what became of its documents, as JSON.
 */
export const jobInput = `
ALTER TABLE jobs ADD COLUMN upload TEXT;
ALTER TABLE jobs ADD COLUMN counts TEXT;
`
