import { existsSync } from 'node:fs'
import bundled from '@sparticuz/chromium'
import { chromium, type Browser } from 'playwright-core'

const SYSTEM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * Starts a real Chromium: the one at CHROMIUM_PATH, else the system's, else the one of the npm package
 * @sparticuz/chromium. The last is made for a place without user namespaces, hence no sandbox; web security
 * (same origin, content security policy) stays on, unlike in that package's own arguments.
 * @throws {Error} that names what was tried and what to do
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath =
    process.env['CHROMIUM_PATH'] ?? SYSTEM_PATHS.find(existsSync) ?? (await bundled.executablePath())
  try {
    return await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-zygote'] })
  } catch (cause) {
    throw new Error(
      `Chromium did not start (${executablePath}). Install one (Debian: apt-get install chromium) or name ` +
        'one with CHROMIUM_PATH; the page is not tested without it.',
      { cause },
    )
  }
}
