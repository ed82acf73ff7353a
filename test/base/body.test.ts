import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type Body,
  bytesBody,
  bytesOf,
  chunksOf,
  concatBody,
  EMPTY,
  fingerprint,
  lazyBody,
  resizeBody,
  sliceBody,
  textBody,
  writeBody,
  zeroBody,
} from '../../src/engine/base/body.ts'

/** What a file holds after a change, on a plain array. */
function written(model: Uint8Array, offset: number, bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return model
  const out = new Uint8Array(Math.max(model.length, offset + bytes.length))
  out.set(model)
  out.set(bytes, offset)
  return out
}
function resized(model: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size)
  out.set(model.subarray(0, size))
  return out
}

/** Sizes around the limits at which a body changes its form. */
const SIZE = fc.oneof(fc.nat(40), fc.constantFrom(65_535, 65_536, 65_537, 131_072))
const BYTES = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.tuple(fc.nat(255), SIZE).map(([value, size]) => new Uint8Array(size).fill(value)),
)
const CHANGE = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), offset: SIZE, bytes: BYTES }),
  fc.record({ kind: fc.constant('append' as const), bytes: BYTES }),
  fc.record({ kind: fc.constant('resize' as const), size: SIZE }),
  fc.record({ kind: fc.constant('concat' as const), bytes: BYTES }),
  fc.record({ kind: fc.constant('slice' as const), start: SIZE, end: SIZE }),
)
type Change = typeof CHANGE extends fc.Arbitrary<infer T> ? T : never

function apply(body: Body, change: Change): Body {
  switch (change.kind) {
    case 'write':
      return writeBody(body, change.offset, change.bytes.slice())
    case 'append':
      return writeBody(body, body.size, change.bytes.slice())
    case 'resize':
      return resizeBody(body, change.size)
    case 'concat':
      return concatBody([body, bytesBody(change.bytes.slice())])
    case 'slice':
      return sliceBody(body, change.start, Math.max(change.start, change.end))
  }
}
function applyModel(model: Uint8Array, change: Change): Uint8Array {
  switch (change.kind) {
    case 'write':
      return written(model, change.offset, change.bytes)
    case 'append':
      return written(model, model.length, change.bytes)
    case 'resize':
      return resized(model, change.size)
    case 'concat':
      return Uint8Array.from([...model, ...change.bytes])
    case 'slice':
      return model.slice(change.start, Math.max(change.start, change.end))
  }
}
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

it('is what a plain array is, and never changes', () => {
  fc.assert(
    fc.property(
      fc.array(CHANGE, { maxLength: 12 }),
      fc.nat(200_000),
      fc.nat(200_000),
      (changes, at, length) => {
        const history: [Body, Uint8Array][] = [[EMPTY, new Uint8Array(0)]]
        for (const change of changes) {
          const [body, model] = history.at(-1)!
          history.push([apply(body, change), applyModel(model, change)])
        }
        for (const [body, model] of history) {
          expect(body.size).toBe(model.length)
          expect(same(bytesOf(body), model)).toBe(true)
          expect(same(body.read(at, length), model.slice(at, at + length))).toBe(true)
        }
      },
    ),
    { numRuns: 150 },
  )
})

it('lets two files grow out of one', () => {
  const base = writeBody(EMPTY, 0, new Uint8Array([1, 2]))
  const one = writeBody(base, 2, new Uint8Array([3]))
  const other = writeBody(base, 2, new Uint8Array([4, 5]))
  expect([...bytesOf(base)]).toEqual([1, 2])
  expect([...bytesOf(one)]).toEqual([1, 2, 3])
  expect([...bytesOf(other)]).toEqual([1, 2, 4, 5])
})

it('comes in pieces', () => {
  const pieces = [...chunksOf(zeroBody(150_000))].map((piece) => piece.length)
  expect(pieces).toEqual([65_536, 65_536, 18_928])
  expect([...chunksOf(EMPTY)]).toEqual([])
})

it('says by a short text what bytes it has', () => {
  expect(fingerprint(zeroBody(1e12))).toBe(fingerprint(zeroBody(1e12)))
  expect(fingerprint(sliceBody(zeroBody(1e12), 5, 10))).not.toBe(fingerprint(zeroBody(5)))
  expect(fingerprint(textBody('a'))).toBe(fingerprint(writeBody(EMPTY, 0, new Uint8Array([97]))))
  expect(fingerprint(textBody('a'))).not.toBe(fingerprint(textBody('b')))
})

it('holds very many bodies one after another', () => {
  const letter = textBody('x')
  const parts = Array.from({ length: 150_000 }, () => letter)
  expect(concatBody([concatBody(parts), letter]).size).toBe(150_001)
})

it('is made when it is first looked at, once', () => {
  let made = 0
  const lazy = lazyBody(3, () => {
    made += 1
    return concatBody([textBody('ab'), textBody('c')])
  })
  expect([lazy.size, made]).toEqual([3, 0])
  expect([...lazy.read(1, 5)]).toEqual([98, 99])
  expect(fingerprint(lazy)).toBe(fingerprint(concatBody([textBody('ab'), textBody('c')])))
  expect(fingerprint(lazyBody(1e12, () => zeroBody(1e12)))).toBe(fingerprint(zeroBody(1e12)))
  expect(made).toBe(1)
})
