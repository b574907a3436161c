import type {
  AccessRecords,
  AuditQuery,
  AuditRecord,
  KeyRecord,
  SiteRecord,
} from '../../store/access-records.js'

/** Records of access in memory, for tests of HTTP behaviour only. */
export function fakeAccessRecords(): AccessRecords {
  const keys = new Map<string, KeyRecord>()
  const sites = new Map<string, SiteRecord>()
  const quotas = new Map<string, number>()
  const audit: AuditRecord[] = []
  const change = (id: string, fields: Partial<KeyRecord>) => {
    const key = keys.get(id)
    if (key !== undefined) keys.set(id, { ...key, ...fields })
    return key !== undefined
  }
  const quotaName = (quota: { subject: string; measure: string; day: string }) =>
    [quota.subject, quota.measure, quota.day].join()
  return {
    keys: () => Promise.resolve([...keys.values()]),
    putKey: key => Promise.resolve(void keys.set(key.id, key)),
    revokeKey: (id, revokedAt) => Promise.resolve(change(id, { revokedAt })),
    noteKeyUse(uses) {
      for (const { id, at } of uses) change(id, { lastUsedAt: at })
      return Promise.resolve()
    },
    sites: () => Promise.resolve([...sites.values()]),
    putSite: site => Promise.resolve(void sites.set(site.id, site)),
    takeQuota(quota) {
      const used = (quotas.get(quotaName(quota)) ?? 0) + quota.amount
      const isWithin = quota.limit === null || used <= quota.limit
      if (isWithin) quotas.set(quotaName(quota), used)
      return Promise.resolve(isWithin)
    },
    quotaUsed: quota => Promise.resolve(quotas.get(quotaName(quota)) ?? 0),
    secret: name => Promise.resolve(`secret of ${name}`),
    appendAudit(entries) {
      for (const entry of entries) audit.push({ ...entry, sequence: audit.length + 1 })
      return Promise.resolve()
    },
    audit: query => Promise.resolve(matching(audit, query)),
    purgeAudit: () => Promise.resolve(0),
  }
}

function matching(audit: readonly AuditRecord[], query: AuditQuery): AuditRecord[] {
  const { before = Infinity, caller, action, outcome } = query
  return [...audit]
    .reverse()
    .filter(entry => entry.sequence < before)
    .filter(entry => caller === undefined || entry.caller === caller)
    .filter(entry => action === undefined || entry.action === action)
    .filter(entry => outcome === undefined || entry.outcome === outcome)
    .slice(0, query.limit)
}
