import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import {
  bytesBody,
  bytesOf,
  concatBody,
  EMPTY,
  sliceBody,
  textBody,
  writeBody,
} from '../../../src/engine/base/body.ts'
import { decode } from '../../../src/engine/base/text.ts'
import { readCpio } from '../../../src/engine/vfs/cpio/read.ts'
import { type CpioEntry, writeCpio } from '../../../src/engine/vfs/cpio/write.ts'
import { xxh64Low } from '../../../src/engine/vfs/cpio/xxh64.ts'
import { isZstd, readZstd, writeZstd } from '../../../src/engine/vfs/cpio/zstd.ts'

const entry = (name: string, mode: number, body = EMPTY, inode = 0): CpioEntry => ({
  name,
  mode,
  body,
  inode,
  uid: 0,
  gid: 0,
  mtime: 1_700_000_000,
  rdev: { major: 0, minor: 0 },
})
const ENTRIES = [
  entry('.', 0o040755),
  entry('a', 0o100755, textBody('one\n'), 7),
  entry('dir', 0o040700),
  entry('dir/b', 0o100644, textBody('two')),
  entry('link', 0o120777, textBody('dir/b')),
  entry('z', 0o100755, textBody('one\n'), 7),
]
const archive = writeCpio(ENTRIES)
const has = (tool: string): boolean => spawnSync(tool, ['--version']).error === undefined

describe('cpio', () => {
  it('gives back what was put in; the last name of a file carries its content', () => {
    const found = [...readCpio(archive)].map(({ name, body, links }) => [name, decode(bytesOf(body)), links])
    expect(found).toEqual([
      ['.', '', 1],
      ['dir', '', 1],
      ['dir/b', 'two', 1],
      ['link', 'dir/b', 1],
      ['a', '', 2],
      ['z', 'one\n', 2],
    ])
  })
  it('tells of an end, of junk and of what is cut off', () => {
    const stopOf = (body: typeof archive) => {
      const reader = readCpio(body)
      for (let next = reader.next(); ; next = reader.next()) if (next.done) return next.value.kind
    }
    expect(stopOf(archive)).toBe('end')
    expect(stopOf(sliceBody(archive, 0, 300))).toBe('short')
    expect(stopOf(textBody('not an archive'))).toBe('junk')
  })
  it('comes out of a frame of zstd as it went in, or as far as the frame goes', () => {
    const frame = writeZstd(archive)
    expect(isZstd(frame)).toBe(true)
    const { content, problem, end } = readZstd(frame)
    expect([problem, end]).toEqual([undefined, frame.size])
    expect(bytesOf(content)).toEqual(bytesOf(archive))
    expect(readZstd(sliceBody(frame, 0, 200))).toMatchObject({ problem: 'truncated' })
  })
  it.runIf(has('cpio'))('lists with the real cpio', () => {
    const { stdout } = spawnSync('cpio', ['-it', '--quiet'], { input: bytesOf(archive) })
    expect(stdout.toString().split('\n')).toEqual(['.', 'dir', 'dir/b', 'link', 'a', 'z', ''])
  })
  it('knows a damaged frame by its checksum, and keeps what came before it', () => {
    const content = bytesBody(Uint8Array.from({ length: (2 << 20) + 77 }, (_, i) => i * 7))
    const frames = writeZstd(content)
    expect(readZstd(frames)).toMatchObject({ problem: undefined, end: frames.size })
    const damaged = readZstd(writeBody(frames, (1 << 20) + 5000, Uint8Array.of(1, 2, 3, 4)))
    expect(damaged).toMatchObject({ problem: 'corrupt', content: { size: 1 << 20 } })
    const copied = readZstd(bytesBody(new Uint8Array(bytesOf(frames))))
    expect(copied).toMatchObject({ problem: undefined, content: { size: content.size } })
  })

  it('reads nothing of what it made itself, also where that is the only part of a body', () => {
    let read = 0
    const content = {
      size: 3 << 20,
      read: (_: number, length: number) => {
        read += length
        return new Uint8Array(length)
      },
    }
    const frames = concatBody([EMPTY, writeZstd(content)])
    expect(readZstd(frames)).toMatchObject({
      problem: undefined,
      end: frames.size,
      content: { size: 3 << 20 },
    })
    expect(read).toBe(0)
  })

  it('computes XXH64 as its specification has it', () => {
    const low = (text: string): string => xxh64Low(textBody(text)).toString(16)
    expect([low(''), low('a'), low('abc'), low('Nobody inspects the spammish repetition')]).toEqual([
      '51d8e999',
      'a98c6e5b',
      'ad770999',
      '8a378bf1',
    ])
  })

  it.runIf(has('zstd'))('unpacks with the real zstd', () => {
    const { stdout } = spawnSync('zstd', ['-dc'], { input: bytesOf(writeZstd(archive)) })
    expect(new Uint8Array(stdout)).toEqual(bytesOf(archive))
  })
})
