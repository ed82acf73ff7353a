import { describe, expect, it } from 'vitest'
import { encodeBase64 } from '../../src/engine/base/base64.ts'
import { bytesOf, textBody } from '../../src/engine/base/body.ts'
import { digestOf } from '../../src/engine/base/digest.ts'
import { type HttpHeaders, headerOf, NetworkError } from '../../src/engine/base/http.ts'
import { decode, encode } from '../../src/engine/base/text.ts'
import { parseRfc3339 } from '../../src/engine/base/time.ts'
import { dockerManifest } from '../../src/engine/oci/manifest.ts'
import { DOCKER_CONFIG, DOCKER_MANIFEST } from '../../src/engine/oci/media-types.ts'
import { createRegistries } from '../../src/engine/registry/directory.ts'
import { createRegistry } from '../../src/engine/registry/hub.ts'

const now = parseRfc3339('2026-11-26T16:34:51Z')!
const accounts = { users: { alice: 'wonderland' }, identityTokens: true }

function open() {
  const hub = createRegistry({ host: 'docker.io', repositories: [], accounts })
  const own = createRegistry({ host: 'localhost:5000', repositories: [] })
  const { network } = createRegistries([hub, own], (name) => `lookup ${name}: no such host`, '10.0.2.15')
  return async (method: string, url: string, headers: HttpHeaders = [], body?: string) => {
    const [, scheme, host = '', port, target = '/'] = /^(https?):\/\/([^:/]+)(?::(\d+))?(.*)$/.exec(url)!
    const tls = scheme === 'https'
    const serve = network.reach({ host, port: Number(port ?? (tls ? 443 : 80)), tls }, true)
    const response = await serve(
      { method, target, headers, ...(body !== undefined && { body: textBody(body) }) },
      now,
    )
    return { ...response, text: decode(bytesOf(response.body)) }
  }
}

const OWN = 'http://localhost:5000'
const config = '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}'
const digest = digestOf<'blob'>(config)
const manifest = dockerManifest({ mediaType: DOCKER_CONFIG, digest, size: config.length }, [])

describe('a registry over HTTP', () => {
  it('says that it is one, with the fields in their order', async () => {
    const { status, headers, text } = await open()('GET', `${OWN}/v2/`)
    expect(status).toBe(200)
    expect(text).toBe('{}')
    expect(headers).toEqual([
      ['Content-Length', '2'],
      ['Content-Type', 'application/json; charset=utf-8'],
      ['Docker-Distribution-Api-Version', 'registry/2.0'],
      ['Date', 'Thu, 26 Nov 2026 16:34:51 GMT'],
    ])
  })

  it('reads a long name without going through all the ways to cut it', async () => {
    const { status } = await open()('GET', `${OWN}/v2/${'a'.repeat(200)}/nothing`)
    expect(status).toBe(404)
  })

  it('takes an image in pieces and gives it back', async () => {
    const send = open()
    const asked = await send('POST', `${OWN}/v2/a/b/blobs/uploads/`)
    expect(asked.status).toBe(202)
    const put = await send('PUT', `${headerOf(asked.headers, 'Location')}?digest=${digest}`, [], config)
    expect([put.status, headerOf(put.headers, 'Docker-Content-Digest')]).toEqual([201, digest])
    const fields = [['Content-Type', DOCKER_MANIFEST]] as const
    const kept = await send('PUT', `${OWN}/v2/a/b/manifests/v1`, fields, decode(manifest.bytes))
    expect(kept.status).toBe(201)
    const got = await send('GET', `${OWN}/v2/a/b/manifests/v1`, [['Accept', DOCKER_MANIFEST]])
    expect(got.text).toBe(decode(manifest.bytes))
    expect(headerOf(got.headers, 'Docker-Content-Digest')).toBe(manifest.digest)
    const head = await send('HEAD', `${OWN}/v2/a/b/blobs/${digest}`)
    expect([head.status, head.text, headerOf(head.headers, 'Content-Length')]).toEqual([
      200,
      '',
      String(config.length),
    ])
    expect((await send('GET', `${OWN}/v2/a/b/tags/list`)).text).toBe('{"name":"a/b","tags":["v1"]}\n')
    expect((await send('GET', `${OWN}/v2/_catalog`)).text).toBe('{"repositories":["a/b"]}\n')
    const mounted = await send('POST', `${OWN}/v2/c/d/blobs/uploads/?mount=${digest}&from=a%2Fb`)
    expect(mounted.status).toBe(201)
    expect((await send('DELETE', `${OWN}/v2/a/b/manifests/${manifest.digest}`)).status).toBe(202)
    expect((await send('GET', `${OWN}/v2/a/b/tags/list`)).text).toBe('{"name":"a/b","tags":null}\n')
  })

  it.each([
    ['GET', '/v2/nope/tags/list', 404, 'NAME_UNKNOWN'],
    ['GET', '/v2/a/b/manifests/nope', 404, 'MANIFEST_UNKNOWN'],
    ['GET', `/v2/a/b/blobs/${digest}`, 404, 'BLOB_UNKNOWN'],
    ['PUT', '/v2/a/b/manifests/x', 400, 'MANIFEST_INVALID'],
    ['PUT', `/v2/a/b/blobs/uploads/?digest=${digest}`, 400, 'DIGEST_INVALID'],
    ['POST', '/v2/a/b/tags/list', 405, 'Method not allowed'],
    ['GET', '/v2/UPPER/tags/list', 404, '404 page not found'],
    ['GET', '/nope', 404, '404 page not found'],
    ['GET', '/v2', 301, 'Moved Permanently'],
  ])('%s %s: %i', async (method, target, status, text) => {
    const answer = await open()(method, OWN + target, [], method === 'PUT' ? 'x' : undefined)
    expect(answer.status).toBe(status)
    expect(answer.text).toContain(text)
  })
})

describe('the hub over HTTP', () => {
  const HUB = 'https://registry-1.docker.io'
  const tokenFor = async (send: ReturnType<typeof open>, headers: HttpHeaders = []) => {
    const { status, text } = await send(
      'GET',
      'https://auth.docker.io/token?service=registry.docker.io&scope=repository:alice/app:pull,push',
      headers,
    )
    return { status, ...(JSON.parse(text) as { token?: string; details?: string }) }
  }

  it('asks who one is', async () => {
    const { status, headers } = await open()('GET', `${HUB}/v2/`)
    expect(status).toBe(401)
    expect(headerOf(headers, 'Www-Authenticate')).toBe(
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
    )
  })

  it('lets whoever has the token in', async () => {
    const send = open()
    const basic = `Basic ${encodeBase64(encode('alice:wonderland'))}`
    const { token } = await tokenFor(send, [['Authorization', basic]])
    const upload = `${HUB}/v2/alice/app/blobs/uploads/?digest=${digest}`
    const put = await send('POST', upload, [['Authorization', `Bearer ${token}`]], config)
    expect(put.status).toBe(201)
    const anybody = await tokenFor(send)
    const refused = await send('POST', upload, [['Authorization', `Bearer ${anybody.token}`]], config)
    expect(refused.status).toBe(401)
    expect(headerOf(refused.headers, 'Www-Authenticate')).toContain('error="insufficient_scope"')
  })

  it('knows a wrong password', async () => {
    const basic = `Basic ${encodeBase64(encode('alice:x'))}`
    expect(await tokenFor(open(), [['Authorization', basic]])).toEqual({
      status: 401,
      details: 'incorrect username or password',
    })
  })
})

describe('the network', () => {
  it.each([
    ['http://localhost:5999/', 'refused'],
    ['http://10.0.2.15:5000/', 'refused'],
    ['http://10.0.2.99:5000/', 'unreachable'],
    ['http://nosuch.example/', 'unknown-host'],
    ['https://localhost:5000/', 'plain-http'],
    ['http://registry-1.docker.io:443/', 'encrypted'],
  ])('%s: %s', async (url, kind) => {
    await expect(open()('GET', url)).rejects.toSatisfy(
      (error) => error instanceof NetworkError && error.kind === kind,
    )
  })

  it('keeps the ports of the host from its containers', () => {
    const own = createRegistry({ host: 'localhost:5000', repositories: [] })
    const { network } = createRegistries([own], (name) => name)
    expect(() => network.reach({ host: 'localhost', port: 5000, tls: false }, false)).toThrow(NetworkError)
  })
})
