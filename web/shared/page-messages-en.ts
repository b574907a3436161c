import { english as parts } from './messages-en.js'
import type { PageMessages } from './page-messages.js'

export const english: PageMessages = {
  ...parts,
  sourceLoading: 'Opening the source…',
  sourceText: 'Full text of the source',
  sourceChanged:
    'This document was changed after the answer was given; the quoted words are no longer in it, so nothing is marked.',
  sourceMoved:
    'This document was changed after the answer was given; the quoted words are marked where they stand now.',
  legendQuote: 'quoted here',
  legendOther: 'quoted elsewhere in the answer',
  productName: 'Youju',
  collectionLabel: 'Search in',
  allCollections: 'Everything',
  signInTitle: 'A key is needed',
  signInHint:
    'This archive is open to people with a key. The administrator makes one with youju keys create; it is not kept in this browser.',
  signInKey: 'Key',
  signIn: 'Enter',
  signOut: 'Sign out',
}
