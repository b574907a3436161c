/** Menus, middle clicks, drags and the clipboard: what the last visitor copied is nobody else's to paste. */
const GESTURES = [
  'contextmenu',
  'auxclick',
  'dragstart',
  'dragover',
  'drop',
  'gesturestart',
  'copy',
  'cut',
  'paste',
] as const

/**
 * Keeps visitors on this page, as far as a page can: the browser's menus, shortcuts, zoom and way back do nothing. What
 * a page cannot take away (windows of the system, the address bar) is the browser's own kiosk mode.
 * @param signal lifts it
 */
export function contain(signal: AbortSignal): void {
  const options = { signal, capture: true, passive: false }
  for (const type of GESTURES) window.addEventListener(type, prevent, options)
  const preventKey = (event: KeyboardEvent): void => {
    if (isOfBrowser(event)) prevent(event)
  }
  const preventZoom = (event: WheelEvent): void => {
    if (event.ctrlKey) prevent(event)
  }
  window.addEventListener('keydown', preventKey, options)
  window.addEventListener('wheel', preventZoom, options)
  // An entry that was made without a touch is skipped by the browser's way back, so each touch makes sure of one.
  window.addEventListener('pointerdown', stayInHistory, options)
  window.addEventListener('popstate', stayInHistory, options)
}

function prevent(event: Event): void {
  event.preventDefault()
}

/** Shortcuts, function keys and the keys of menus; keys that write, move and erase are the visitor's. */
function isOfBrowser(event: KeyboardEvent): boolean {
  // AltGr writes characters, and looks like Ctrl and Alt.
  if (event.getModifierState('AltGraph')) return false
  const isShortcut = event.ctrlKey || event.metaKey || event.altKey
  if (isShortcut) return !['a', 'z'].includes(event.key.toLowerCase())
  return /^(?:F\d+|ContextMenu|Browser.*|Launch.*|Print.*)$/.test(event.key)
}

function stayInHistory(): void {
  if (history.state !== STAYING) history.pushState(STAYING, '')
}

/** Marks the entry that the way back leads away from. */
const STAYING = 'youju-kiosk'
