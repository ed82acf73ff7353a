import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { EngineServer } from '../../src/headless/serve/server.ts'
import { labOf } from '../oracle/profile/world.ts'

const bugs: unknown[] = []
const server = new EngineServer(labOf().open({ buildxPlugin: false }), {
  pace: 'instant',
  onBug: (error) => bugs.push(error),
})
let port: number
let base: string

beforeAll(async () => {
  port = await server.listen(0, '127.0.0.1')
  base = `http://127.0.0.1:${port}`
})
afterAll(async () => {
  await server.close()
  expect(bugs).toEqual([])
})

const api = async (path: string, init?: RequestInit) => {
  const response = await fetch(`${base}${path}`, init)
  return { status: response.status, headers: response.headers, text: await response.text() }
}
const post = (path: string, body?: unknown) =>
  api(path, {
    method: 'POST',
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }),
  })
const filters = (value: unknown): string => encodeURIComponent(JSON.stringify(value))

it('answers a ping, with what a client negotiates by', async () => {
  for (const method of ['GET', 'HEAD']) {
    const { status, headers, text } = await api('/_ping', { method })
    expect(status).toBe(200)
    expect(text).toBe(method === 'GET' ? 'OK' : '')
    for (const [name, value] of [
      ['builder-version', '2'],
      ['docker-experimental', 'false'],
      ['ostype', 'linux'],
      ['swarm', 'inactive'],
      ['cache-control', 'no-cache, no-store, must-revalidate'],
      ['content-type', 'text/plain; charset=utf-8'],
    ] as const)
      expect(headers.get(name)).toBe(value)
    expect(headers.get('api-version')).toMatch(/^1\.\d+$/)
    expect(headers.get('server')).toMatch(/^Docker\/28\.5\.2.* \(linux\)$/)
  }
})

it('refuses versions of the API that it does not speak', async () => {
  const { ApiVersion, MinAPIVersion } = JSON.parse((await api('/version')).text)
  expect((await api(`/v${ApiVersion}/version`)).status).toBe(200)
  expect(await api('/v1.99/info')).toMatchObject({
    status: 400,
    text: `{"message":"client version 1.99 is too new. Maximum supported API version is ${ApiVersion}"}\n`,
  })
  expect((await api('/v1.10/info')).text).toBe(
    `client version 1.10 is too old. Minimum supported API version is ${MinAPIVersion}, please upgrade your client to a newer version\n`,
  )
})

it('knows no other pages', async () => {
  const page = { status: 404, text: '{"message":"page not found"}\n' }
  for (const path of ['/nope', '/v1.50/nope', '/vx/info', '/']) expect(await api(path)).toMatchObject(page)
  expect(await api('/info', { method: 'PUT' })).toMatchObject(page)
})

it('answers all that is about a swarm as a daemon in none', async () => {
  for (const path of ['/services', '/v1.50/nodes', '/swarm/unlockkey', '/secrets/one'])
    expect((await api(path)).text).toMatch(/This node is not a swarm manager/)
})

it('streams progress in lines, names with slashes in paths, filters in both forms', async () => {
  const pulled = await post('/v1.50/images/create?fromImage=alice/app&tag=v1')
  expect(pulled.status).toBe(200)
  expect(pulled.headers.get('content-type')).toBe('application/json')
  const lines = pulled.text.split('\r\n')
  expect(lines.pop()).toBe('')
  expect(JSON.parse(lines[0]!)).toEqual({ status: 'Pulling from alice/app', id: 'v1' })
  expect(JSON.parse(lines.at(-1)!)).toEqual({ status: 'Status: Downloaded newer image for alice/app:v1' })

  expect(JSON.parse((await api('/images/alice/app:v1/json')).text).RepoTags).toEqual(['alice/app:v1'])
  expect(JSON.parse((await api('/images/alice%2Fapp:v1/json')).text).RepoTags).toEqual(['alice/app:v1'])
  for (const form of [{ reference: ['alice/*'] }, { reference: { 'alice/*': true } }])
    expect(JSON.parse((await api(`/images/json?filters=${filters(form)}`)).text)).toHaveLength(1)
  expect(JSON.parse((await api(`/images/json?filters=${filters({ reference: ['bob/*'] })}`)).text)).toEqual(
    [],
  )
  expect(await api('/images/json?filters=xx')).toMatchObject({
    status: 400,
    text: '{"message":"invalid filter"}\n',
  })
})

it('tells failures before the first message as a status, later ones in the stream', async () => {
  const refused = await post('/images/create?fromImage=nosuch&tag=x')
  expect(refused.status).toBe(404)
  expect(JSON.parse(refused.text).message).toMatch(/^pull access denied for nosuch/)
  const broken = await api('/images/load', { method: 'POST', body: 'no tar' })
  expect(broken.status).toBe(200)
  expect(JSON.parse(broken.text).errorDetail.message).toBe(JSON.parse(broken.text).error)
  expect(await api('/images/nosuch/json')).toMatchObject({
    status: 404,
    text: '{"message":"No such image: nosuch:latest"}\n',
  })
})

it('reads and refuses bodies', async () => {
  expect((await api('/containers/create', { method: 'POST', body: '{}' })).text).toBe(
    `{"message":"unsupported Content-Type header (text/plain;charset=UTF-8): must be 'application/json'"}\n`,
  )
  const made = await post('/containers/create?name=made', { Image: 'alice/app:v1', Cmd: ['true'] })
  expect(made.status).toBe(201)
  const { Id } = JSON.parse(made.text)
  expect((await post(`/containers/${Id}/start`)).status).toBe(204)
  expect(JSON.parse((await post('/containers/made/wait')).text)).toEqual({ StatusCode: 0 })
  expect((await post('/containers/create?name=made', { Image: 'alice/app:v1' })).status).toBe(409)
})

it('carries an archive out and in again', async () => {
  const archive = await fetch(`${base}/images/get?names=alice/app:v1`)
  expect(archive.headers.get('content-type')).toBe('application/x-tar')
  const bytes = await archive.arrayBuffer()
  expect(bytes.byteLength % 512).toBe(0)
  const loaded = await api('/images/load', { method: 'POST', body: bytes })
  expect(JSON.parse(loaded.text)).toEqual({ stream: 'Loaded image: alice/app:v1\n' })
})

it('tells what is at a path of a container in a header', async () => {
  await post('/containers/create?name=copied', { Image: 'alice/app:v1', Cmd: ['true'] })
  const path = `${base}/containers/copied/archive?path=/etc`
  for (const method of ['HEAD', 'GET']) {
    const reply = await fetch(path, { method })
    const header = Buffer.from(reply.headers.get('x-docker-container-path-stat')!, 'base64').toString()
    expect(JSON.parse(header)).toMatchObject({ name: 'etc', mode: 0x800001ed, linkTarget: '' })
    const bytes = new Uint8Array(await reply.arrayBuffer())
    expect(bytes.length > 0).toBe(method === 'GET')
    if (method === 'GET') {
      const put = `${base}/containers/copied/archive?path=/tmp&noOverwriteDirNonDir=true`
      expect((await fetch(put, { method: 'PUT', body: bytes })).status).toBe(200)
    }
  }
  expect((await fetch(path.replace('/etc', '/tmp/etc/passwd'), { method: 'HEAD' })).status).toBe(200)
  expect((await fetch(path.replace('/etc', '/none'))).status).toBe(404)
})

it('makes an image of a container, with a config in the body or without', async () => {
  await post('/containers/create?name=base', { Image: 'alice/app:v1', Cmd: ['true'] })
  const bare = await api('/commit?container=base&repo=made&tag=1&pause=0', { method: 'POST' })
  expect(bare.status).toBe(201)
  expect(JSON.parse(bare.text)).toEqual({ Id: expect.stringMatching(/^sha256:/) })
  expect((await post('/commit?container=base&repo=made&tag=2', { User: 'u' })).status).toBe(201)
  expect(JSON.parse((await api('/images/made:2/json')).text).Config).toMatchObject({
    User: 'u',
    Cmd: ['true'],
  })
})

/** A connection that is taken over: bytes both ways until its end. */
const hijack = (path: string, body: string, input: string): Promise<{ head: string; bytes: Buffer }> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const got: Buffer[] = []
    socket.on('data', (chunk: Buffer) => got.push(chunk))
    socket.on('error', reject)
    socket.on('end', () => {
      const all = Buffer.concat(got)
      const at = all.indexOf('\r\n\r\n')
      resolve({ head: all.subarray(0, at).toString(), bytes: all.subarray(at + 4) })
    })
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
    if (input !== '') socket.end(input)
  })

it('gives a connection away, framed without a terminal and raw with one', async () => {
  await post('/containers/create?name=cat', {
    Image: 'alice/app:v1',
    Cmd: ['sh', '-c', 'cat; echo end >&2; sleep 30'],
    OpenStdin: true,
    StdinOnce: true,
  })
  const attached = hijack('/containers/cat/attach?stream=1&stdin=1&stdout=1&stderr=1', '', 'hello\n')
  await post('/containers/cat/start')
  const { head, bytes } = await attached
  expect(head.split('\r\n').slice(0, 5)).toEqual([
    'HTTP/1.1 101 UPGRADED',
    'Content-Type: application/vnd.docker.multiplexed-stream',
    'Connection: Upgrade',
    'Upgrade: tcp',
    expect.stringMatching(/^Api-Version: 1/),
  ])
  expect([...bytes]).toEqual([
    ...[1, 0, 0, 0, 0, 0, 0, 6, ...Buffer.from('hello\n')],
    ...[2, 0, 0, 0, 0, 0, 0, 4, ...Buffer.from('end\n')],
  ])
  const logs = await fetch(`${base}/containers/cat/logs?stdout=1`)
  expect(logs.headers.get('content-type')).toBe('application/vnd.docker.multiplexed-stream')
  expect((await logs.arrayBuffer()).byteLength).toBe(14)

  await post('/containers/create?name=up', { Image: 'alice/app:v1', Cmd: ['sleep', '1000'] })
  await post('/containers/up/start')
  const { text } = await post('/containers/up/exec', {
    Cmd: ['echo', 'hi'],
    Tty: true,
    AttachStdout: true,
  })
  const { Id } = JSON.parse(text)
  const raw = await hijack(`/exec/${Id}/start`, '{"Tty":true}', '')
  expect(raw.bytes.toString()).toBe('hi\r\n')
  expect(raw.head).toContain('application/vnd.docker.raw-stream')
})

it('lets go of a client that goes away', async () => {
  await post('/containers/create?name=long', { Image: 'alice/app:v1', Cmd: ['cat'], OpenStdin: true })
  await post('/containers/long/start')
  const waiting = httpRequest({ port, path: '/containers/long/logs?stdout=1&follow=1' }).end()
  const response = await new Promise<NodeJS.ReadableStream>((resolve) => {
    waiting.once('response', resolve)
  })
  response.on('error', () => {})
  waiting.destroy()
  expect(JSON.parse((await api('/containers/long/json')).text).State.Running).toBe(true)
})
