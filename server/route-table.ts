import type { ServerDeps } from './deps.js'
import { channelRoutes } from './channels/channel-routes.js'
import { mcpRoutes } from './mcp/mcp-routes.js'
import { curatedRoutes } from './curated/curated-routes.js'
import { chatRoutes } from './openai/chat-routes.js'
import { modelRoutes } from './openai/models.js'
import { createRequestSchemas } from './shapes/request-schemas.js'
import type { Route } from './http/route.js'
import { auditRoutes } from './routes/audit.js'
import { keyRoutes } from './routes/keys.js'
import { sessionRoutes } from './routes/session.js'
import { siteRoutes } from './routes/sites.js'
import { widgetSessionRoutes } from './routes/widget-sessions.js'
import { answerListRoutes } from './routes/answer-list.js'
import { answerRoutes } from './routes/answers.js'
import { collectionSettingsRoutes } from './routes/collection-settings.js'
import { collectionRoutes } from './routes/collections.js'
import { conversationRoutes } from './routes/conversations.js'
import { documentRoutes } from './routes/documents.js'
import { evaluationRoutes } from './routes/evaluations.js'
import { healthRoutes } from './routes/health.js'
import { jobReportRoutes } from './routes/job-reports.js'
import { jobRoutes } from './routes/jobs.js'
import { maintenanceRoutes } from './routes/maintenance.js'
import { openApiRoutes } from './routes/openapi.js'
import { metricsRoutes } from './routes/metrics.js'
import { pinRoutes } from './routes/pins.js'
import { searchRoutes } from './routes/search.js'
import { sourceRoutes } from './routes/sources.js'
import { withdrawalRoutes } from './routes/withdrawals.js'
import { unansweredRoutes } from './unanswered/unanswered-routes.js'
import { webhookRoutes } from './webhooks/webhook-routes.js'

/** Every route of the API, in the order of its documentation. A new resource is added here. */
export function createRouteTable(deps: Omit<ServerDeps, 'webDir'>): readonly Route[] {
  const schemas = createRequestSchemas(deps.config)
  const routes: readonly Route[] = [
    ...collectionRoutes(deps, schemas),
    ...collectionSettingsRoutes(deps, schemas),
    ...documentRoutes(deps, schemas),
    ...withdrawalRoutes(deps, schemas),
    ...pinRoutes(deps, schemas),
    ...sourceRoutes(deps, schemas),
    ...searchRoutes(deps, schemas),
    ...answerRoutes(deps, schemas),
    ...answerListRoutes(deps, schemas),
    ...curatedRoutes(deps, schemas),
    ...unansweredRoutes(deps, schemas),
    ...conversationRoutes(deps, schemas),
    ...jobRoutes(deps, schemas),
    ...jobReportRoutes(deps, schemas),
    ...evaluationRoutes(deps, schemas),
    ...chatRoutes(deps, schemas),
    ...modelRoutes(deps, schemas),
    ...mcpRoutes(() => routes, deps, schemas),
    ...channelRoutes(deps),
    ...keyRoutes(deps, schemas),
    ...sessionRoutes(deps, schemas),
    ...siteRoutes(deps, schemas),
    ...widgetSessionRoutes(deps, schemas),
    ...auditRoutes(deps, schemas),
    ...webhookRoutes(deps, schemas),
    ...maintenanceRoutes(deps, schemas),
    ...healthRoutes(deps, schemas),
    ...metricsRoutes(deps, schemas),
    ...openApiRoutes(() => routes, schemas),
  ]
  return routes
}
