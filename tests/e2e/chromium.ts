import { existsSync } from 'node:fs'
import { chromium, type Browser, type LaunchOptions } from 'playwright-core'
import { unpackChromium } from './bundled-chromium.js'

const SYSTEM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * No sandbox: it needs user namespaces, which containers withhold, and only our own page is opened. The
 * protections of the web (same origin, content security policy) stay on.
 */
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--no-zygote']

/**
 * Starts a real Chromium: the one at CHROMIUM_PATH, else the system's, else the one that npm installed.
 * @throws {Error} that says what was tried and what to do: the page is never left untested in silence
 */
export async function launchChromium(environment: Record<string, string> = {}): Promise<Browser> {
  const own = process.env['CHROMIUM_PATH'] ?? SYSTEM_PATHS.find(path => existsSync(path))
  const env = { ...process.env, ...environment }
  try {
    return await (own === undefined ? launchBundled(env) : launch({ executablePath: own, env }))
  } catch (cause) {
    throw new Error(
      `No Chromium could be started (tried ${own ?? 'the one of @sparticuz/chromium'}). Install one ` +
        '(Debian: apt-get install chromium) or name one with CHROMIUM_PATH.',
      { cause },
    )
  }
}

async function launchBundled(env: NodeJS.ProcessEnv): Promise<Browser> {
  const { executablePath, libraryFolder, fontConfigPath } = await unpackChromium()
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_FILE: fontConfigPath }
  const withFonts = { ...fonts, ...env }
  try {
    return await launch({ executablePath, env: withFonts })
  } catch {
    // The usual reason is a missing shared library; those that came along do not fit every system, so they are second.
    return launch({ executablePath, env: { ...withFonts, LD_LIBRARY_PATH: libraryFolder } })
  }
}

function launch({
  executablePath,
  env,
}: {
  executablePath: string
  env: NodeJS.ProcessEnv
}): Promise<Browser> {
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const options: LaunchOptions = { executablePath, env: Object.fromEntries(given), args: ARGUMENTS }
  return chromium.launch(options)
}
