/**
 * Builds the pages into dist/web, a folder each, unless nothing that they are made of has changed since.
 * No inline script or style and nothing from elsewhere: the pages live under `default-src 'self'`.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Each page and the address that its files are under. */
const PAGES = { ask: '/', kiosk: '/kiosk/', console: '/console/' } as const
/** Folders that become one script each: the widget's, for a tag on other sites' pages, and the service worker. */
const SCRIPTS = { widget: 'widget.js', 'service-worker': 'sw.js' } as const
/** What each output folder is complete with. */
const BUILT = [
  ...Object.keys(PAGES).map(page => `${page}/index.html`),
  ...Object.entries(SCRIPTS).map(([folder, file]) => `${folder}/${file}`),
]

/** Seen from dist/web, where this runs. */
const root = fileURLToPath(new URL('../../', import.meta.url))
const sources = join(root, 'web')
const output = join(root, 'dist/web')
const stamp = join(output, '.built-from')

/** Changes with any source of the pages, this file, and any package (Lit, Vite). */
async function digestOfInputs(): Promise<string> {
  const entries = await readdir(sources, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const hash = createHash('sha256')
  for (const file of [...files.sort(), join(root, 'package-lock.json')]) {
    const content = await readFile(file)
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

async function buildPage(page: string, base: string): Promise<void> {
  const { build } = await import('vite')
  await build({
    configFile: false,
    root: join(sources, page),
    base,
    logLevel: 'warn',
    build: {
      outDir: join(output, page),
      emptyOutDir: true,
      // An inlined file would be a data: address, which the policy of the page forbids.
      assetsInlineLimit: 0,
      modulePreload: false,
    },
  })
}

/** On other sites' pages `1rem` is whatever their root says, often 10 px: there the parts measure in pixels. */
function remToPx(code: string, id: string): string | undefined {
  if (!id.startsWith(sources)) return undefined
  return code.replaceAll(/(\d*\.?\d+)rem\b/g, (_, size: string) => `${Number(size) * 16}px`)
}

/** One file of an address that never changes, so neither name nor parts are hashed. */
async function buildScript(folder: string, file: string): Promise<void> {
  const { build } = await import('vite')
  await build({
    configFile: false,
    root: join(sources, folder),
    logLevel: 'warn',
    plugins: [{ name: 'rem-to-px', transform: remToPx }],
    build: {
      outDir: join(output, folder),
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: join(sources, folder, `${folder}.ts`),
        output: { entryFileNames: file },
      },
    },
  })
}

const digest = await digestOfInputs()
const isCurrent =
  (await readFile(stamp, 'utf8').catch(() => '')) === digest &&
  BUILT.every(file => existsSync(join(output, file)))
if (!isCurrent) {
  await rm(stamp, { force: true })
  for (const [page, base] of Object.entries(PAGES)) await buildPage(page, base)
  for (const [folder, file] of Object.entries(SCRIPTS)) await buildScript(folder, file)
  await writeFile(stamp, digest)
}
