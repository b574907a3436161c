import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createContext } from '../../cli/context.js'
import { readEnvironment } from '../../cli/environment.js'
import { reportFailure } from '../../cli/failure.js'
import { languageOf } from '../../cli/language.js'
import { messagesFor } from '../../cli/messages.js'
import { createProgram } from '../../cli/program.js'
import { createJobBar, createJobLines } from '../../cli/job-view.js'
import { createProgressBar } from '../../cli/progress-bar.js'
import { Terminal } from '../../cli/terminal.js'
import type { Wire } from '../../server/shapes/response-schemas.js'
import { Workplace } from './workplace.js'

/** A stream that keeps what was written. */
class Kept extends Writable {
  text = ''
  constructor(readonly isTTY = false) {
    super()
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

/** Parses the words with settings that no command can start with. */
async function parse(words: string[], environment: Record<string, string> = {}) {
  const [stdout, stderr] = [new Kept(), new Kept()]
  const terminal = new Terminal(stdout, stderr)
  const messages = messagesFor(languageOf(environment))
  const context = createContext({ messages, terminal, environment: { PORT: 'none' }, folder: '/nonexistent' })
  let exitCode = 0
  try {
    await createProgram(context).parseAsync(words, { from: 'user' })
  } catch (error) {
    exitCode = reportFailure(error, { messages, terminal, asJson: words.includes('--json') })
  }
  return { exitCode, stdout: stdout.text, stderr: stderr.text }
}

const COMMANDS = ['serve', 'ingest', 'ask', 'search', 'collections', 'documents', 'jobs']

describe('help', () => {
  it('lists every command, in the language of the reader, whatever the settings are', async () => {
    const [chinese, english] = await Promise.all([
      parse(['--help']),
      parse(['--help'], { LANG: 'en_US.UTF-8' }),
    ])
    for (const { exitCode, stdout } of [chinese, english]) {
      expect(exitCode).toBe(0)
      for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'))
    }
    expect(chinese.stdout).toContain('收录文件')
    expect(english.stdout).toContain('add files')
    expect(english.stdout).not.toMatch(/[\u3400-\u9fff]{3}/)
  })

  it.each([...COMMANDS, 'collections create', 'documents show', 'jobs retry', 'jobs follow'])(
    '%s has its own',
    async command => {
      const { exitCode, stdout } = await parse([...command.split(' '), '--help'])
      expect(exitCode).toBe(0)
      expect(stdout).toContain(`youju ${command}`)
      expect(stdout).toContain('显示帮助')
    },
  )
})

describe('words that make no command', () => {
  it.each([
    [[]],
    [['ask']],
    [['ask', '问', '--nonsense']],
    [['nonsense']],
    [['ingest']],
    [['search', 'x', '--limit', 'ten']],
    [['jobs', 'show']],
    [['documents', 'show', 'a', 'b']],
  ])('%j end with 2', async words => {
    const { exitCode, stdout, stderr } = await parse(words)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('--help')
  })

  it('are reported in JSON to programs', async () => {
    const { exitCode, stdout, stderr } = await parse(['ask', '--json'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'invalid_request' } })
  })

  it('are told from settings that are wrong', async () => {
    const { exitCode, stderr } = await parse(['ask', '问'])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/invalid_config.*\n.*PORT/)
  })
})

describe('the language', () => {
  it.each([
    [{}, 'zh-CN'],
    [{ LANG: 'C.UTF-8' }, 'zh-CN'],
    [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
    [{ LANG: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'en' }, 'en'],
    [{ LANG: 'enm_GB' }, 'zh-CN'],
    [{ LANG: 'en_US', LC_ALL: 'zh_CN' }, 'zh-CN'],
    [{ LANG: 'zh_CN', LC_ALL: '', LC_MESSAGES: 'en_GB' }, 'en'],
  ])('of %j is %s', (environment, language) => {
    expect(languageOf(environment)).toBe(language)
  })
})

describe('the settings', () => {
  it('come from .env where the environment does not set them', async () => {
    const workplace = await Workplace.open()
    try {
      const real = { PORT: '4000', HOST: ' ' }
      expect(readEnvironment(workplace.folder, real)).toBe(real)
      await workplace.write('.env', '# 说明\nPORT=5000\nHOST="127.0.0.2"\nYOUJU_SAMPLES=off # 不要示例\n')
      expect(readEnvironment(workplace.folder, real)).toEqual({
        PORT: '4000',
        HOST: '127.0.0.2',
        YOUJU_SAMPLES: 'off',
      })
      await workplace.write('folder/.env/file', '')
      const read = () => readEnvironment(`${workplace.folder}/folder`, real)
      expect(read).toThrow(expect.objectContaining({ code: 'invalid_config' }))
    } finally {
      await workplace.close()
    }
  })
})

describe('the terminal', () => {
  it('never gets control characters or turned directions from a document', () => {
    const stdout = new Kept()
    const hostile = 'a\u001b[2Jb\u0007\r\u009bc\u202egnp.exe\n\td'
    new Terminal(stdout, new Kept()).result(false, null, () => hostile)
    expect(stdout.text).toBe('a\ufffd[2Jb\ufffd\ufffd\ufffdc\ufffdgnp.exe\n\td\n')
  })

  it('has a progress bar only when it is one', () => {
    const progress = { bytesDone: 50, bytesTotal: 100, documents: 3, failed: 1 }
    const shown = (stream: Kept) => {
      const bar = createProgressBar(stream, messagesFor('en').progressBar)
      bar.update(progress)
      bar.update({ ...progress, bytesDone: 100 })
      bar.stop()
      return stream.text
    }
    expect(shown(new Kept(true))).toMatch(/50%.*3 documents.*1 failed/)
    expect(shown(new Kept())).toBe('')
  })
})

describe('a job that is followed', () => {
  const job: Wire<'Job'> = {
    ...{ id: 'job_1', kind: 'import', done: 1200, total: 4000, failed: 3 },
    state: 'running',
    ...{ documents_per_second: 2.5, eta_seconds: 3725, errors: [] },
    ...{ created_at: '2026-11-25T08:00:00Z', updated_at: '2026-11-25T08:01:00Z' },
  }

  it('has a bar once its size is known, with rate, failures and what is left', () => {
    const stream = new Kept(true)
    const bar = createJobBar(stream, messagesFor('en'))
    bar.update({ ...job, total: null, eta_seconds: null })
    bar.pause()
    expect(stream.text).toContain('1,200 done  2.5/s  3 failed')
    expect(stream.text).not.toContain('%')
    bar.update(job)
    bar.update({ ...job, done: 3997, eta_seconds: 0 })
    bar.pause()
    expect(stream.text).toMatch(/30% {2}1,200\/4,000 done {2}2\.5\/s {2}3 failed {2}1 h 2 min left/)
    expect(stream.text).toContain('100%')
  })

  it('is told of in a log when its state changes, else every ten seconds at most', () => {
    let nowMs = 0
    const lines: string[] = []
    const view = createJobLines(
      line => lines.push(line),
      messagesFor('zh-CN'),
      () => nowMs,
    )
    view.update({ ...job, state: 'queued', done: 0, documents_per_second: null, eta_seconds: null })
    view.update(job)
    for (const atMs of [1000, 9999, 10_000, 10_500]) {
      nowMs = atMs
      view.update({ ...job, done: job.done + atMs })
    }
    view.update({ ...job, state: 'done' })
    expect(lines).toEqual([
      'job_1  排队中  完成 0/4,000  失败 3',
      'job_1  进行中  完成 1,200/4,000  每秒 2.5  失败 3  剩余 1 小时 2 分',
      'job_1  进行中  完成 11,200/4,000  每秒 2.5  失败 3  剩余 1 小时 2 分',
    ])
  })
})
