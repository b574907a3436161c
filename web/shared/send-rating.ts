import type { RatingRequest } from './answer-rating.js'
import type { Api } from './api.js'

/** Sends what `youju-rate` asks for and tells the buttons how it went. @returns whether it is kept */
export async function sendRating(api: Api, { answerId, rating, settle }: RatingRequest): Promise<boolean> {
  const kept = await api.rate(answerId, rating).then(
    () => true,
    () => false,
  )
  settle(kept)
  return kept
}
