/** Remembers where the focus was when something opened, to put it back when that closes. */
export class FocusReturn {
  private opener: HTMLElement | null = null

  /** @param event fired by a part, in whose shadow the focused element is */
  remember(event: Event): void {
    const origin = event.composedPath()[0]
    const focused = origin instanceof HTMLElement ? origin.shadowRoot?.activeElement : null
    this.opener = focused instanceof HTMLElement ? focused : null
  }

  restore(): void {
    this.opener?.focus()
  }
}
