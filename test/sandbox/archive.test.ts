import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { bytesBody, EMPTY, textBody } from '../../src/engine/base/body.ts'
import { writeTar } from '../../src/engine/vfs/tar/write.ts'
import { contentOf } from '../../src/sandbox/archive.ts'

const tar = (...names: string[]) =>
  writeTar(
    names.map((name) => ({
      name,
      typeflag: name.endsWith('/') ? '5' : '0',
      mode: 0o644,
      uid: 0,
      gid: 0,
      uname: '',
      gname: '',
      mtime: 0n,
    })),
  )
const ID = 'f'.repeat(64)

it.each([
  ['what docker save writes', tar('blobs/', 'blobs/sha256/', `blobs/sha256/${ID}`, 'index.json')],
  ['what it wrote before', tar(`${ID}/`, `${ID}/layer.tar`, `${ID}.json`, 'manifest.json')],
  ['what skopeo writes', tar(`${ID}.tar`, `${ID}.json`, 'manifest.json')],
  ['an OCI layout packed with tar -c .', tar('./', './oci-layout', './index.json')],
])('%s holds images', (_, body) => {
  expect(contentOf(body)).toBe('images')
})

it('knows other files for what they are', () => {
  expect(contentOf(tar('etc/', 'etc/passwd', 'var/manifest.json'))).toBe('archive')
  expect(contentOf(bytesBody(gzipSync('x')))).toBe('compressed')
  expect(contentOf(textBody('text of more than a block\n'.repeat(40)))).toBe('other')
  expect(contentOf(EMPTY)).toBe('other')
})

it('takes a damaged archive for what it began as', () => {
  const whole = tar('etc/', 'etc/passwd')
  const cut = bytesBody(whole.read(0, 700))
  expect(contentOf(cut)).toBe('archive')
})
