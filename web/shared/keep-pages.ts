/** Has the browser keep the pages for times without a network, where it can: over https, or on this machine. */
export function keepPages(): void {
  if (!('serviceWorker' in navigator) || !window.isSecureContext) return
  // Without it the pages work as long as there is a network.
  navigator.serviceWorker.register('/sw.js').catch(() => undefined)
}
