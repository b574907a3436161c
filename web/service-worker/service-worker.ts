/**
 * Keeps the pages themselves for times without a network: the shell opens, says so, and comes back alone. Answers
 * and documents are never kept: what is withdrawn must be gone.
 */

const CACHE = 'youju-pages'
const PAGES = ['/', '/kiosk']
/** Their names carry a hash of their content. */
const ASSETS = ['/assets/', '/kiosk/assets/']

/** What is used of the worker's own types, which TypeScript cannot have beside those of pages. */
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface WorkerFetch extends WorkerEvent {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}

addEventListener('install', event => {
  ;(event as WorkerEvent).waitUntil(caches.open(CACHE).then(cache => cache.addAll(PAGES)))
})

addEventListener('fetch', event => {
  const { request } = event as WorkerFetch
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (PAGES.includes(pathname)) (event as WorkerFetch).respondWith(fresh(request, pathname))
  else if (ASSETS.some(folder => pathname.startsWith(folder)))
    (event as WorkerFetch).respondWith(kept(request))
})

/** The page as the server has it, else as it was; under its path alone, since the query holds a question. */
async function fresh(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(CACHE)
  try {
    const response = await fetch(request)
    if (response.ok) await cache.put(path, response.clone())
    return response
  } catch (error) {
    const before = await cache.match(path)
    if (before !== undefined) return before
    throw error
  }
}

async function kept(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const before = await cache.match(request)
  if (before !== undefined) return before
  const response = await fetch(request)
  if (response.ok) await cache.put(request, response.clone())
  return response
}
