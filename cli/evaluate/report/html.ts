import { visible } from '../../terminal.js'

/** Text that is markup already. Made by `html` only, so that nothing is shown that was not escaped. */
export class Markup {
  private constructor(readonly text: string) {}

  /** @param text markup that this program wrote itself */
  static of(text: string): Markup {
    return new Markup(text)
  }
}

export type Part = Markup | string | number | readonly Markup[]

/** Markup with everything that is put in escaped, for text and for quoted attributes. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return Markup.of(pieces.map((piece, index) => piece + shown(parts[index] ?? '')).join(''))
}

function shown(part: Part): string {
  if (part instanceof Markup) return part.text
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part))
  return part.map(({ text }) => text).join('\n')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return visible(text.toWellFormed()).replaceAll(/[&<>"']/g, character => ENTITIES[character] ?? '')
}
