import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLangChainModel } from '../../answer/generate/langchain-model.js'
import { chatModelContract, type ModelStage } from '../contracts/chat-model-contract.js'
import {
  answers,
  breaksOff,
  fails,
  floods,
  hangsUp,
  sendsRaw,
  stalls,
  startScriptedModelServer,
  type Exchange,
  type Script,
  type ScriptedModelServer,
} from './scripted-model-server.js'

const OPTIONS = { model: 'scripted', temperature: 0, maxOutputTokens: 64 }

async function openStage(): Promise<ModelStage> {
  const server = await startScriptedModelServer()
  let last: Exchange | undefined
  const play = (script: Script) => {
    server.play(exchange => {
      last = exchange
      return script(exchange)
    })
  }
  return {
    model: createLangChainModel({ ...OPTIONS, baseUrl: server.baseUrl }),
    reply: text => {
      play(answers(text))
    },
    stall: text => {
      play(stalls(text))
    },
    breakOff: text => {
      play(breaksOff(text))
    },
    closed: () => last?.closed ?? Promise.reject(new Error('nothing was asked')),
    close: () => server.close(),
  }
}

chatModelContract('LangChain on an OpenAI-compatible server', openStage)

describe('createLangChainModel', () => {
  let server: ScriptedModelServer
  beforeAll(async () => {
    server = await startScriptedModelServer()
  })
  afterAll(async () => {
    await server.close()
  })

  async function ask(apiKey?: string): Promise<string> {
    const model = createLangChainModel({ ...OPTIONS, baseUrl: server.baseUrl, apiKey })
    let text = ''
    const messages = [{ role: 'user', content: '几点？' }] as const
    for await (const piece of model.stream(messages, new AbortController().signal)) text += piece
    return text
  }

  it('sends model, limits, messages and key, and nothing of the environment', async () => {
    server.play(answers('好'))
    const foreign = {
      OPENAI_API_KEY: 'sk-foreign',
      OPENAI_ORG_ID: 'org-foreign',
      OPENAI_PROJECT_ID: 'p-foreign',
    }
    Object.assign(process.env, foreign)
    try {
      await ask('sk-ours')
      await ask()
    } finally {
      for (const name of Object.keys(foreign)) Reflect.deleteProperty(process.env, name)
    }
    const [withKey, without] = server.requests.slice(-2)
    expect(withKey).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer sk-ours' },
      body: {
        model: 'scripted',
        max_tokens: 64,
        temperature: 0,
        stream: true,
        messages: [{ role: 'user', content: '几点？' }],
      },
    })
    expect(without?.headers.authorization).toBe('Bearer none')
    expect(JSON.stringify(server.requests.slice(-2))).not.toContain('foreign')
  })

  const failures: readonly (readonly [string, Script, string])[] = [
    ['a wrong key', fails(401), 'model_refused'],
    ['an unknown model', fails(404), 'model_refused'],
    ['a request that is not taken', fails(400), 'model_refused'],
    ['too many requests', fails(429), 'model_busy'],
    ['a failure of the server', fails(500), 'model_unavailable'],
    ['a gateway that gives up', fails(504), 'model_unavailable'],
    ['a connection that is closed', hangsUp, 'model_unavailable'],
    ['a page in place of a stream', sendsRaw('<html>login</html>', 'text/html'), 'model_unusable'],
    ['events that are no JSON', sendsRaw('data: {"choices": [\n\n'), 'model_unusable'],
    ['events of another kind', sendsRaw('data: {"hello": 1}\n\ndata: [DONE]\n\n'), 'model_unusable'],
    [
      'an error in the stream',
      sendsRaw('data: {"error": {"message": "overloaded"}}\n\n'),
      'model_unavailable',
    ],
    [
      'a stream without an end',
      sendsRaw('data: {"choices":[{"index":0,"delta":{"content":"好"}}]}\n\n'),
      'model_unusable',
    ],
    ['an empty body', sendsRaw(''), 'model_unusable'],
    ['a reply cut off at the token limit', answers('八点', 'length'), 'model_unusable'],
    ['bytes without an end', floods, 'model_unusable'],
  ]
  it('follows nobody elsewhere with question, passages and key', async () => {
    const other = await startScriptedModelServer()
    server.play(({ response }) => {
      response.writeHead(307, { location: `${other.baseUrl}/chat/completions` }).end()
    })
    await expect(ask('a-key')).rejects.toMatchObject({ name: 'AppError', code: 'model_unavailable' })
    expect(other.requests).toEqual([])
    await other.close()
  })

  it.each(failures)('says what became of %s', async (_name, script, code) => {
    server.play(script)
    const before = server.requests.length
    await expect(ask()).rejects.toMatchObject({ name: 'AppError', code })
    // Retrying is left to the caller.
    expect(server.requests.length).toBe(before + 1)
  })

  it('says that a server is down', async () => {
    const down = await startScriptedModelServer()
    await down.close()
    const model = createLangChainModel({ ...OPTIONS, baseUrl: down.baseUrl })
    const reading = (async () => {
      for await (const piece of model.stream([], new AbortController().signal)) expect(piece).toBe('')
    })()
    await expect(reading).rejects.toMatchObject({ code: 'model_unavailable' })
  })

  it('names no key and no text in a failure', async () => {
    server.play(fails(401))
    const failure: unknown = await ask('sk-secret').catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'model_refused' })
    expect((failure as Error).message).not.toMatch(/sk-|几点|scripted failure/)
  })
})
