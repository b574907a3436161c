import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))

// Listed from the sources: a test that was renamed or removed leaves its old build behind in dist/.
const compiledTests = readdirSync(new URL('tests', import.meta.url), { recursive: true })
  .map(path => path.toString().replaceAll('\\', '/'))
  .filter(path => path.endsWith('.test.ts'))
  .map(path => `dist/tests/${path.slice(0, -'.ts'.length)}.js`)

// The one default export of the house: where vitest looks for its settings.
export default defineConfig({
  root,
  test: {
    include: compiledTests,
    // dist/ is excluded by default, and it is what is tested: the JavaScript that ships, workers included.
    exclude: ['**/node_modules/**'],
    // A process a file: native packages and worker threads of one file cannot disturb another's.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
  },
})
