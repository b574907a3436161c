/** What the operator of a collection set for it, as JSON; the version counts the changes, 0 before the first. */
export const collectionSettings = `
ALTER TABLE collections ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE collections ADD COLUMN settings_version INTEGER NOT NULL DEFAULT 0;
`
