// Asks a running Youju and prints the answer as it comes, then the exact words it rests on.
//   node docs/examples/client.mjs "为什么3号线取消了印厂新村站？"
import { YoujuClient, YoujuError } from 'youju/client'

const client = new YoujuClient({
  baseUrl: process.env.YOUJU_URL ?? 'http://127.0.0.1:3000',
  apiKey: process.env.YOUJU_KEY,
})

try {
  for await (const { event, data } of client.askStream(process.argv[2] ?? '为什么3号线取消了印厂新村站？')) {
    if (event === 'block') console.log(data.text)
    if (event !== 'answer') continue
    if (data.refusal !== null) console.log(data.refusal.message)
    for (const citation of data.blocks.flatMap(block => block.citations))
      console.log(
        `[${citation.source}] ${citation.title}: “${citation.quote}” (${citation.start}-${citation.end})`,
      )
  }
} catch (error) {
  if (!(error instanceof YoujuError)) throw error
  console.error(`${error.code}: ${error.message} (${error.requestId})`)
  process.exitCode = 1
}
