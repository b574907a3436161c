import type { Archive } from '../../store/archive.js'
import { fakeAccessRecords } from './fake-access-records.js'
import { fakeCurated } from './fake-curated.js'
import { fakeEvaluations } from './fake-evaluations.js'
import { fakeSources } from './fake-sources.js'
import { fakeWebhooks } from './fake-webhooks.js'

/** The records of an archive that have an interface of their own. */
export function fakeRecords(): Pick<Archive, 'access' | 'curated' | 'evaluations' | 'sources' | 'webhooks'> {
  return {
    access: fakeAccessRecords(),
    curated: fakeCurated(),
    evaluations: fakeEvaluations(),
    sources: fakeSources(),
    webhooks: fakeWebhooks(),
  }
}
