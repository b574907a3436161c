/** Where the pages of a document begin within a passage, as JSON `[[offset in the document, page], …]`; null without pages. */
export const passagePages = `
ALTER TABLE passages ADD COLUMN pages TEXT;
`
