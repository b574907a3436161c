/**
 * The few answers that were refused or disliked are found without a look at the many others. A query must ask for them
 * in the words of the index.
 */
export const unanswered = `
CREATE INDEX answers_refused ON answers (created_at) WHERE json_extract(body, '$.answered') = 0;
CREATE INDEX feedback_disliked ON feedback (answer) WHERE rating = 'down';
`
