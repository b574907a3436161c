/**
 * `<script type="module" src="https://host/widget.js" data-site-key="site_…"></script>`: puts a bubble on the page
 * for each site key. A page that wants the element somewhere of its own leaves out `data-site-key`.
 */
import './chat.js'

/** `data-` attributes of the script tag that become attributes of the element. */
const ATTRIBUTES = [
  'siteKey',
  'language',
  'mode',
  'theme',
  'heading',
  'greeting',
  'questions',
  'open',
] as const

function mount(script: HTMLScriptElement): void {
  const { dataset } = script
  const { siteKey } = dataset
  // Twice the same tag, say from a template and from a tag manager, is one wish.
  const isThere = [...document.querySelectorAll('youju-chat')].some(
    chat => chat.getAttribute('site-key') === siteKey,
  )
  if (siteKey === undefined || isThere) return
  const chat = document.createElement('youju-chat')
  chat.setAttribute('server', new URL(script.src).origin)
  for (const name of ATTRIBUTES) {
    const value = dataset[name]
    if (value !== undefined) chat.setAttribute(name === 'siteKey' ? 'site-key' : name, value)
  }
  if (dataset['mode'] === 'inline') script.after(chat)
  else document.body.append(chat)
}

// A module has no `document.currentScript`.
document.querySelectorAll<HTMLScriptElement>('script[type="module"][data-site-key]').forEach(script => {
  if (script.src === import.meta.url) mount(script)
})
