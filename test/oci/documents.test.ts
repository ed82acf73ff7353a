import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bytesBody } from '../../src/engine/base/body.ts'
import type { BlobDigest, DiffID } from '../../src/engine/base/digest.ts'
import { decode } from '../../src/engine/base/text.ts'
import { chainIDs, topFirst } from '../../src/engine/oci/chain.ts'
import { configBytes, historyWithLayers, imageIDOf, parseConfig } from '../../src/engine/oci/config.ts'
import { goJson } from '../../src/engine/oci/json.ts'
import {
  dockerManifest,
  ociIndex,
  ociManifest,
  parseIndex,
  parseManifest,
} from '../../src/engine/oci/manifest.ts'
import { OCI_CONFIG } from '../../src/engine/oci/media-types.ts'

const blob = (digest: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../oracle/profile/fixtures/blobs/${digest}`, import.meta.url)))

/** Configs that the real builders wrote. */
const MOBY = [
  '2ad778313aba8c5bb0a4cdf9426a7498897d47a91c8df4195d2222715f03ed2f',
  '46ad0810ee9e8a11962a4b425450d7fb53b8a3e43b71740b9fe76173480ec6e9',
  '78dbed04411b3a85c25548fffaeb3fc633330e6438a1b202b0eb356868cda4be',
  '7d7637eb768ce3011dbe95e411d61039e27163e873ba43e6ef702dfe2b476e02',
  '9e3fd00ca2d71820bbb60d01520e48d6ed19f41fbe7f0092a0848b51156abb51',
]
const BUILDKIT = '0790fcb700ffc2f3c44bcf6636e2b458069189555ada8ccb1b7e8d280146eb71'

describe('configs', () => {
  it.each(MOBY)('come out as the classic builder wrote %s', (digest) => {
    const bytes = blob(digest)
    expect(decode(configBytes(parseConfig(bytes), 'moby'))).toBe(decode(bytes))
    expect(imageIDOf(bytes)).toBe(`sha256:${digest}`)
  })

  it('come out as BuildKit wrote them', () => {
    const bytes = blob(BUILDKIT)
    expect(decode(configBytes(parseConfig(bytes), 'buildkit'))).toBe(decode(bytes))
  })

  it('pair history rows with the layers they made', () => {
    const rows = historyWithLayers(parseConfig(blob(BUILDKIT)))
    expect(rows.filter((row) => row.diffID).map((row) => row.row.created_by?.slice(0, 20))).toEqual([
      '/bin/sh -c #(nop) AD',
      'RUN /bin/sh -c addgr',
      'COPY server.sh /usr/',
      'WORKDIR /data',
    ])
  })

  it('refuse what is no config', () => {
    expect(() => parseConfig(bytesBody(new Uint8Array(0)).read(0, 0))).toThrow('unexpected end of JSON input')
    expect(() => parseConfig(new TextEncoder().encode('{}'))).toThrow('invalid image JSON, no RootFS key')
  })
})

describe('JSON', () => {
  it('escapes as Go does', () => {
    expect(goJson({ a: '<b> & \u2028"\n' })).toBe('{"a":"\\u003cb\\u003e \\u0026 \\u2028\\"\\n"}')
  })
})

describe('manifests', () => {
  it('come out as the daemon pushed them', () => {
    for (const digest of [
      'b80b0eeb09dd01c7eaf8ad101db92dbb2d3fcb3081cf6eaaea231f3dbc168dd3',
      '321a961cbee635cb094f1ed54ba3f22d13e53c85ff058aaeec03f0b957da39ae',
    ]) {
      const { config, layers } = parseManifest(blob(digest))
      const written = dockerManifest(config, layers)
      expect(decode(written.bytes)).toBe(decode(blob(digest)))
      expect(written.digest).toBe(`sha256:${digest}`)
    }
  })

  it('are read back as they were written', () => {
    const config = { mediaType: OCI_CONFIG, digest: `sha256:${'0'.repeat(64)}` as BlobDigest, size: 2 }
    const manifest = ociManifest(config, [], { a: 'b' })
    expect(parseManifest(manifest.bytes)).toMatchObject({ config, layers: [], annotations: { a: 'b' } })
    const platform = { architecture: 'arm64', os: 'linux', variant: 'v8' }
    const index = ociIndex([{ mediaType: manifest.mediaType, digest: manifest.digest, size: 1, platform }])
    expect(parseIndex(index.bytes).manifests[0]?.platform).toEqual(platform)
    expect(() => parseManifest(index.bytes)).toThrow(/media type/)
    expect(() => parseIndex(manifest.bytes)).toThrow(/media type/)
    expect(() => parseManifest(new TextEncoder().encode('['))).toThrow(/invalid manifest/)
  })
})

describe('chains', () => {
  it('are those of the recorded images', () => {
    const { diff_ids: diffIDs } = parseConfig(blob(MOBY[2]!)).rootfs
    // as `docker rmi alice/slow` listed them, top first
    expect(topFirst(chainIDs(diffIDs))).toEqual([
      'sha256:0dc71ce1969c6a3a3942451185b75ffa2696ca0a693323e2b6705a3ee6b8f75a',
      'sha256:c3991b3bf06b9a3956057fbd535eab626417b16352e6782cda214db32fa91da0',
      'sha256:8487ae79f9277234700b7cee7ad47613e9acb185c2392bfc171d717424308ce3',
      'sha256:6f5006fec5cfbfcf7a751dd163c7e79fff2c16100fd4b5280f24ab7697118459',
      'sha256:4f6da9cf0e216a2f9bd510ff1e644259e8ab56ccfe2c9b135c0b74bf8debccff',
    ])
    expect(chainIDs([] as DiffID[])).toEqual([])
  })
})
