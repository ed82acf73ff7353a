import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BODIES } from '../../src/headless/serve/bodies.ts'
import { WIRES } from '../../src/headless/serve/routes.ts'
import { EngineServer } from '../../src/headless/serve/server.ts'
import { labOf } from '../oracle/profile/world.ts'

/** How many random requests are sent. `STRATA_FUZZ=20000` sends more. */
const COUNT = Number(process.env.STRATA_FUZZ ?? 160)
/** How many come at the same time. */
const AT_ONCE = 8

const bugs: unknown[] = []
const server = new EngineServer(labOf().open({ buildxPlugin: false }), {
  pace: 'instant',
  onBug: (error) => bugs.push(error),
})
let port: number
beforeAll(async () => {
  port = await server.listen(0, '127.0.0.1')
  for (const [ask, body] of [
    ['POST /images/create?fromImage=busybox&tag=latest', ''],
    ['POST /containers/create?name=up', '{"Image":"busybox","Cmd":["sleep","1000000"]}'],
    ['POST /containers/up/start', ''],
    ['POST /containers/create?name=made', '{"Image":"busybox"}'],
  ] as const)
    await send(
      `${ask} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
})
afterAll(async () => {
  await server.close()
  expect(bugs).toEqual([])
})

interface Sent {
  /** What the client does once it has sent all: closes its side, goes away, or waits. */
  readonly after?: 'half-close' | 'go' | 'wait'
  /** How long an answer may take, in milliseconds. */
  readonly patience?: number
}

/** Sends bytes, whatever they are. Returns all that comes back until the end or until patience ends. */
const send = (bytes: string, { after = 'wait', patience = 5000 }: Sent = {}): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let got = ''
    const alarm = setTimeout(() => socket.destroy(), patience)
    socket.on('data', (chunk: Buffer) => {
      got += chunk.toString('latin1')
    })
    // A connection that the server ends while much is on its way is reset.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(alarm)
      resolve(got)
    })
    socket.write(bytes, 'latin1', () => {
      if (after === 'half-close') socket.end()
      if (after === 'go') socket.destroy()
    })
  })

const CREATE = 'POST /containers/create HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
const get = (path: string, method = 'GET'): string =>
  `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
const BAD = ['400 Bad Request', 'text/plain; charset=utf-8', '400 Bad Request'] as const
const NO_PAGE = ['404 Not Found', 'application/json', '{"message":"page not found"}\n'] as const
const NO_HOST = '400 Bad Request: missing required Host header'
const NO_VERSION = '505 HTTP Version Not Supported: unsupported protocol version'
const said = (status: string, message: string) =>
  [status, 'application/json', `${JSON.stringify({ message })}\n`] as const

/** What dockerd 28.5.2 answers to what is no request, or only just one. */
const RECORDED: readonly (readonly [
  name: string,
  request: string,
  answer: readonly [status: string, type: string | undefined, body: string],
])[] = [
  ['garbage', 'nonsense\r\n\r\n', BAD],
  ['no version', 'GET /_ping\r\n\r\n', BAD],
  ['bytes', '\x00\x01\x02\r\n\r\n', BAD],
  ['no host', 'GET /_ping HTTP/1.1\r\n\r\n', [NO_HOST, 'text/plain; charset=utf-8', NO_HOST]],
  ['no host in 1.0', 'GET /_ping HTTP/1.0\r\n\r\n', ['200 OK', 'text/plain; charset=utf-8', 'OK']],
  [
    'HTTP/3.0',
    'GET /_ping HTTP/3.0\r\nHost: x\r\n\r\n',
    [NO_VERSION, 'text/plain; charset=utf-8', NO_VERSION],
  ],
  ['a header without a colon', 'GET /_ping HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n', BAD],
  [
    'a header of 1.2 MB',
    `GET /_ping HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(1_200_000)}\r\n\r\n`,
    [
      '431 Request Header Fields Too Large',
      'text/plain; charset=utf-8',
      '431 Request Header Fields Too Large',
    ],
  ],
  [
    'a header of 100 kB',
    `GET /_ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\nA: ${'a'.repeat(100_000)}\r\n\r\n`,
    ['200 OK', 'text/plain; charset=utf-8', 'OK'],
  ],
  ['a path of 100 kB', get(`/${'a'.repeat(100_000)}`), NO_PAGE],
  ['a length that is none', `${CREATE}Content-Length: x\r\n\r\n`, BAD],
  ['a length below zero', `${CREATE}Content-Length: -1\r\n\r\n`, BAD],
  ['two lengths', `${CREATE}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`, BAD],
  [
    'a chunk without a size',
    `${CREATE}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    said('400 Bad Request', 'invalid JSON: invalid byte in chunk length'),
  ],
  [
    'a body that is cut off',
    `${CREATE}Content-Length: 100\r\n\r\n{"Image":`,
    said('400 Bad Request', 'invalid JSON: unexpected EOF'),
  ],
  [
    'a chunk that is cut off',
    `${CREATE}Transfer-Encoding: chunked\r\n\r\n5\r\n{"I`,
    said('400 Bad Request', 'invalid JSON: unexpected EOF'),
  ],
  ['a method in small letters', get('/_ping', 'get'), NO_PAGE],
  ['a method of its own', get('/_ping', 'FOO'), NO_PAGE],
  ['CONNECT', get('/_ping', 'CONNECT'), NO_PAGE],
  ['OPTIONS', get('/_ping', 'OPTIONS'), ['200 OK', undefined, '']],
  ['OPTIONS of all', get('*', 'OPTIONS'), ['200 OK', undefined, '']],
  ['HEAD of another page', get('/info', 'HEAD'), ['404 Not Found', 'application/json', '']],
  ['a path behind a host', get('http://y/_ping'), ['200 OK', 'text/plain; charset=utf-8', 'OK']],
  ['no path', get('nope'), BAD],
  ['an escape that is none', get('/images/%zz/json'), BAD],
  ['a NUL in a path', get('/images/%00/json'), said('400 Bad Request', 'invalid reference format')],
  [
    'an escape in a query that is none',
    get('/containers/json?all=%zz&limit=1'),
    said('400 Bad Request', 'invalid URL escape "%zz"'),
  ],
  [
    'a semicolon',
    get('/containers/json?a;b'),
    said('400 Bad Request', 'invalid semicolon separator in query'),
  ],
  ['nothing', '', ['', undefined, '']],
]

it.each(RECORDED)('answers as dockerd: %s', async (_name, request, [status, type, body]) => {
  const answer = await send(request, { after: 'half-close' })
  const [head = '', rest = ''] = answer.split(/\r\n\r\n(.*)/s)
  expect({
    status: head.split('\r\n')[0]!.replace(/^HTTP\/1\.[01] /, ''),
    type: /^content-type: (.*)$/im.exec(head)?.[1],
    body: rest,
  }).toEqual({ status, type, body })
})

// Random requests to all pages, with parameters and bodies of other kinds than they ask for.
const word = fc.constantFrom(
  ...[
    'up',
    'made',
    'busybox',
    'nosuch',
    '',
    '0',
    '-1',
    'x'.repeat(70),
    '../..',
    '%2e%2e',
    'a b',
    'é',
    '/',
    '"',
    '{}',
  ],
)
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      null,
      true,
      0,
      -1,
      1.5,
      1e30,
      '',
      'x',
      'busybox',
      [],
      {},
      [null],
      [1],
      ['sh', '-c', 'true'],
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('', 'a', '80/tcp', 'Type', 'Target', 'Source', 'Name'), tie('value'), {
      maxKeys: 3,
    }),
  ),
})).value
/** Names of what is looked at come more often than others. */
const names = (shape: object): string[] => ('fields' in shape ? Object.keys(shape.fields as object) : ['a'])
const document = fc
  .constantFrom(...Object.values(BODIES))
  .chain(({ shape }) =>
    fc
      .dictionary(fc.constantFrom('Image', 'HostConfig', ...names(shape)), value, { maxKeys: 4 })
      .map((fields) => JSON.stringify(fields)),
  )
const body = fc.oneof(
  document,
  fc.json(),
  fc.string({ maxLength: 40 }),
  fc.constant(''),
  fc.constant('{"Image":"busybox"}'),
)
/** What would wait for long, or pull from the network, is left out. */
const keys = Object.keys(WIRES).filter((key) => !/events|attach|wait|stats|auth|push|strata/.test(key))
const request = fc
  .record({
    key: fc.constantFrom(...keys),
    words: fc.array(word, { minLength: 1, maxLength: 2 }),
    query: fc.array(
      fc.tuple(
        fc.constantFrom(
          't',
          'all',
          'limit',
          'filters',
          'name',
          'path',
          'signal',
          'h',
          'w',
          'force',
          'tag',
          'repo',
          'fromImage',
          'fromSrc',
          'platform',
          'container',
          'changes',
          'stdout',
          'tail',
          'since',
          'condition',
          'version',
          'remote',
          'buildargs',
        ),
        fc.oneof(word, fc.string({ maxLength: 8 }), fc.json({ maxDepth: 2 })),
      ),
      { maxLength: 3 },
    ),
    version: fc.constantFrom('', '', '', '/v1.24', '/v1.51', '/v9', '/v1..', '/v'),
    type: fc.constantFrom(
      'application/json',
      'application/json; charset=utf-8',
      'text/plain',
      'application/x-tar',
    ),
    upgrade: fc.constantFrom('', '', 'Connection: Upgrade\r\nUpgrade: tcp\r\n'),
    chunked: fc.boolean(),
    body,
    after: fc.constantFrom('wait' as const, 'wait' as const, 'half-close' as const, 'go' as const),
  })
  .map(({ key, words, query, version, type, upgrade, chunked, body, after }) => {
    const [method, path] = key.split(' ') as [string, string]
    let at = 0
    const filled = path.replace(/\{\w+\}/g, () => encodeURI(words[at++ % words.length]!))
    const search = query.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('&')
    const bytes = Buffer.from(body).toString('latin1')
    const framing = chunked
      ? `Transfer-Encoding: chunked\r\n\r\n${bytes === '' ? '' : `${bytes.length.toString(16)}\r\n${bytes}\r\n`}0\r\n\r\n`
      : `Content-Length: ${bytes.length}\r\n\r\n${bytes}`
    const url = `${version}${filled}${search === '' ? '' : `?${search}`}`
    return {
      bytes: `${method} ${url} HTTP/1.1\r\nHost: x\r\n${upgrade === '' ? 'Connection: close\r\n' : upgrade}Content-Type: ${type}\r\n${framing}`,
      after,
    }
  })

it(
  'answers all that comes, or ends the connection, and goes on',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (requests) => {
        const answers = await Promise.all(
          requests.map(({ bytes, after }) => send(bytes, { after, patience: 300 })),
        )
        for (const answer of answers) if (answer !== '') expect(answer).toMatch(/^HTTP\/1\.1 \d{3} /)
        expect(bugs).toEqual([])
      }),
      { numRuns: Math.ceil(COUNT / AT_ONCE) },
    )
    expect(await send(get('/_ping'))).toMatch(/OK$/)
  },
  60_000 + 200 * COUNT,
)

it('bears what is cut off anywhere', async () => {
  const whole = `${CREATE}Content-Length: 19\r\n\r\n{"Image":"busybox"}`
  await Promise.all(
    Array.from({ length: whole.length }, (_, at) => at)
      .filter((at) => at % 3 === 0)
      .flatMap((at) =>
        (['half-close', 'go'] as const).map((after) => send(whole.slice(0, at), { after, patience: 1000 })),
      ),
  )
  expect(await send(get('/_ping'))).toMatch(/OK$/)
})
