/**
 * `npm test` after the build (which is the type check): format, lint, then every test. Streams what the
 * tools print and ends with the line `N passed, N failed`, where format and lint count as one check each.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { packageRoot } from '../core/package-root.js'

interface Tally {
  readonly passed: number
  readonly failed: number
}

/** What is read of vitest's JSON report: a file that failed to load has no tests of its own to fail. */
const vitestReport = z.object({
  numPassedTests: z.number().int(),
  numFailedTests: z.number().int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
})

const root = packageRoot()

/** Runs a tool of this package with its output passed through. @returns whether it exited with 0 */
function succeeds(tool: string, args: readonly string[]): Promise<boolean> {
  console.log(`\n> ${tool} ${args.join(' ')}`)
  return new Promise((resolve, reject) => {
    const child = spawn(join(root, 'node_modules', '.bin', tool), args, { cwd: root, stdio: 'inherit' })
    child.once('error', reject)
    child.once('close', exitCode => {
      resolve(exitCode === 0)
    })
  })
}

async function check(tool: string, args: readonly string[]): Promise<Tally> {
  return (await succeeds(tool, args)) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

async function runTests(): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'youju-tests-'))
  try {
    const reportPath = join(folder, 'report.json')
    const green = await succeeds('vitest', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportPath}`,
    ])
    const tally = await readTally(reportPath)
    // An unhandled rejection or a crash fails the run without failing a test.
    return green || tally.failed > 0 ? tally : { ...tally, failed: 1 }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function readTally(reportPath: string): Promise<Tally> {
  const content = await readFile(reportPath, 'utf8').catch(() => undefined)
  if (content === undefined) return { passed: 0, failed: 1 }
  const report = vitestReport.parse(JSON.parse(content))
  const unloadable = report.testResults.filter(
    file => file.status === 'failed' && file.assertionResults.length === 0,
  )
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloadable.length }
}

const tallies = [await check('prettier', ['--check', '.']), await check('eslint', ['.']), await runTests()]
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0)
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0)
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
