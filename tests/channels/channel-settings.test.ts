import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readChannelSettings } from '../../server/channels/channel-settings.js'

const folder = mkdtempSync(join(tmpdir(), 'youju-channels-'))
afterAll(() => rm(folder, { recursive: true }))

const account = { token: 'secretTOKEN1', app_id: 'wx1', collections: ['news'] }
const read = (content: unknown) => {
  writeFileSync(
    join(folder, 'channels.json'),
    typeof content === 'string' ? content : JSON.stringify(content),
  )
  return readChannelSettings(folder)
}

describe('channels.json', () => {
  it('may be missing, and fills in what an account leaves out', () => {
    expect(readChannelSettings(join(folder, 'nowhere'))).toEqual({ wechat: {} })
    expect(read({ wechat: { news: account } }).wechat['news']).toEqual({
      ...account,
      language: 'zh',
      questions_per_minute: 6,
      questions_per_day: 100,
    })
  })

  it.each<[string, unknown, string]>([
    ['no JSON', '{', 'not valid JSON'],
    [
      'an account without collections',
      { wechat: { news: { ...account, collections: [] } } },
      'wechat.news.collections',
    ],
    [
      'a key of the wrong length',
      { wechat: { news: { ...account, encoding_aes_key: 'short' } } },
      'encoding_aes_key',
    ],
    ['a setting that there is not', { wechat: { news: { ...account, colections: [] } } }, 'colections'],
    ['a name that no address can hold', { wechat: { 'a/b': account } }, 'wechat'],
    ['a channel that there is not', { telegram: {} }, 'telegram'],
  ])('with %s is refused by name, without its secrets', (_name, content, expected) => {
    const failing = () => read(content)
    expect(failing).toThrow(
      expect.objectContaining({
        code: 'invalid_config',
        message: expect.stringContaining(expected) as string,
      }),
    )
    expect(failing).not.toThrow(/secretTOKEN1/)
  })
})
