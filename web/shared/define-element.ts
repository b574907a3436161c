/** Registers an element unless its name is taken: a page may load two faces, or one twice; the first one stays. */
export function defineElement(name: string, element: CustomElementConstructor): void {
  if (customElements.get(name) === undefined) customElements.define(name, element)
}
