/**
 * Who made an answer or a job, and which collections it touched (a JSON list; NULL: any may have been). What was
 * kept before there were keys was made by the operator of the machine (`LOCAL_OWNER`).
 */
export const owners = `
ALTER TABLE answers ADD COLUMN owner TEXT NOT NULL DEFAULT 'loopback';
ALTER TABLE answers ADD COLUMN collections TEXT;
ALTER TABLE jobs ADD COLUMN owner TEXT NOT NULL DEFAULT 'loopback';
ALTER TABLE jobs ADD COLUMN collections TEXT;
`
