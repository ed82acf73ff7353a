import fc from 'fast-check'
import { deflateSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { BadShare, decodeSession, encodeSession } from '../../../src/sandbox/session/encoding.ts'
import type { Entry } from '../../../src/sandbox/session/entry.ts'
import { readSessionFile, sessionFile } from '../../../src/sandbox/session/file.ts'
import { linkPart, readLinkPart } from '../../../src/sandbox/session/link.ts'
import { preview } from '../../../src/sandbox/session/preview.ts'
import { Driver, MemoryStore } from './driver.ts'

const SIZE = { columns: 80, rows: 24 }
const open: Entry = { at: undefined, event: { kind: 'open', terminal: 0, size: SIZE } }
const keys = (text: string, terminal = 0): Entry[] =>
  [...new TextEncoder().encode(text)].map((key) => ({
    at: undefined,
    event: { kind: 'input', terminal, bytes: Uint8Array.of(key) },
  }))

describe('a shared session', () => {
  it('is short, and opens to the same state', async () => {
    const lines: string[] = []
    for (let i = 0; i < 15; i++)
      lines.push(
        `docker run --name web-${i} -d nginx`,
        `docker exec web-${i} sh -c 'echo page ${i} > /usr/share/nginx/html/index.html'`,
        `docker diff web-${i}`,
        i % 2 === 0 ? `docker rm -f web-${i}` : `docker commit web-${i} shop:${i}`,
      )
    const driver = await Driver.open()
    await driver.run(...lines)
    const part = linkPart({ lesson: 'layers', entries: driver.session.journal.entries })!
    expect(driver.session.journal.commands).toHaveLength(60)
    expect(part.length).toBeLessThan(2048 - 60)
    const { entries } = readLinkPart(part)
    expect(preview(entries)).toEqual(lines)
    const other = await Driver.open(new MemoryStore(), SIZE, entries)
    expect(other.hash).toBe(driver.hash)
    expect(other.session.journal.commands).toEqual(driver.session.journal.commands)
    await other.run('strata undo')
    await driver.run('strata undo')
    expect(other.hash).toBe(driver.hash)
    const again = await Driver.open(other.store)
    expect(again.hash).toBe(driver.hash)
  }, 30_000)

  it('is what it was, whatever it holds', () => {
    const size = fc.record({
      columns: fc.integer({ min: 1, max: 500 }),
      rows: fc.integer({ min: 1, max: 200 }),
    })
    const terminal = fc.nat(5)
    const event = fc.oneof(
      fc.record({ kind: fc.constant('input' as const), terminal, bytes: fc.uint8Array({ maxLength: 5 }) }),
      fc.record({
        kind: fc.constant('input' as const),
        terminal,
        bytes: fc.uint8Array({ minLength: 1, maxLength: 1 }),
      }),
      fc.record({ kind: fc.constantFrom('open' as const, 'resize' as const), terminal, size }),
      fc.record({ kind: fc.constant('close' as const), terminal }),
      fc.record({
        kind: fc.constant('answer' as const),
        answer: fc.record({ code: fc.nat(2), out: fc.string({ minLength: 1, unit: 'grapheme' }) }),
      }),
    )
    const moment = fc.option(fc.nat(10_000), { nil: undefined })
    const entries = fc.array(fc.tuple(moment, event)).map((all): Entry[] => {
      let step = 0
      const moved = (after: number | undefined): number | undefined => {
        if (after !== undefined) step += after
        return after === undefined ? undefined : step
      }
      return all.map(([after, each]) => ({
        at: moved(after),
        event: each,
      }))
    })
    fc.assert(
      fc.property(entries, (rest) => {
        const session = { lesson: 'layers/two', entries: [open, ...rest], solved: ['a/b', 'layers'] }
        expect(decodeSession(encodeSession(session))).toEqual(session)
      }),
    )
  })

  it('that is broken is refused, and never more than that', () => {
    const good = linkPart({ lesson: 'layers', entries: [open, ...keys('docker ps -a\r'.repeat(10))] })!
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.constantFrom(...'Aa0_-Zz'), (at, letter) => {
        try {
          readLinkPart(good.slice(0, at) + letter + good.slice(at + 1))
        } catch (error) {
          expect(error).toBeInstanceOf(BadShare)
        }
      }),
      { numRuns: 300 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeSession(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(BadShare)
        }
      }),
      { numRuns: 2000 },
    )
    for (const part of ['', '!', '%00', 'A'.repeat(9000), '<img src=x>', 'YWJj'])
      expect(() => readLinkPart(part)).toThrow(BadShare)
  })

  it('that unpacks to far more than it is, is refused', () => {
    const bomb = deflateSync(new Uint8Array(50_000_000), { level: 9 })
    const part = Buffer.from(bomb.subarray(0, 5900)).toString('base64url')
    expect(() => readLinkPart(part)).toThrow(BadShare)
  })

  it('with a file or too much in it is no link', () => {
    expect(
      linkPart({
        lesson: 'layers',
        entries: [open, { at: undefined, event: { kind: 'put', path: '/x', blob: new Blob() } }],
      }),
    ).toBeUndefined()
    const noise = Array.from({ length: 4000 }, (_, i) => ((i * 7919) % 94) + 33)
    const text = noise.map((code, i) => String.fromCharCode(((code * (i + 3)) % 94) + 33)).join('')
    const entries = [open, ...keys(text.repeat(5))]
    expect(linkPart({ lesson: 'layers', entries })?.length ?? 0).toBeLessThanOrEqual(8000)
  })
})

describe('the file of a session', () => {
  it('has the files that were put into it', async () => {
    const [one, two] = [new Blob(['one']), new Blob(['zwei'])]
    const put = (path: string, blob: Blob): Entry => ({ at: undefined, event: { kind: 'put', path, blob } })
    const file = sessionFile({
      lesson: 'layers',
      entries: [open, put('/root/1', one), ...keys('ls\r'), put('/root/2', two)],
    })
    const { lesson, entries } = await readSessionFile(file)
    expect(lesson).toBe('layers')
    const files = entries.flatMap(({ event }) => (event.kind === 'put' ? [event] : []))
    expect(await Promise.all(files.map(async ({ path, blob }) => [path, await blob.text()]))).toEqual([
      ['/root/1', 'one'],
      ['/root/2', 'zwei'],
    ])
    expect(preview(entries)).toEqual(['→ /root/1', 'ls', '→ /root/2'])
    for (const end of [0, 5, 20, file.size - 1])
      await expect(readSessionFile(file.slice(0, end))).rejects.toThrow(BadShare)
    await expect(readSessionFile(new Blob(['x'.repeat(100)]))).rejects.toThrow(BadShare)
  })
})

describe('the preview of a session', () => {
  it('shows what is typed, as it comes', () => {
    const entries = [
      open,
      ...keys('lss\x7f -l\r'),
      ...keys('echo 好x\x7f\r', 1),
      ...keys('\x1b[200~a\nb\x1b[201~\r'),
      ...keys('sleep 5\r\x03'),
      ...keys('echo \u202Etxt\u200B\r', 1),
    ]
    expect(preview(entries)).toEqual(['ls -l', 'echo 好', 'a', 'b', 'sleep 5', 'echo �txt�', '^C'])
  })
})
