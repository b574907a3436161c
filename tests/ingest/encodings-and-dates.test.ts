import { describe, expect, it } from 'vitest'
import { AppError } from '../../core/errors.js'
import { decodeText } from '../../ingest/readers/decode.js'
import { readTimestamp, timestampInName, timestampInText } from '../../ingest/readers/read-timestamp.js'
import { encode, utf16, utf8 } from './reading.js'

const SIMPLIFIED = '关于调整公交线路的通知：自2024年5月1日起，三路车改道行驶。\n'
const TRADITIONAL = '關於調整公車路線的通知：自2024年5月1日起，三路車改道行駛。\n'
const ENGLISH = 'The library opens at nine.\n'

describe('decodeText', () => {
  it.each([
    ['UTF-8', utf8(SIMPLIFIED), SIMPLIFIED],
    ['UTF-8 with a mark', utf8(`\uFEFF${SIMPLIFIED}`), SIMPLIFIED],
    ['GB18030', encode(SIMPLIFIED, 'gb18030'), SIMPLIFIED],
    ['GB18030 with ASCII around', encode(`id: 17\n${SIMPLIFIED}end`, 'gb18030'), `id: 17\n${SIMPLIFIED}end`],
    ['Big5', encode(TRADITIONAL, 'big5'), TRADITIONAL],
    ['UTF-16LE with a mark', utf16(`\uFEFF${SIMPLIFIED}`, false), SIMPLIFIED],
    ['UTF-16BE with a mark', utf16(`\uFEFF${SIMPLIFIED}`, true), SIMPLIFIED],
    ['UTF-16LE of English without a mark', utf16(ENGLISH, false), ENGLISH],
    ['UTF-16BE of English without a mark', utf16(ENGLISH, true), ENGLISH],
    ['UTF-16LE of Chinese without a mark', utf16(SIMPLIFIED, false), SIMPLIFIED],
    ['UTF-16BE of Chinese without a mark', utf16(SIMPLIFIED, true), SIMPLIFIED],
    ['UTF-16LE of traditional Chinese without a mark', utf16(TRADITIONAL, false), TRADITIONAL],
    ['Big5 with ASCII around', encode(`id: 17\n${TRADITIONAL}end`, 'big5'), `id: 17\n${TRADITIONAL}end`],
    ['a short line in GB18030', encode('关于停水的通知', 'gb18030'), '关于停水的通知'],
  ])('detects %s', (_, bytes, text) => {
    expect(decodeText(bytes)).toBe(text)
  })

  it('lets the declaration win where detection must be wrong', () => {
    const bytes = encode('系统通知', 'gb18030')
    expect(decodeText(bytes)).not.toBe('系统通知')
    for (const label of ['gbk', 'GB2312', ' gb18030 ']) expect(decodeText(bytes, [label])).toBe('系统通知')
  })

  it('takes the stronger of two declarations, and passes over one that cannot be true or is unknown', () => {
    const bytes = encode('系统通知', 'gb18030')
    expect(decodeText(bytes, ['gbk', 'utf-8'])).toBe('系统通知')
    expect(decodeText(utf8(SIMPLIFIED), ['big5', 'no-such-charset'])).toBe(SIMPLIFIED)
  })

  it('reads the four-byte characters of GB18030 in a file that says GBK', () => {
    expect(decodeText(Uint8Array.of(0x95, 0x32, 0x82, 0x36), ['gbk'])).toBe('\u{20000}')
  })

  it.each([
    [
      'a picture',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0xff, 0xff),
    ],
    [
      'Latin-1',
      Uint8Array.from('r\xe9sum\xe9 d\xe9j\xe0 vu, na\xefve', character => character.charCodeAt(0)),
    ],
    ['UTF-8 cut in the middle', utf8('通知'.repeat(20)).subarray(0, 119)],
    ['zeros in ASCII', utf8(`PK${'\0'.repeat(3)}data data data data data data`)],
  ])('refuses %s instead of guessing', (_, bytes) => {
    expect(() => decodeText(bytes)).toThrow(AppError)
  })
})

describe('dates', () => {
  it.each([
    ['2024-05-01', '2024-05-01T00:00:00Z'],
    ['2024-05-01T08:30:00+08:00', '2024-05-01T00:30:00Z'],
    ['2024-05-01T08:30:00+0800', '2024-05-01T00:30:00Z'],
    ['2024-05-01 08:30', '2024-05-01T08:30:00Z'],
    ['2024/5/1 8:30:15', '2024-05-01T08:30:15Z'],
    ['2024年5月1日', '2024-05-01T00:00:00Z'],
    ['2024年05月01日 08:30', '2024-05-01T08:30:00Z'],
    ['二〇二四年五月七日', '2024-05-07T00:00:00Z'],
    ['二○二四年十月二十日', '2024-10-20T00:00:00Z'],
    ['二零二四年十二月三十一日', '2024-12-31T00:00:00Z'],
    ['二〇二四年二月三十日', undefined],
    ['Wed, 01 May 2024 08:00:00 GMT', '2024-05-01T08:00:00Z'],
    ['2024-02-30', undefined],
    ['yesterday', undefined],
    ['12', undefined],
  ])('reads %s', (text, expected) => {
    expect(readTimestamp(text)).toBe(expected)
  })

  it.each([
    ['the signature', `${SIMPLIFIED}\n青鹭市水务局\n二〇二四年五月七日`, '2024-05-07T00:00:00Z'],
    ['a line of its own', '停水通知\n（2024年5月7日 星期二）\n明日停水。', '2024-05-07T00:00:00Z'],
    ['a label', '停水通知\n发布时间：2024-05-07 10:30 来源：本报\n明日停水。', '2024-05-07T10:30:00Z'],
    ['an English label', 'Notice\nPublished on: 2024-05-07\nNo water.', '2024-05-07T00:00:00Z'],
    ['no date within a sentence', '通知\n2024年5月7日起停水。', undefined],
    ['no range', '展览\n2024年5月7日至5月9日', undefined],
    ['no date in the middle', `${'文\n'.repeat(40)}2024年5月7日\n${'文\n'.repeat(40)}`, undefined],
  ])('finds %s in a text', (_, text, expected) => {
    expect(timestampInText(text)).toBe(expected)
  })

  it.each([
    ['2024-05-01 通知', '2024-05-01T00:00:00Z'],
    ['notice_20240501', '2024-05-01T00:00:00Z'],
    ['20240501123456', undefined],
    ['2024-13-01', undefined],
    ['report-2024', undefined],
  ])('finds the date in the name %s', (name, expected) => {
    expect(timestampInName(name)).toBe(expected)
  })
})
