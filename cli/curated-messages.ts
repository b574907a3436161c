import type { Wire } from '../server/shapes/response-schemas.js'

/** What the commands about curated answers and unanswered questions say, their help included. */
export interface CuratedMessages {
  readonly commands: Readonly<
    Record<
      | 'curated'
      | 'curated list'
      | 'curated add'
      | 'curated remove'
      | 'curated export'
      | 'curated check'
      | 'unanswered'
      | 'unanswered list'
      | 'unanswered dismiss',
      string
    >
  >
  readonly arguments: Readonly<Record<'question' | 'curated' | 'answers', string>>
  readonly options: Readonly<
    Record<'collection' | 'add' | 'quote' | 'wording' | 'file' | 'since' | 'undo', string>
  >
  readonly curated: (curated: Wire<'CuratedAnswer'>) => string
  readonly none: string
  readonly removed: (id: string) => string
  readonly checked: (check: Wire<'CuratedCheck'>) => string
  readonly unanswered: (question: Wire<'UnansweredQuestion'>) => string
  readonly noneUnanswered: string
  readonly incomplete: (lookedAt: number) => string
  readonly dismissed: (count: number, isDismissed: boolean) => string
  readonly badQuote: string
}

const firstLine = ({ id, collection, state, reason, question }: Wire<'CuratedAnswer'>) =>
  `${id}  ${collection}  ${state}${reason === null ? '' : ` (${reason})`}  ${question}`
const lines = (head: string, more: readonly string[]) => [head, ...more.map(line => `    ${line}`)].join('\n')

export const curatedInEnglish: CuratedMessages = {
  commands: {
    curated: 'see and manage answers that editors gave',
    'curated list': 'list the curated answers (default)',
    'curated add': 'give a question its answer, in quotes of documents',
    'curated remove': 'answer a question from the archive again',
    'curated export': 'write all questions as a file for youju eval',
    'curated check': 'ask the questions of a curated answer, or of all, and compare what comes',
    unanswered: 'see what was asked in vain',
    'unanswered list': 'list it, questions that ask for much the same together (default)',
    'unanswered dismiss': 'take questions off the list, by the ids of their answers',
  },
  arguments: {
    question: 'the question',
    curated: 'id of the curated answer, cur_…',
    answers: 'ids of answers, ans_…',
  },
  options: {
    collection: 'only of this collection',
    add: 'collection that the documents are in',
    quote: 'a quote, as <document id>=<words of the document>; can be given again',
    wording: 'another way to ask the same; can be given again',
    file: 'a JSON file with question, wordings and blocks, as the HTTP API takes them',
    since: 'only what was asked since this day or time',
    undo: 'put them back on the list',
  },
  curated: curated => lines(firstLine(curated), curated.wordings),
  none: 'There are no curated answers. Make one: npx youju curated add "<question>" --quote "<document>=<words>"',
  removed: id => `Removed ${id}.`,
  checked: ({ id, asked, answered_by_this: own, cites_the_same: same, wrong, questions }) =>
    lines(
      `${id}  asked ${asked}, answered by this ${own}, cites the same ${same}, wrong ${wrong}`,
      questions
        .filter(question => !question.answered_by_this)
        .map(({ question }) => `not served: ${question}`),
    ),
  unanswered: ({ question, count, refused, disliked, last_asked_at: last, wordings, answer_ids: ids }) =>
    lines(
      `${count}×  ${question}  (refused ${refused}, disliked ${disliked}, last ${last}, ${ids[0] ?? ''})`,
      [...wordings.slice(1).map(wording => `${wording.count}×  ${wording.question}`)],
    ),
  noneUnanswered: 'Nothing was asked in vain.',
  incomplete: lookedAt => `Only the newest ${lookedAt} were looked at.`,
  dismissed: (count, isDismissed) => (isDismissed ? `Dismissed ${count}.` : `Back on the list: ${count}.`),
  badQuote: 'A --quote is <document id>=<words of the document>. Nothing was changed.',
}

export const curatedInChinese: CuratedMessages = {
  commands: {
    curated: '查看和管理编辑核定的答案',
    'curated list': '列出核定答案（默认）',
    'curated add': '为一个问题核定答案，只用资料的原文',
    'curated remove': '撤掉一个核定答案，问题重新由资料回答',
    'curated export': '把全部问题写成 youju eval 能读的文件',
    'curated check': '把一个（或全部）核定答案的问法都问一遍，对照结果',
    unanswered: '查看没有答好的问题',
    'unanswered list': '列出没有答好的问题，意思相近的归在一起（默认）',
    'unanswered dismiss': '按回答的编号，把问题从清单里拿掉',
  },
  arguments: { question: '问题', curated: '核定答案的编号，如 cur_…', answers: '回答的编号，如 ans_…' },
  options: {
    collection: '只看这个集合的',
    add: '资料所在的集合',
    quote: '一条引文：<资料编号>=<原文>，可以给多次',
    wording: '同一个问题的另一种问法，可以给多次',
    file: 'JSON 文件，内容是 question、wordings 和 blocks，与 HTTP API 相同',
    since: '只看这一天（或时刻）以后问的',
    undo: '放回清单',
  },
  curated: curated => lines(firstLine(curated), curated.wordings),
  none: '还没有核定答案。新建一个：npx youju curated add "<问题>" --quote "<资料编号>=<原文>"',
  removed: id => `已撤掉 ${id}。`,
  checked: ({ id, asked, answered_by_this: own, cites_the_same: same, wrong, questions }) =>
    lines(
      `${id}  问了 ${asked} 次，由它回答 ${own} 次，引文相同 ${same} 次，答错 ${wrong} 次`,
      questions.filter(question => !question.answered_by_this).map(({ question }) => `没有用上：${question}`),
    ),
  unanswered: ({ question, count, refused, disliked, last_asked_at: last, wordings, answer_ids: ids }) =>
    lines(`${count} 次  ${question}  （拒答 ${refused}，差评 ${disliked}，最近 ${last}，${ids[0] ?? ''}）`, [
      ...wordings.slice(1).map(wording => `${wording.count} 次  ${wording.question}`),
    ]),
  noneUnanswered: '没有答不好的问题。',
  incomplete: lookedAt => `只看了最近的 ${lookedAt} 个。`,
  dismissed: (count, isDismissed) => (isDismissed ? `已拿掉 ${count} 个。` : `已放回 ${count} 个。`),
  badQuote: '--quote 的写法是 <资料编号>=<原文>。什么也没有改。',
}
