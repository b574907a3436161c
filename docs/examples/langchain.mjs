// Youju as the retriever of a LangChain.js chain: the passages for a question, ready for a prompt.
//   node docs/examples/langchain.mjs "旧望塔桥由谁检修？"
import { RunnableLambda } from '@langchain/core/runnables'
import { YoujuRetriever } from 'youju/langchain'

const retriever = new YoujuRetriever({
  client: { baseUrl: process.env.YOUJU_URL ?? 'http://127.0.0.1:3000', apiKey: process.env.YOUJU_KEY },
  limit: 3,
})
const asContext = RunnableLambda.from(documents =>
  documents
    .map(({ pageContent, metadata }, index) => `[${index + 1}] ${metadata.title}\n${pageContent.trim()}`)
    .join('\n\n'),
)

console.log(await retriever.pipe(asContext).invoke(process.argv[2] ?? '旧望塔桥由谁检修？'))
