import { basename, dirname } from 'node:path'
import express, { type RequestHandler } from 'express'
import { AppError } from '../core/errors.js'
import { contextOf } from './request-context.js'

/**
 * The built pages: `/` and everything under `/assets/`, whose names carry a hash of their content and may
 * therefore be cached for good.
 * @param folder holds index.html and assets/
 */
export function servePages(folder: string): RequestHandler {
  const files = express.static(folder, {
    redirect: false,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders(response, path) {
      const hashed = basename(dirname(path)) === 'assets'
      response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  return (request, response, next) => {
    const isPage = request.path === '/' || request.path.startsWith('/assets/')
    if (!isPage) {
      next()
      return
    }
    contextOf(response).route = request.path === '/' ? '/' : '/assets/*'
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      throw new AppError('method_not_allowed', `This address takes GET and HEAD, not ${request.method}.`)
    }
    files(request, response, next)
  }
}
