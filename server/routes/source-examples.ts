import type { Wire } from '../shapes/response-schemas.js'

/** Invented, as in examples.ts. */
export const SOURCE_EXAMPLE: Wire<'FollowedSource'> = {
  id: 'src_5b1e',
  collection: 'default',
  kind: 'feed',
  address: 'https://yunwan.example/feed.xml',
  interval_minutes: 60,
  items: 20,
  documents: 20,
  created_at: '2025-03-01T00:00:00Z',
  synced_at: '2025-03-02T01:30:00Z',
  next_sync_at: '2025-03-02T02:31:12Z',
  last_job_id: 'job_1c9d2f',
  last_error: null,
}
