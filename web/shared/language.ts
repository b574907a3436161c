import type { Language } from './messages.js'

const STORAGE_KEY = 'youju-language'

/** The language chosen on this device before, else the browser's: Chinese of any kind, otherwise English. */
export function preferredLanguage(): Language {
  const chosen = readChoice()
  if (chosen === 'zh-CN' || chosen === 'en') return chosen
  return /^zh\b/i.test(navigator.language) ? 'zh-CN' : 'en'
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, language)
  } catch {
    // Storage may be forbidden or full; the choice then lasts as long as the page.
  }
}

function readChoice(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY)
  } catch {
    return null
  }
}
