/** What the model reads of a passage: the title says what the passage is about when the passage does not. */
export const passageInput = ({ title, text }: { title: string; text: string }) => `${title}\n${text}`
