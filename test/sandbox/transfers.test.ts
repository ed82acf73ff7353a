import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { bytesOf, zeroBody } from '../../src/engine/base/body.ts'
import { blobBody } from '../../src/sandbox/blob-body.ts'
import type { Reply } from '../../src/sandbox/protocol.ts'
import { Transfers } from '../../src/sandbox/transfers.ts'
import { type Host, openSmallHost } from '../daemon/support/host.ts'
import { PlainBlob, textBlob } from './plain-blob.ts'

let host: Host
let replies: Reply[]
let transfers: Transfers
/** Called with each reply: a test's chance to do something in the middle. */
let onReply: (reply: Reply) => void
beforeEach(() => {
  host = openSmallHost()
  replies = []
  onReply = () => {}
  transfers = new Transfers({
    readNow: PlainBlob.readNow,
    now: () => performance.now(),
    macrotask: () => new Promise((resolve) => setImmediate(resolve)),
    atRest: async (action) => action(host.world),
    put: (path, blob) => host.world.admin.writeFile(path, blobBody(blob, PlainBlob.readNow)),
    post: (reply) => {
      replies.push(reply)
      onReply(reply)
    },
  })
  host.world.onPage((request) => {
    if (request.kind === 'download') transfers.offer(request.file)
    return { code: 0 }
  })
})

const put = (name: string, blob = textBlob('text\n'), id = 1): Promise<void> =>
  transfers.handle({ type: 'put-file', id, name, blob })
const last = (): Reply | undefined => replies.at(-1)

describe('a file that is put in', () => {
  it('is in the home directory, and its digest is told', async () => {
    await put('notes.txt')
    expect(last()).toEqual({
      type: 'put',
      id: 1,
      path: '/root/notes.txt',
      size: 5,
      digest: `sha256:${createHash('sha256').update('text\n').digest('hex')}`,
      content: 'other',
    })
    expect(await host.ok('cat notes.txt; stat -c "%a %U" notes.txt')).toBe('text\n644 root\n')
  })

  it('has the same digest where the browser has no SHA-256 of its own', async () => {
    await put('a', textBlob('text\n'))
    vi.stubGlobal('crypto', {})
    await put('b', textBlob('text\n'), 2)
    vi.unstubAllGlobals()
    const digests = replies.flatMap((reply) => (reply.type === 'put' ? [reply.digest] : []))
    expect(digests[1]).toBe(digests[0])
  })

  it('leaves what is there alone', async () => {
    await host.ok('echo mine > a.tar; mkdir "a (1).tar"; ln -s /nowhere "a (2).tar"')
    await put('a.tar')
    expect(last()).toMatchObject({ path: '/root/a (3).tar' })
    expect(await host.ok('cat a.tar')).toBe('mine\n')
  })

  it('stays in the home directory, whatever it is called', async () => {
    await put('../../etc/passwd')
    await put('.bashrc')
    expect(replies.filter(({ type }) => type === 'put')).toMatchObject([
      { path: '/root/passwd' },
      { path: '/root/_bashrc' },
    ])
  })

  it('is an archive of images, or another one', async () => {
    await host.ok('docker pull -q busybox && docker save -o i.tar busybox && tar -cf a.tar /etc/passwd')
    await host.ok('gzip -k i.tar')
    const blobOf = (path: string): PlainBlob => {
      return new PlainBlob([new Uint8Array(bytesOf(host.world.admin.readFile(path)))])
    }
    for (const name of ['i.tar', 'a.tar', 'i.tar.gz']) await put(name, blobOf(`/root/${name}`))
    const contents = replies.flatMap((reply) => (reply.type === 'put' ? [reply.content] : []))
    expect(contents).toEqual(['images', 'archive', 'compressed'])
    expect(await host.ok('docker rmi -f busybox > /dev/null; docker load -i "i (1).tar"')).toBe(
      'Loaded image: busybox:latest\n',
    )
  })

  it('can be cancelled in the middle, and is not there then', async () => {
    onReply = (reply) => {
      if (reply.type === 'progress') void transfers.handle({ type: 'cancel', id: 1 })
    }
    await put('big', new PlainBlob([new Uint8Array(8 * 1024 * 1024)]))
    expect(last()).toEqual({ type: 'refused', id: 1, reason: { kind: 'cancelled' } })
    expect(host.world.admin.exists('/root/big')).toBe(false)
  })

  it('says what stands in its way', async () => {
    await host.ok('rm -r /root')
    await put('a')
    expect(last()).toMatchObject({ reason: { kind: 'failed', message: 'No such file or directory' } })
  })

  it('fails as a broken disk does when the browser can no longer read it', async () => {
    let gone = false
    const readNow = (blob: Blob): Uint8Array => {
      if (gone) throw new DOMException('changed since', 'NotReadableError')
      return PlainBlob.readNow(blob)
    }
    const other = new Transfers({
      readNow,
      now: () => 0,
      macrotask: async () => {},
      atRest: async (action) => action(host.world),
      put: (path, blob) => host.world.admin.writeFile(path, blobBody(blob, readNow)),
      post: () => {},
    })
    const zeros = new PlainBlob([new Uint8Array(1024 * 1024)])
    await other.handle({ type: 'put-file', id: 1, name: 'a.tar', blob: zeros })
    gone = true
    expect(await host.sh('tail -c 5 a.tar')).toMatchObject({
      stderr: "tail: error reading 'a.tar': Input/output error\n",
      exit: 1,
    })
    expect(await host.sh('docker load -i a.tar')).toMatchObject({ exit: 1 })
  })

  it('tells how far it is', async () => {
    await put('big', new PlainBlob([new Uint8Array(3 * 1024 * 1024 + 1)]))
    const told = replies.flatMap((reply) => (reply.type === 'progress' ? [reply.done / reply.total] : []))
    expect(told.at(-1)).toBe(1)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
  })
})

describe('a file that is taken out', () => {
  const got = async (): Promise<[string, string]> => {
    const reply = last()
    if (reply?.type !== 'got') throw new Error(`got ${JSON.stringify(reply)}`)
    return [reply.name, await reply.blob.text()]
  }

  it('comes by its path, absolute or from the home directory', async () => {
    await host.ok('echo one > a; ln -s a b')
    for (const from of ['/root/a', 'a', 'b']) {
      await transfers.handle({ type: 'get-file', id: 2, from })
      expect(await got()).toEqual(['a', 'one\n'])
    }
  })

  it('is what a program handed out, as it was then', async () => {
    await host.ok('echo one > -a; strata download ./-a; echo two > ./-a')
    expect(last()).toEqual({ type: 'offer', offer: 1, name: '_a' })
    await transfers.handle({ type: 'get-file', id: 3, from: 1 })
    expect(await got()).toEqual(['_a', 'one\n'])
  })

  it('is whole when it is larger than what the browser gets at once', async () => {
    const size = 40 * 1024 * 1024 + 5
    host.world.admin.writeFile('/root/big', zeroBody(size))
    await transfers.handle({ type: 'get-file', id: 4, from: 'big' })
    expect(last()).toMatchObject({ type: 'got', blob: { size } })
  })

  it('can be cancelled', async () => {
    host.world.admin.writeFile('/root/big', zeroBody(64 * 1024 * 1024))
    onReply = (reply) => {
      if (reply.type === 'progress') void transfers.handle({ type: 'cancel', id: 5 })
    }
    await transfers.handle({ type: 'get-file', id: 5, from: 'big' })
    expect(last()).toEqual({ type: 'refused', id: 5, reason: { kind: 'cancelled' } })
  })

  it.each([
    ['/nowhere', 'No such file or directory'],
    ['/etc', 'Is a directory'],
    ['/dev/null', 'Invalid argument'],
  ])('says what is wrong with %s', async (from, message) => {
    await transfers.handle({ type: 'get-file', id: 6, from })
    expect(last()).toEqual({ type: 'refused', id: 6, reason: { kind: 'failed', message } })
  })
})

it('lists the files of the home directory that are seen there', async () => {
  await host.ok('mkdir d; echo > b; echo > a; ln -s a l')
  await transfers.handle({ type: 'list-files', id: 7 })
  expect(last()).toEqual({ type: 'files', id: 7, paths: ['/root/a', '/root/b'] })
})
