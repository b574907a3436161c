import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError, ERROR_TABLE, type ErrorCode } from '../../core/errors.js'
import { packageRoot } from '../../core/package-root.js'

const page = readFileSync(join(packageRoot(), 'docs/errors.md'), 'utf8')
const rows = page
  .split('\n')
  .filter(line => line.startsWith('| `'))
  .map(line => line.split('|').map(cell => cell.trim()))

describe('docs/errors.md', () => {
  it('lists exactly the codes of core/errors.ts, in order, with status, exit code and title', () => {
    const documented = rows.map(([, code, status, exitCode, title]) => ({ code, status, exitCode, title }))
    const actual = Object.entries(ERROR_TABLE).map(([code, { status, exitCode, title }]) => ({
      code: `\`${code}\``,
      status: String(status),
      exitCode: String(exitCode),
      title,
    }))
    expect(documented).toEqual(actual)
  })

  it('says of each what happened and what to do', () => {
    for (const [, code, , , , happened = '', remedy = ''] of rows) {
      expect(happened.length, code).toBeGreaterThan(20)
      expect(remedy.length, code).toBeGreaterThan(8)
    }
  })
})

describe('AppError', () => {
  it.each(Object.keys(ERROR_TABLE) as ErrorCode[])('%s carries what the table says', code => {
    const error = new AppError(code, 'a message', { cause: 'a cause', details: { more: 1 } })
    expect(error).toMatchObject({ code, message: 'a message', cause: 'a cause', details: { more: 1 } })
    expect({ status: error.status, exitCode: error.exitCode, title: error.title }).toEqual(ERROR_TABLE[code])
    expect(error.exitCode).not.toBe(0)
  })
})
