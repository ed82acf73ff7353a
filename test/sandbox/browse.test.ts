import { beforeEach, describe, expect, it } from 'vitest'
import { FsError } from '../../src/engine/base/errors.ts'
import { blobBody } from '../../src/sandbox/blob-body.ts'
import { browse } from '../../src/sandbox/browse.ts'
import type { BrowseRequest, Reply } from '../../src/sandbox/protocol.ts'
import { type Host, openSmallHost } from '../daemon/support/host.ts'
import { PlainBlob, textBlob } from './plain-blob.ts'
import { Driver } from './session/driver.ts'

let host: Host
beforeEach(() => {
  host = openSmallHost()
})

const put = (path: string, blob: Blob): void =>
  host.world.admin.writeFile(path, blobBody(blob, PlainBlob.readNow))
const ask = (request: BrowseRequest): Reply => browse(host.world, request, put)
const list = (path: string, place = '') => {
  const reply = ask({ type: 'list-directory', id: 1, place, path })
  return reply.type === 'directory' ? reply.directory : undefined
}
const read = (path: string, place = '') => {
  const reply = ask({ type: 'read-text', id: 1, place, path })
  return reply.type === 'text' ? reply.shown : undefined
}
const save = (path: string, text: string, place = ''): Reply =>
  ask({ type: 'save-file', id: 1, place, path, blob: textBlob(text) })

describe('files of the host', () => {
  it('are listed, directories first', async () => {
    await host.ok('mkdir d d/e; echo hi > a; echo hi > d/b; ln -s a l')
    const entries = list('/root')?.entries.map(({ name, kind, size }) => `${kind} ${name} ${size}`)
    expect(entries).toContain('file a 3')
    expect(entries?.indexOf('directory d 4096')).toBeLessThan(entries?.indexOf('file a 3') ?? -1)
    expect(entries).toContain('symlink l 1')
    expect(list('/root/nowhere')).toBeUndefined()
    expect(list('/root/a')).toBeUndefined()
  })

  it('are cut where they are very many', async () => {
    await host.ok('mkdir many; for i in $(seq 600); do : > many/$i; done')
    expect(list('/root/many')?.entries).toHaveLength(500)
    expect(list('/root/many')?.more).toBe(100)
  })

  it('are read as text, or it is said why not', async () => {
    await host.ok('echo 你好 > a; printf "a\\0b" > zero; truncate -s 300000 big; mkdir d')
    put('/root/bytes', new PlainBlob([Uint8Array.of(0xff)]))
    expect(read('/root/a')).toEqual({ shown: 'text', text: '你好\n', writable: true })
    expect(read('/root/zero')).toEqual({ shown: 'binary', size: 3 })
    expect(read('/root/bytes')).toEqual({ shown: 'binary', size: 1 })
    expect(read('/root/big')).toEqual({ shown: 'big', size: 300000 })
    expect(read('/root/d')).toEqual({ shown: 'special' })
    expect(read('/dev/null')).toEqual({ shown: 'special' })
    expect(read('/root/nowhere')).toEqual({ shown: 'gone' })
    const lost = (): never => {
      throw new FsError('EIO')
    }
    host.world.admin.writeFile('/root/lost', { size: 4, identity: 'lost', read: lost })
    expect(read('/root/lost')).toEqual({ shown: 'gone' })
    expect(read('/proc/sys/kernel/hostname')).toMatchObject({ shown: 'text' })
  })

  it('are saved whole, and refused as the system does', async () => {
    await host.ok('printf "#!/bin/sh\\n" > run; chmod 755 run')
    expect(save('/root/run', '#!/bin/sh\necho saved\n')).toEqual({ type: 'saved', id: 1 })
    expect(await host.ok('./run; stat -c %a run')).toBe('saved\n755\n')
    expect(save('/root', 'x')).toMatchObject({
      type: 'refused',
      reason: { kind: 'failed', message: 'Is a directory' },
    })
  })
})

describe('files of a container', () => {
  beforeEach(async () => {
    await host.ok('docker run -d --name box busybox sh -c "echo in > /in; ln -s /in /link; sleep 1000"')
  })

  it('are those of its merged view', () => {
    expect(list('/')?.containers).toEqual(['box'])
    expect(list('/', 'box')?.entries.map(({ name }) => name)).toContain('in')
    expect(read('/in', 'box')).toEqual({ shown: 'text', text: 'in\n', writable: true })
    expect(read('/link', 'box')).toEqual({ shown: 'text', text: 'in\n', writable: false })
    expect(list('/', 'gone')).toBeUndefined()
  })

  it('are saved where it runs, and nowhere else', async () => {
    expect(save('/in', 'out\n', 'box')).toEqual({ type: 'saved', id: 1 })
    expect(await host.ok('docker exec box cat /in')).toBe('out\n')
    expect(save('/link', 'x', 'box')).toMatchObject({ type: 'refused' })
    await host.ok('docker stop -t 0 box')
    expect(read('/in', 'box')).toEqual({ shown: 'text', text: 'out\n', writable: false })
    expect(save('/in', 'x', 'box')).toMatchObject({
      type: 'refused',
      reason: { kind: 'failed', message: 'Read-only file system' },
    })
  })
})

it('a file that could not be put does not spoil the session', async () => {
  const driver = await Driver.open()
  await driver.run('mkdir d')
  const reply = browse(
    driver.session.world,
    { type: 'save-file', id: 1, place: '', path: '/root/d', blob: textBlob('x') },
    (path, blob) => driver.session.take({ kind: 'put', path, blob }),
  )
  expect(reply).toMatchObject({ type: 'refused' })
  await driver.run('echo 1 > a')
  const { hash } = driver
  await driver.session.goTo(1)
  await driver.session.goTo(0)
  await driver.session.goTo(2)
  expect(driver.hash).toBe(hash)
})
