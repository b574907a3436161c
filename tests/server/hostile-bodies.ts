import { gzipSync } from 'node:zlib'
import { BODY_MAX_BYTES, json, type Case } from './hostile-case.js'

const bodies: readonly Case[] = [
  ['no body', '/v1/search', { method: 'POST' }, [400, 'invalid_request']],
  ['an empty body', '/v1/search', json(''), [400, 'invalid_request']],
  [
    'an empty chunked body',
    '/v1/search',
    json('', { 'transfer-encoding': 'chunked' }),
    [400, 'invalid_request'],
  ],
  ['only spaces', '/v1/search', json('   '), [400, 'malformed_json']],
  ['half an object', '/v1/search', json('{"query": "图书'), [400, 'malformed_json']],
  ['a trailing comma', '/v1/search', json('{"query":"a",}'), [400, 'malformed_json']],
  ['two objects', '/v1/search', json('{"query":"a"}{"query":"b"}'), [400, 'malformed_json']],
  ['NaN', '/v1/search', json('{"query":"a","limit":NaN}'), [400, 'malformed_json']],
  ['a raw NUL in JSON', '/v1/search', json('{"query":"a\0"}'), [400, 'malformed_json']],
  ['a bare string', '/v1/search', json('"图书馆"'), [400, 'invalid_request']],
  ['a bare number', '/v1/search', json('7'), [400, 'invalid_request']],
  ['null', '/v1/search', json('null'), [400, 'invalid_request']],
  ['an array', '/v1/search', json('[]'), [400, 'invalid_request']],
  ['100,000 open brackets', '/v1/search', json('['.repeat(10_000)), [400, 'invalid_request']],
  ['60 open brackets', '/v1/search', json('['.repeat(60)), [400, 'malformed_json']],
  [
    'deep brackets after a string',
    '/v1/search',
    json(`{"a":"\\\\","b":${'['.repeat(65)}`),
    [400, 'invalid_request'],
  ],
  ['brackets in a string', '/v1/search', json(`{"query":"\\"${'['.repeat(500)}"`), [400, 'malformed_json']],
  [
    'deep arrays',
    '/v1/search',
    json(`{"query":${'['.repeat(5000)}${']'.repeat(5000)}}`),
    [400, 'invalid_request'],
  ],
  [
    'deep unknown objects',
    '/v1/search',
    json(`{"a":${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}}`),
    [400, 'invalid_request'],
  ],
  [
    'GBK bytes',
    '/v1/search',
    {
      body: Buffer.concat([
        Buffer.from('{"query":"'),
        Buffer.from([0xcd, 0xbc, 0xca, 0xe9]),
        Buffer.from('"}'),
      ]),
    },
    [400, 'malformed_json'],
  ],
  [
    'UTF-16',
    '/v1/search',
    {
      body: Buffer.from('{"query":"a"}', 'utf16le'),
      headers: { 'content-type': 'application/json; charset=utf-16le' },
    },
    [400, 'malformed_json'],
  ],
  [
    'charset GBK',
    '/v1/search',
    json('{"query":"a"}', { 'content-type': 'application/json; charset=gbk' }),
    [415, 'unsupported_media_type'],
  ],
  [
    'text/plain',
    '/v1/search',
    json('{"query":"a"}', { 'content-type': 'text/plain' }),
    [415, 'unsupported_media_type'],
  ],
  [
    'a form',
    '/v1/search',
    json('query=a', { 'content-type': 'application/x-www-form-urlencoded' }),
    [415, 'unsupported_media_type'],
  ],
  [
    'a multipart form where none is taken',
    '/v1/search',
    json('--x--', { 'content-type': 'multipart/form-data; boundary=x' }),
    [415, 'unsupported_media_type'],
  ],
  [
    'an odd content type',
    '/v1/search',
    json('{"query":"a"}', { 'content-type': ';;;' }),
    [415, 'unsupported_media_type'],
  ],
  [
    'an unknown encoding',
    '/v1/search',
    json('{}', { 'content-encoding': 'zstd-x' }),
    [415, 'unsupported_media_type'],
  ],
  ['broken gzip', '/v1/search', json('not gzip', { 'content-encoding': 'gzip' }), [400, 'invalid_request']],
  ['too large', '/v1/search', json(`{"query":"${'a'.repeat(BODY_MAX_BYTES)}"}`), [413, 'body_too_large']],
  [
    'too large in chunks',
    '/v1/search',
    json(`{"query":"${'a'.repeat(BODY_MAX_BYTES)}"}`, { 'transfer-encoding': 'chunked' }),
    [413, 'body_too_large'],
  ],
  [
    'too large once inflated',
    '/v1/search',
    { body: gzipSync(`{"query":"${'a'.repeat(1_000_000)}"}`), headers: { 'content-encoding': 'gzip' } },
    [413, 'body_too_large'],
  ],
]

const searches: readonly Case[] = [
  ['an unknown field', '/v1/search', { body: { query: 'a', querry: 'b' } }, [400, 'invalid_request']],
  ['__proto__', '/v1/search', json('{"query":"a","__proto__":{"limit":5}}'), [400, 'invalid_request']],
  [
    '__proto__ in a filter',
    '/v1/search',
    json('{"query":"a","filters":{"__proto__":{}}}'),
    [400, 'invalid_request'],
  ],
  [
    'an escaped __proto__',
    '/v1/search',
    json('{"query":"a","\\u005f_proto__":{}}'),
    [400, 'invalid_request'],
  ],
  [
    'constructor',
    '/v1/search',
    json('{"query":"a","constructor":{"prototype":{}}}'),
    [400, 'invalid_request'],
  ],
  ['a number as query', '/v1/search', { body: { query: 5 } }, [400, 'invalid_request']],
  ['an object as query', '/v1/search', { body: { query: { $ne: '' } } }, [400, 'invalid_request']],
  ['an empty query', '/v1/search', { body: { query: '' } }, [400, 'empty_question']],
  ['a blank query', '/v1/search', { body: { query: ' \u3000\n' } }, [400, 'empty_question']],
  ['a query of NULs', '/v1/search', { body: { query: '\0\0' } }, [400, 'empty_question']],
  ['a long query', '/v1/search', { body: { query: '长'.repeat(1001) } }, [400, 'invalid_request']],
  ['limit 0', '/v1/search', { body: { query: 'a', limit: 0 } }, [400, 'invalid_request']],
  ['limit 101', '/v1/search', { body: { query: 'a', limit: 101 } }, [400, 'invalid_request']],
  ['limit 1.5', '/v1/search', { body: { query: 'a', limit: 1.5 } }, [400, 'invalid_request']],
  ['limit as text', '/v1/search', { body: { query: 'a', limit: '10' } }, [400, 'invalid_request']],
  ['limit 1e400', '/v1/search', json('{"query":"a","limit":1e400}'), [400, 'invalid_request']],
  ['an unknown mode', '/v1/search', { body: { query: 'a', mode: 'magic' } }, [400, 'invalid_request']],
  [
    'collections as text',
    '/v1/search',
    { body: { query: 'a', collections: 'default' } },
    [400, 'invalid_request'],
  ],
  [
    'a bad collection id',
    '/v1/search',
    { body: { query: 'a', collections: ['../x'] } },
    [400, 'invalid_request'],
  ],
  [
    'an unknown collection',
    '/v1/search',
    { body: { query: 'a', collections: ['nowhere'] } },
    [404, 'collection_not_found'],
  ],
  [
    'a bad date',
    '/v1/search',
    { body: { query: 'a', filters: { published_after: 'yesterday' } } },
    [400, 'invalid_request'],
  ],
  [
    '30 February',
    '/v1/search',
    { body: { query: 'a', filters: { published_before: '2024-02-30' } } },
    [400, 'invalid_request'],
  ],
  [
    '33 tags',
    '/v1/search',
    { body: { query: 'a', filters: { tags: Array(33).fill('x') } } },
    [400, 'invalid_request'],
  ],
  ['a query parameter', '/v1/search?debug=1', { body: { query: 'a' } }, [400, 'invalid_request']],
]

const answers: readonly Case[] = [
  ['no question', '/v1/answers', { body: {} }, [400, 'invalid_request']],
  ['an empty question', '/v1/answers', { body: { question: '' } }, [400, 'empty_question']],
  ['an unknown mode', '/v1/answers', { body: { question: 'a', mode: 'creative' } }, [400, 'invalid_request']],
  [
    'a lone surrogate in an id',
    '/v1/answers',
    { body: { question: 'a', conversation_id: '\ud800' } },
    [400, 'invalid_request'],
  ],
  [
    'a NUL in an id',
    '/v1/answers',
    { body: { question: 'a', conversation_id: 'a\0' } },
    [400, 'invalid_request'],
  ],
  [
    'a long id',
    '/v1/answers',
    { body: { question: 'a', conversation_id: 'x'.repeat(129) } },
    [400, 'invalid_request'],
  ],
  ['an unknown answer', '/v1/answers/ans_none', {}, [404, 'answer_not_found']],
  ['a rating of 5', '/v1/answers/ans_none/feedback', { body: { rating: 5 } }, [400, 'invalid_request']],
  [
    'feedback on nothing',
    '/v1/answers/ans_none/feedback',
    { body: { rating: 'up' } },
    [404, 'answer_not_found'],
  ],
  [
    'a huge comment',
    '/v1/answers/ans_none/feedback',
    { body: { rating: 'up', comment: 'x'.repeat(2001) } },
    [400, 'invalid_request'],
  ],
]

/** Bodies, searches and questions. */
export const HOSTILE_BODIES: readonly Case[] = [...bodies, ...searches, ...answers]
