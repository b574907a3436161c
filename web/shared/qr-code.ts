import { svg } from 'lit'
import qrcode from 'qrcode-generator'

/** Modules of quiet zone around the code, as the standard asks. */
const QUIET_MODULES = 4

/** A QR code as vectors: dark on white in any theme, since readers need it so. */
export function renderQrCode(text: string, label: string) {
  const code = qrcode(0, 'M')
  code.addData(text, 'Byte')
  code.make()
  const count = code.getModuleCount()
  const size = count + 2 * QUIET_MODULES
  const path: string[] = []
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      if (code.isDark(row, column)) path.push(`M${column + QUIET_MODULES} ${row + QUIET_MODULES}h1v1h-1z`)
    }
  }
  return svg`<svg viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges">
    <rect width=${size} height=${size} fill="#fff"></rect>
    <path d=${path.join('')} fill="#000"></path>
  </svg>`
}
