#!/usr/bin/env node
// The command of the package. The code is built by `npm run build` (npm start and npm test do it).
import { existsSync } from 'node:fs'

const entry = new URL('../dist/cli/youju.js', import.meta.url)
if (!existsSync(entry)) {
  process.stderr.write('youju is not built yet: run `npm run build` in its folder first\n')
  process.exit(1)
}
await import(entry.href)
