/** What exports of other systems call the fields of a document, in the order of preference. */
export const FIELD_NAMES = {
  id: ['id', '编号', '序号id', '文章id', 'guid'],
  title: ['title', '标题', '题目', '名称', 'headline', 'subject', '主题'],
  text: ['text', 'content', 'body', '正文', '内容', '全文', 'answer', '答案', '回答', 'description', '描述'],
  published: [
    'published_at',
    'date',
    'published',
    'pubdate',
    'time',
    '日期',
    '时间',
    '发布时间',
    '发布日期',
    '发表时间',
  ],
  url: ['url', 'link', '链接', '网址', '地址链接'],
  author: ['author', '作者', '记者', '来源作者'],
  tags: ['tags', 'keywords', 'category', '标签', '关键词', '栏目', '分类'],
} as const satisfies Record<string, readonly string[]>

export type Field = keyof typeof FIELD_NAMES
