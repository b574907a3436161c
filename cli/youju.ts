import { createContext } from './context.js'
import { reportFailure } from './failure.js'
import { languageOf } from './language.js'
import { messagesFor } from './messages.js'
import { createProgram } from './program.js'
import { Terminal } from './terminal.js'

/** The `youju` command: bin/youju.js and `npm start` come here. */

const words = process.argv.slice(2)
const messages = messagesFor(languageOf(process.env))
const terminal = new Terminal(process.stdout, process.stderr)
try {
  const context = createContext({ messages, terminal, environment: process.env, folder: process.cwd() })
  await createProgram(context).parseAsync(words, { from: 'user' })
  process.exitCode = terminal.exitCode
} catch (error) {
  // Words that could not be parsed may have been meant to hold it.
  process.exitCode = reportFailure(error, { messages, terminal, asJson: words.includes('--json') })
}
