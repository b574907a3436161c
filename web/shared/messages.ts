export type Language = 'zh-CN' | 'en'
export type ConfidenceLevel = 'high' | 'medium' | 'low'

/** What the parts say beside the content, in one language; each face adds its own. */
export interface Messages {
  readonly language: Language

  readonly questionLabel: string
  readonly questionPlaceholder: string
  readonly ask: string
  readonly stop: string

  readonly answerLabel: string
  readonly searching: string
  readonly checking: string
  readonly stopped: string
  readonly incomplete: string
  readonly answerAnnounced: (text: string, sources: number) => string
  readonly citationLabel: (number: number, title: string) => string
  readonly citationWithdrawn: (number: number) => string
  readonly blockWithdrawn: string
  readonly sourcesTitle: string
  readonly pinned: string
  readonly pageNumber: (page: number) => string
  readonly confidence: Readonly<Record<ConfidenceLevel, { readonly name: string; readonly meaning: string }>>
  readonly curatedLabel: string
  readonly degraded: string
  readonly took: (seconds: string) => string

  readonly refusalTitle: string
  readonly refusalAdvice: string
  readonly archiveEmptyTitle: string
  readonly archiveEmptyAdvice: string
  readonly nearestTitle: string

  readonly copyAnswer: string
  readonly copied: string
  readonly copyFailed: string
  readonly copiedQuestion: string
  readonly copiedAnswer: string
  readonly ratingLabel: string
  readonly ratingUp: string
  readonly ratingDown: string
  readonly ratingThanks: string
  readonly ratingFailed: string

  readonly sourceClose: string
  readonly sourceOpen: string
  readonly sourceNewWindow: string

  readonly retry: string
  readonly retryIn: (seconds: number) => string
  readonly requestNumber: (id: string) => string
  /** By the code of an ApiFailure; what is not here is told as `fallback`. */
  readonly failures: Readonly<Partial<Record<string, string>>> & { readonly fallback: string }
}
