import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { EngineServer } from '../../src/headless/serve/server.ts'
import { labOf } from '../oracle/profile/world.ts'

/** What dockerd 28.5.2 answered to a request, in this order. `shape`: the names and types of the JSON that it gave. */
interface Recorded {
  readonly ask: string
  readonly body?: string
  readonly type?: string
  readonly upgrade?: 1
  /** The answer's ID stands for `%bind%` in later requests. */
  readonly bind?: string
  readonly status: number
  readonly contentType: string
  readonly location?: string
  /** Byte by byte. */
  readonly answer?: string
  readonly shape?: unknown
}
const recorded = JSON.parse(
  readFileSync(new URL('fixtures/http-answers.json', import.meta.url), 'utf8'),
) as Recorded[]

const bugs: unknown[] = []
const server = new EngineServer(labOf().open({ buildxPlugin: false }), {
  pace: 'instant',
  onBug: (error) => bugs.push(error),
})
let port: number
beforeAll(async () => {
  port = await server.listen(0, '127.0.0.1')
  await ask({ ask: 'POST /images/create?fromImage=busybox&tag=latest' })
})
afterAll(async () => {
  await server.close()
  expect(bugs).toEqual([])
})

interface Answer {
  readonly status: number
  readonly contentType: string
  readonly location?: string
  readonly answer: string
}

function ask({
  ask,
  body,
  type,
  upgrade,
}: Pick<Recorded, 'ask' | 'body' | 'type' | 'upgrade'>): Promise<Answer> {
  const [method, path] = ask.split(' ')
  return new Promise((resolve, reject) => {
    const asking = request({
      port,
      method,
      path,
      headers: {
        ...(upgrade ? { Connection: 'Upgrade', Upgrade: 'tcp' } : { Connection: 'close' }),
        ...(body !== undefined && { 'Content-Type': type ?? 'application/json' }),
        ...((body !== undefined || method === 'POST') && { 'Content-Length': (body ?? '').length }),
      },
    })
    const read = (
      { statusCode, headers }: { statusCode?: number; headers: NodeJS.Dict<string | string[]> },
      stream: NodeJS.ReadableStream,
    ): void => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () =>
        resolve({
          status: statusCode!,
          contentType: String(headers['content-type'] ?? ''),
          ...(headers.location !== undefined && { location: String(headers.location) }),
          answer: Buffer.concat(chunks).toString('latin1'),
        }),
      )
    }
    asking.on('error', reject)
    asking.on('response', (response) => read(response, response))
    asking.on('upgrade', (response, socket: Duplex, head: Buffer) => {
      if (head.length > 0) socket.unshift(head)
      read(response, socket)
    })
    asking.end(body)
  })
}

const masked = (text: string): string => text.replace(/[0-9a-f]{64}/g, 'ID').replace(/"Pid":\d+/g, '"Pid":0')

/** Names and types; of a list those of its first. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf)
  if (value === null) return null
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one)]))
  return PYTHON_NAMES[typeof value]
}
const PYTHON_NAMES: Readonly<Record<string, string>> = { string: 'str', number: 'int', boolean: 'bool' }

const bound = new Map<string, string>()

it.each(recorded.map((one, i) => [i, `${one.ask} ${one.body ?? ''}`, one] as const))(
  '%i: %s',
  async (_i, _name, one) => {
    const filled = one.ask.replace(/%(\w\w)%/g, (all, name: string) => bound.get(name) ?? all)
    const { answer, ...head } = await ask({ ...one, ask: filled })
    if (one.bind) bound.set(one.bind, (JSON.parse(answer) as { Id: string }).Id)
    const { status, contentType, location } = one
    expect({
      ...head,
      ...(one.shape === undefined ? { answer: masked(answer) } : { shape: shapeOf(JSON.parse(answer)) }),
    }).toEqual({
      status,
      contentType,
      ...(location !== undefined && { location }),
      ...(one.shape === undefined ? { answer: one.answer ?? '' } : { shape: one.shape }),
    })
  },
)
