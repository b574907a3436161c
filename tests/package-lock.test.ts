import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../core/package-root.js'

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
})

/** Where Node would look for a package from the folder of another, nearest first. */
function candidates(from: string, name: string): string[] {
  const outer = from.includes('node_modules/') ? from.slice(0, from.lastIndexOf('node_modules/')) : undefined
  const here = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  return outer === undefined ? [here] : [here, ...candidates(outer.replace(/\/$/, ''), name)]
}

// `npm ci` refuses a lock file that lacks one, and `npm install` leaves out those of other platforms when its
// registry does not have them: then no clean clone installs any more.
it('locks the packages of every platform, so that a clean clone installs', () => {
  const { packages } = lockSchema.parse(
    JSON.parse(readFileSync(join(packageRoot(), 'package-lock.json'), 'utf8')),
  )
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter(name => !candidates(path, name).some(candidate => packages[candidate]?.version !== undefined))
      .map(name => `${name} of ${path}`),
  )
  expect(missing).toEqual([])
})
