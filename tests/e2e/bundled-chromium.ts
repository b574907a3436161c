import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { z } from 'zod'
import { packageRoot } from '../../core/package-root.js'

/** Chromium as unpacked from the npm package @sparticuz/chromium, with what a bare machine lacks. */
export interface BundledChromium {
  readonly executablePath: string
  /** Shared libraries that a machine without a desktop may not have (libnss3 and its like). */
  readonly libraryFolder: string
  /** A fontconfig file with one Latin font, for a machine that has no fonts at all. */
  readonly fontConfigPath: string
}

/**
 * Unpacks the browser once into node_modules/.cache. By hand, because the package's own way writes in place:
 * a second test process would start a half-written file.
 */
export async function unpackChromium(): Promise<BundledChromium> {
  const packageFolder = join(packageRoot(), 'node_modules/@sparticuz/chromium')
  const manifest: unknown = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'))
  const { version } = z.object({ version: z.string() }).parse(manifest)
  const cache = join(packageRoot(), 'node_modules/.cache')
  const folder = join(cache, `chromium-${version}`)
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true })
    const fresh = await mkdtemp(join(cache, 'unpacking-'))
    await unpackInto(fresh, join(packageFolder, 'bin'))
    await rename(fresh, folder).catch(async (error: unknown) => {
      await rm(fresh, { recursive: true })
      // Another process was faster.
      if (!existsSync(folder)) throw error
    })
  }
  const fontConfigPath = join(folder, 'fonts.conf')
  const fonts = `<fontconfig><dir>${join(folder, 'fonts')}</dir></fontconfig>`
  if (!existsSync(fontConfigPath)) await writeFile(fontConfigPath, fonts)
  return { executablePath: join(folder, 'chromium'), libraryFolder: join(folder, 'lib'), fontConfigPath }
}

async function unpackInto(folder: string, archives: string): Promise<void> {
  const program = createWriteStream(join(folder, 'chromium'), { mode: 0o700 })
  await pipeline(createReadStream(join(archives, 'chromium.br')), createBrotliDecompress(), program)
  for (const name of ['fonts.tar.br', 'al2023.tar.br']) {
    // Through a file: tar closes a pipe at the archive's end mark, before the padding behind it was written.
    const archive = join(folder, 'archive.tar')
    await pipeline(
      createReadStream(join(archives, name)),
      createBrotliDecompress(),
      createWriteStream(archive),
    )
    const tar = spawn('tar', ['-x', '-f', archive, '-C', folder], { stdio: 'inherit' })
    const [exitCode] = (await once(tar, 'close')) as [number | null]
    if (exitCode !== 0) throw new Error(`tar could not unpack ${name} (exit code ${String(exitCode)})`)
    await rm(archive)
  }
}
