import type { Page } from 'playwright-core'

/** What a page shows, looked for through all shadow roots. */
export interface Sight {
  /** All text, the element's own and that of everything in it. */
  readonly text: string
  /** Elements that no part of ours makes, and attributes that would run or fetch something. */
  readonly foreign: readonly string[]
}

/** @param selector of the element that holds a face */
export function lookThrough(page: Page, selector: string): Promise<Sight> {
  return page
    .locator(selector)
    .first()
    .evaluate(face => {
      const OURS =
        /^(?:youju-[a-z-]+|a|article|b|blockquote|button|dialog|div|em|footer|form|h[1-3]|header|i|input|label|li|main|mark|ol|option|p|pre|section|select|slot|span|strong|style|svg|path|rect|textarea|time|ul)$/
      const foreign: string[] = []
      const texts: string[] = []
      const look = (root: Element | ShadowRoot): void => {
        for (const element of root.querySelectorAll('*')) {
          if (!OURS.test(element.localName)) foreign.push(element.outerHTML)
          for (const { name, value } of element.attributes) {
            const runs = /^on|^(?:srcdoc|src|action|ping|style|formaction|xlink:href)$/i.test(name)
            const leads = name === 'href' && !/^(?:\/|https?:\/\/)/.test(value)
            if (runs || leads) foreign.push(`${name}=${value}`)
          }
          if (element.localName === 'textarea') texts.push((element as HTMLTextAreaElement).value)
          if (element.shadowRoot !== null) take(element.shadowRoot)
        }
      }
      const take = (root: Element | ShadowRoot): void => {
        texts.push(root.textContent)
        look(root)
      }
      take(face)
      if (face.shadowRoot !== null) take(face.shadowRoot)
      return { text: texts.join('\n'), foreign }
    })
}
