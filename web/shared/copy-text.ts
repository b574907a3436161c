/** Puts text on the clipboard; must be called from a click. @returns whether the browser let it */
export async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
  }
  return copyBySelection(text)
}

/** Plain HTTP in a local network is no secure context, and there is no other way to copy there. */
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  document.body.append(field)
  const focused = document.activeElement
  field.select()
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way outside a secure context
  const copied = document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return copied
}
