import { join } from 'node:path'
import type { RequestHandler, Response } from 'express'
import { AppError } from '../core/errors.js'
import { contextOf } from './http/request-context.js'

/** What is served under an address of its own: a file of the built pages. */
const FILES: Readonly<Record<string, string>> = {
  '/': 'ask/index.html',
  '/kiosk': 'kiosk/index.html',
  '/console': 'console/index.html',
  '/icon.svg': 'ask/icon.svg',
  '/icon-192.png': 'ask/icon-192.png',
  '/icon-512.png': 'ask/icon-512.png',
  '/icon-maskable-512.png': 'ask/icon-maskable-512.png',
  '/manifest.webmanifest': 'ask/manifest.webmanifest',
  '/sw.js': 'service-worker/sw.js',
  '/widget.js': 'widget/widget.js',
}
/** Folders whose files carry a hash of their content in their names and may therefore be cached for good. */
const ASSETS: Readonly<Record<string, string>> = {
  '/assets/': 'ask/assets',
  '/kiosk/assets/': 'kiosk/assets',
  '/console/assets/': 'console/assets',
}

/** Taken into other sites' pages by them; it holds nothing but the program. */
const FOR_OTHER_SITES = new Set(['/widget.js'])
const FOR_GOOD = 'public, max-age=31536000, immutable'

interface PageFile {
  /** For the log: one name for all files of a folder. */
  readonly route: string
  /** Below the folder of the built pages. */
  readonly path: string
  readonly cacheControl: string
}

/**
 * The built pages: nothing but the addresses listed here, so that no file is served by accident.
 * @param folder of the built pages, one folder a page in it
 */
export function servePages(folder: string): RequestHandler {
  return (request, response, next) => {
    const file = fileAt(request.path)
    if (file === undefined) {
      next()
      return
    }
    contextOf(response).route = file.route
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      throw new AppError('method_not_allowed', `This address takes GET and HEAD, not ${request.method}.`)
    }
    if (FOR_OTHER_SITES.has(file.route)) openToOtherSites(response)
    response.setHeader('Cache-Control', file.cacheControl)
    // A way out of the folder is refused by sendFile itself; what is not there is nobody's address.
    response.sendFile(
      file.path,
      { root: folder, dotfiles: 'ignore', cacheControl: false },
      (error?: Error) => {
        if (error === undefined || response.headersSent) return
        response.setHeader('Cache-Control', 'no-store')
        next()
      },
    )
  }
}

function fileAt(path: string): PageFile | undefined {
  const own = Object.hasOwn(FILES, path) ? FILES[path] : undefined
  if (own !== undefined) return { route: path, path: own, cacheControl: 'no-cache' }
  const prefix = Object.keys(ASSETS).find(start => path.startsWith(start))
  const assets = prefix === undefined ? undefined : ASSETS[prefix]
  if (prefix === undefined || assets === undefined) return undefined
  const name = decode(path.slice(prefix.length))
  if (name === undefined || name === '' || /[\\/]/.test(name)) return undefined
  return { route: `${prefix}*`, path: join(assets, name), cacheControl: FOR_GOOD }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function openToOtherSites(response: Response): void {
  response.setHeader('Access-Control-Allow-Origin', '*')
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin')
}
