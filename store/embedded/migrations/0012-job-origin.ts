/**
 * When somebody began to work on a job, so that its rate does not count the time it waited; and the files and
 * folders that an import reads, as JSON, so that it can be repeated.
 */
export const jobOrigin = `
ALTER TABLE jobs ADD COLUMN started_at TEXT;
ALTER TABLE jobs ADD COLUMN paths TEXT;
`
