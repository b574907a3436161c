import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../core/config.js'
import { createLogger } from '../../core/log.js'
import { openYouju, type Youju } from '../../main.js'
import type { Wire } from '../../server/shapes/response-schemas.js'
import { serve, type RunningServer } from '../../server/serve.js'
import { claim } from '../answer/generation-stage.js'
import { startScriptedModelServer, type ScriptedModelServer } from '../answer/scripted-model-server.js'
import { expectShape } from '../server/conformance.js'
import { send, type Received } from '../server/test-server.js'

export const SOURCE =
  '云湾图书馆新馆3月1日开放。周二至周日9:00至21:00开放，周一闭馆。读者凭身份证入馆，不收押金。'
export const QUESTION = '云湾图书馆几点开放？'
const QUOTE = '周二至周日9:00至21:00开放，周一闭馆。'
export const TRUE_CLAIM = ['云湾图书馆周二至周日9:00至21:00开放。', QUOTE] as const
export const FALSE_CLAIM = ['云湾图书馆周二至周日8:00至21:00开放。', QUOTE] as const
export const MODEL_TIMEOUT_MS = 20_000

/** As the prompt asks: a statement a line, and the end mark. */
export const replyOf = (...claims: (readonly [string, string])[]) =>
  `${claims.map(([statement, quote]) => claim(statement, quote)).join('\n')}\n{"found":true}`

/** The whole service over HTTP with one document, and a scripted model as its language model. */
export class GenerationService {
  private constructor(
    private readonly dataDir: string,
    readonly model: ScriptedModelServer,
    private youju: Youju,
    private server: RunningServer,
  ) {}

  static async start(): Promise<GenerationService> {
    const dataDir = await mkdtemp(join(tmpdir(), 'youju-generate-'))
    const model = await startScriptedModelServer()
    const { youju, server } = await open(dataDir, model, {})
    await youju.ingestor.put('default', [{ id: 'library', title: '云湾图书馆开放时间', text: SOURCE }])
    return new GenerationService(dataDir, model, youju, server)
  }

  get port(): number {
    return this.server.port
  }

  /** The same archive with other settings. */
  async restart(environment: Record<string, string> = {}): Promise<void> {
    await this.halt()
    Object.assign(this, await open(this.dataDir, this.model, environment))
  }

  post(body: object, headers: Record<string, string> = {}): Promise<Received> {
    return send(this.port, '/v1/answers', { body, headers })
  }

  async ask(change: object = {}): Promise<Wire<'Answer'>> {
    const received = await this.post({ question: QUESTION, ...change })
    return expectShape(received, 200, 'Answer') as Wire<'Answer'>
  }

  async stop(): Promise<void> {
    await this.halt()
    await this.model.close()
    await rm(this.dataDir, { recursive: true })
  }

  private async halt(): Promise<void> {
    await this.server.stop()
    await this.youju.close()
  }
}

async function open(dataDir: string, model: ScriptedModelServer, environment: Record<string, string>) {
  const config = readConfig({
    PORT: '0',
    YOUJU_DATA_DIR: dataDir,
    YOUJU_ANSWER_MIN_CONFIDENCE: '0',
    YOUJU_LLM_BASE_URL: model.baseUrl,
    YOUJU_LLM_MODEL: 'scripted',
    YOUJU_LLM_TIMEOUT_MS: String(MODEL_TIMEOUT_MS),
    YOUJU_LLM_MAX_OUTPUT_TOKENS: '256',
    ...environment,
  })
  const youju = await openYouju(config, { log: createLogger('silent') })
  return { youju, server: await serve({ ...youju, webDir: '/nonexistent' }) }
}
