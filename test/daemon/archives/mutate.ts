import { gzipSync } from 'node:zlib'
import { sha256Hex } from '../../../src/engine/base/digest.ts'
import { concatBytes, decode, encode } from '../../../src/engine/base/text.ts'
import { configOf, imageMembers, layer, plainLayer } from './images.ts'
import { type Member, member, tar } from './raw-tar.ts'

/** Numbers from a seed: the same ones every time (mulberry32). */
export class Dice {
  private state: number
  constructor(seed: number) {
    this.state = seed >>> 0
  }
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }
  pick<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!
  }
}

const rich = (): Uint8Array =>
  layer(
    { name: 'bin/', type: '5' },
    {
      name: 'bin/tool',
      data: 'tool'.repeat(300),
      mode: 0o755,
      pax: { mtime: '1700000000.5', 'SCHILY.xattr.user.a': 'b' },
    },
    { name: 'bin/hard', type: '1', link: 'bin/tool' },
    { name: 'bin/soft', type: '2', link: '../bin/tool' },
    { name: 'dev/null', type: '3', major: 1, minor: 3 },
    { name: 'etc/.wh.motd', data: '' },
    { name: 'var/.wh..wh..opq', data: '' },
    { name: 'var/log/x', data: 'x' },
  )

/** The members of good archives of every layout. */
const seeds: readonly (() => Member[])[] = [
  () => {
    const { members, manifest } = imageMembers([plainLayer(), rich()], {
      tags: ['one:1', 'reg.io:5000/a/b:2'],
    })
    return [...members, { name: 'manifest.json', data: JSON.stringify([manifest]) }]
  },
  () => {
    const a = imageMembers([plainLayer()], { tags: ['a:1'] })
    const b = imageMembers([plainLayer(), rich()], { tags: null })
    return [
      ...a.members,
      ...b.members,
      { name: 'manifest.json', data: JSON.stringify([a.manifest, b.manifest]) },
    ]
  },
  () => [
    { name: 'c.json', data: JSON.stringify(configOf([rich()])) },
    { name: 'l/layer.tar', data: gzipSync(rich(), { level: 1 }) },
    { name: 'm/layer.tar', type: '2', link: '../l/layer.tar' },
    {
      name: 'manifest.json',
      data: JSON.stringify([{ Config: 'c.json', RepoTags: ['z:1'], Layers: ['m/layer.tar'] }]),
    },
  ],
  () => [
    { name: 'aa/json', data: JSON.stringify({ id: 'aa', parent: 'bb', created: '2013-01-02T03:04:05Z' }) },
    { name: 'aa/layer.tar', data: rich() },
    { name: 'bb/json', data: JSON.stringify({ id: 'bb', created: '2013-01-02T03:04:05Z', os: 'linux' }) },
    { name: 'bb/layer.tar', data: plainLayer() },
    { name: 'repositories', data: JSON.stringify({ old: { '1': 'aa', '2': 'bb' } }) },
  ],
]

const bytesOf = (data: Member['data']): Uint8Array =>
  typeof data === 'string' ? encode(data) : (data ?? new Uint8Array(0))
const NAMES = [
  '../x',
  '/etc/x',
  'a/../../b',
  '.',
  '',
  'manifest.json',
  'manifest.json/',
  '.wh.x',
  '.wh..wh..opq',
  'n'.repeat(300),
  'blobs',
  'ü',
  '\u0000x',
  'a/b/c/d/e/f',
  'repositories',
  '.wh.',
  '.wh..',
]
const TYPES = '01234567xgLKSVDZ\0'
const JSON_VALUES = [
  null,
  0,
  -1,
  1e30,
  '',
  'x',
  [],
  {},
  [[]],
  true,
  'sha256:',
  ['a', 'a'],
  { a: { a: 1 } },
  '../../etc/passwd',
  '\u0000',
  'linux',
  'windows',
  '2024-13-01T00:00:00Z',
  Number.MAX_SAFE_INTEGER,
]

/** Bytes changed here and there, cut, doubled or moved. */
function scramble(bytes: Uint8Array, dice: Dice): Uint8Array {
  if (bytes.length === 0) return encode('x')
  const copy = bytes.slice()
  switch (dice.below(6)) {
    case 0:
      for (let i = dice.below(4); i >= 0; i--) copy[dice.below(copy.length)] = dice.below(256)
      return copy
    case 1:
      return copy.slice(0, dice.below(copy.length))
    case 2: {
      const at = dice.below(copy.length)
      return concatBytes([copy.slice(0, at), copy.slice(at + dice.below(1024))])
    }
    case 3: {
      const [from, at] = [dice.below(copy.length), dice.below(copy.length)]
      return concatBytes([copy.slice(0, at), copy.slice(from, from + dice.below(2048)), copy.slice(at)])
    }
    case 4:
      copy[dice.below(copy.length)]! ^= 1 << dice.below(8)
      return copy
    default: {
      const block = dice.below(Math.ceil(copy.length / 512)) * 512
      return concatBytes([copy.slice(0, block), new Uint8Array(512 * (1 + dice.below(2))), copy.slice(block)])
    }
  }
}

/** A JSON value with one part of it changed, taken away, added or put in the place of another. */
function editJson(value: unknown, dice: Dice): unknown {
  if (typeof value === 'object' && value !== null && dice.below(4) > 0) {
    if (Array.isArray(value)) {
      if (value.length === 0) return [dice.pick(JSON_VALUES)]
      const at = dice.below(value.length)
      const edited = [...(value as unknown[])]
      if (dice.below(3) === 0) edited.splice(at, dice.below(2), edited[dice.below(edited.length)])
      else edited[at] = editJson(edited[at], dice)
      return edited
    }
    const entries = Object.entries(value)
    if (entries.length === 0) return { x: dice.pick(JSON_VALUES) }
    const at = dice.below(entries.length)
    const [key, one] = entries[at]!
    if (dice.below(5) === 0) entries.splice(at, 1)
    else entries[at] = dice.below(8) === 0 ? [key.toUpperCase(), one] : [key, editJson(one, dice)]
    return Object.fromEntries(entries)
  }
  return dice.pick(JSON_VALUES)
}

/** A header with a field changed and its checksum made right again. */
function editMember(one: Member, dice: Dice): Member {
  switch (dice.below(9)) {
    case 0:
      return { ...one, name: dice.pick(NAMES) }
    case 1:
      return { ...one, type: TYPES[dice.below(TYPES.length)]! }
    case 2:
      return { ...one, link: dice.pick(NAMES) }
    case 3:
      return {
        ...one,
        size: dice.pick(['77777777777', '-1', '', 'zz', '\xff'.repeat(12), 0, 1, 511, 513, 1e9]),
      }
    case 4:
      return {
        ...one,
        pax: dice.pick<NonNullable<Member['pax']>>([
          { path: dice.pick(NAMES) },
          { linkpath: dice.pick(NAMES) },
          { size: dice.pick(['-1', '5', '99999999999', 'x']) },
          { mtime: '1e5' },
          { 'SCHILY.xattr.user.x': 'y' },
          { 'SCHILY.xattr.bad': '' },
          { uid: '99999999999' },
          { 'GNU.sparse.major': '1' },
          '5 x=\n',
          'junk',
        ]),
      }
    case 5:
      return { ...one, magic: dice.pick(['ustar  \0', '\0\0\0\0\0\0\0\0', 'ustar\x0000', 'junkjunk']) }
    case 6:
      return { ...one, mode: dice.below(0o7777777), uid: dice.below(0o7777777), gid: dice.below(0o7777777) }
    case 7:
      return { ...one, checksum: '0000000\0' }
    default:
      return {
        ...one,
        major: dice.below(0o7777777),
        minor: dice.below(0o7777777),
        mtime: dice.below(2 ** 33),
      }
  }
}

/** The members of a tar with a change in one of them: what a layer goes through before it is named anew. */
function changeLayer(bytes: Uint8Array, dice: Dice): Uint8Array {
  if (dice.below(2) === 0) return scramble(bytes, dice)
  const extra = editMember(
    { name: dice.pick(['bin/new', 'a', 'etc/x/y', 'bin/tool/x', ...NAMES]), data: 'new' },
    dice,
  )
  return concatBytes([member(extra), bytes])
}

/** A JSON document with a change in it; undefined for what is none, or none any more. */
function editedDocument(text: string, dice: Dice): string | undefined {
  try {
    return JSON.stringify(editJson(JSON.parse(text), dice))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function changeMembers(members: readonly Member[], dice: Dice): Member[] {
  const changed = [...members]
  const at = dice.below(changed.length)
  const one = changed[at]!
  const other = dice.below(changed.length)
  switch (dice.below(7)) {
    case 0:
      changed.splice(at, 1)
      break
    case 1:
      changed.splice(other, 0, one)
      break
    case 2:
      changed[at] = changed[other]!
      changed[other] = one
      break
    case 3:
      changed[at] = { ...one, data: scramble(bytesOf(one.data), dice) }
      break
    case 4: {
      const edited = editedDocument(decode(bytesOf(one.data)), dice)
      changed[at] = { ...one, data: edited ?? changed[other]!.data ?? '' }
      break
    }
    default:
      changed[at] = editMember(one, dice)
  }
  return changed
}

/** A layer changed, and config and manifest that name it rightly: what is wrong with it is found only inside. */
function renamedLayer(dice: Dice): Uint8Array {
  const changed = changeLayer(dice.pick([plainLayer, rich])(), dice)
  const { members, manifest } = imageMembers([plainLayer(), changed], { tags: ['deep:1'] })
  const config = `blobs/sha256/${sha256Hex(JSON.stringify(configOf([plainLayer(), changed])))}`
  return tar(...members, { name: 'manifest.json', data: JSON.stringify([{ ...manifest, Config: config }]) })
}

/** One archive for one number. */
export function mutated(seed: number): Uint8Array {
  const dice = new Dice(seed)
  if (dice.below(3) === 0) return renamedLayer(dice)
  let members = dice.pick(seeds)()
  for (let i = dice.below(3); i >= 0; i--) members = changeMembers(members, dice)
  let bytes = tar(...members)
  if (dice.below(4) === 0) bytes = scramble(bytes, dice)
  if (dice.below(8) === 0) {
    bytes = new Uint8Array(gzipSync(bytes, { level: 1 }))
    if (dice.below(2) === 0) bytes = scramble(bytes, dice)
  }
  return bytes
}
