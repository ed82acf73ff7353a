import type { PageAnswer, PowerPress } from '../../engine/world.ts'
import type { Entry, OutsideEvent } from './entry.ts'

/** A session as it is handed on: the lesson, and what came from outside. */
export interface SharedSession {
  readonly lesson: string
  readonly entries: readonly Entry[]
  /** Challenges that its maker has solved: `layers/two-tags`. */
  readonly solved?: readonly string[]
}

/** A shared session that is none; nothing of it is used. */
export class BadShare extends Error {}

/** Format of the bytes below. */
const FORMAT = 1
const LESSON = /^[a-z0-9-]{1,64}(\/[a-z0-9-]{1,64})?$/
const MOST_TERMINALS = 32
const MOST_SOLVED = 10_000
const MOST_CELLS = 1000

const KEYS = 0
const BYTES = 1
const OPEN = 2
const CLOSE = 3
const RESIZE = 4
const ANSWER = 5
const PUT = 6
const POWER = 7
/** The event comes at a step of its own, not when the world rests. */
const TIMED = 8

const PRESSES: readonly PowerPress[] = ['on', 'off', 'reset', 'rescue', 'secure-boot']

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * One event after the other: kind, terminal, what belongs to it. The bytes of files are not in it, only their sizes. Keys that were typed one by one, each after the world had come to rest, are one
 * run of them.
 */
export function encodeSession({ lesson, entries, solved = [] }: SharedSession): Uint8Array {
  const out = new Output()
  out.number(FORMAT)
  out.text(lesson)
  out.number(solved.length)
  for (const place of solved) out.text(place)
  let step = 0
  for (let i = 0; i < entries.length; ) {
    const { at, event } = entries[i]!
    const keys = keysFrom(entries, i)
    if (keys > 1) {
      const run = entries.slice(i, i + keys).map(({ event }) => (event as InputEvent).bytes[0]!)
      out.number(KEYS)
      out.number((event as InputEvent).terminal)
      out.bytes(Uint8Array.from(run))
      i += keys
      continue
    }
    encodeEvent(out, event, at === undefined ? undefined : at - step)
    if (at !== undefined) step = at
    i += 1
  }
  return out.all()
}

type InputEvent = Extract<OutsideEvent, { kind: 'input' }>

/** How many entries from here on are single bytes typed at rest on one terminal. */
function keysFrom(entries: readonly Entry[], from: number): number {
  const first = entries[from]!.event
  if (first.kind !== 'input') return 0
  let count = 0
  for (const { at, event } of entries.slice(from)) {
    if (at !== undefined || event.kind !== 'input') break
    if (event.terminal !== first.terminal || event.bytes.length !== 1) break
    count += 1
  }
  return count
}

function encodeEvent(out: Output, event: OutsideEvent, after: number | undefined): void {
  const head = (kind: number): void => {
    out.number(kind | (after === undefined ? 0 : TIMED))
    if (after !== undefined) out.number(after)
  }
  switch (event.kind) {
    case 'input':
      head(BYTES)
      out.number(event.terminal)
      out.bytes(event.bytes)
      break
    case 'open':
    case 'resize':
      head(event.kind === 'open' ? OPEN : RESIZE)
      out.number(event.terminal)
      out.number(event.size.columns)
      out.number(event.size.rows)
      break
    case 'close':
      head(CLOSE)
      out.number(event.terminal)
      break
    case 'power':
      head(POWER)
      out.number(PRESSES.indexOf(event.press))
      break
    case 'answer':
      head(ANSWER)
      out.text(event.answer.out ?? '')
      out.text(event.answer.error ?? '')
      out.number(event.answer.code)
      break
    case 'put':
      head(PUT)
      out.text(event.path)
      out.number(event.blob.size)
      break
  }
}

/**
 * Reads what `encodeSession` wrote; `file` gives the bytes of the files, which come in order. Throws `BadShare` for anything else. Runs
 * nothing.
 */
export function decodeSession(bytes: Uint8Array, file: (size: number) => Blob = noFile): SharedSession {
  const input = new Input(bytes)
  if (input.number(FORMAT) !== FORMAT) throw new BadShare('another format')
  const lesson = input.text()
  if (!LESSON.test(lesson)) throw new BadShare('no lesson')
  const solved = Array.from({ length: input.number(MOST_SOLVED) }, () => input.text())
  if (!solved.every((place) => LESSON.test(place))) throw new BadShare('no challenge')
  const entries: Entry[] = []
  let step = 0
  while (!input.ended) {
    const kind = input.number(15)
    if (kind === KEYS) {
      const terminal = input.number(MOST_TERMINALS)
      for (const key of input.bytes())
        entries.push({ at: undefined, event: { kind: 'input', terminal, bytes: Uint8Array.of(key) } })
      continue
    }
    if ((kind & TIMED) !== 0) step += input.number(Number.MAX_SAFE_INTEGER)
    const at = (kind & TIMED) === 0 ? undefined : step
    if (!Number.isSafeInteger(step)) throw new BadShare('no step')
    entries.push({ at, event: decodeEvent(input, kind & ~TIMED, file) })
  }
  if (entries[0]?.event.kind !== 'open') throw new BadShare('no terminal')
  return { lesson, entries, ...(solved.length > 0 && { solved }) }
}

const noFile = (): Blob => {
  throw new BadShare('a file')
}

function decodeEvent(input: Input, kind: number, file: (size: number) => Blob): OutsideEvent {
  const terminal = (): number => input.number(MOST_TERMINALS)
  const cells = (): number => Math.max(1, input.number(MOST_CELLS))
  switch (kind) {
    case BYTES:
      return { kind: 'input', terminal: terminal(), bytes: input.bytes().slice() }
    case OPEN:
      return { kind: 'open', terminal: terminal(), size: { columns: cells(), rows: cells() } }
    case RESIZE:
      return { kind: 'resize', terminal: terminal(), size: { columns: cells(), rows: cells() } }
    case CLOSE:
      return { kind: 'close', terminal: terminal() }
    case POWER:
      return { kind: 'power', press: PRESSES[input.number(PRESSES.length - 1)]! }
    case ANSWER: {
      const [out, error, code] = [input.text(), input.text(), input.number(255)]
      const answer: PageAnswer = { code, ...(out && { out }), ...(error && { error }) }
      return { kind: 'answer', answer }
    }
    case PUT: {
      const path = input.text()
      if (!/^\/[^\0]{1,4095}$/.test(path)) throw new BadShare('no path')
      return { kind: 'put', path, blob: file(input.number(Number.MAX_SAFE_INTEGER)) }
    }
    default:
      throw new BadShare(`no event ${kind}`)
  }
}

/** Numbers as LEB128, texts and bytes behind their length. */
class Output {
  readonly #bytes: number[] = []

  number(value: number): void {
    let rest = value
    while (rest > 127) {
      this.#bytes.push((rest % 128) | 128)
      rest = Math.floor(rest / 128)
    }
    this.#bytes.push(rest)
  }
  bytes(value: Uint8Array): void {
    this.number(value.length)
    for (const byte of value) this.#bytes.push(byte)
  }
  text(value: string): void {
    this.bytes(encoder.encode(value))
  }
  all(): Uint8Array {
    return Uint8Array.from(this.#bytes)
  }
}

class Input {
  readonly #bytes: Uint8Array
  #at = 0
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length
  }
  number(most: number): number {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new BadShare('cut off')
      value += (byte & 127) * factor
      if (value > most) throw new BadShare(`a number above ${most}`)
      if (byte < 128) return value
    }
  }
  bytes(): Uint8Array {
    const length = this.number(this.#bytes.length)
    if (length > this.#bytes.length - this.#at) throw new BadShare('cut off')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }
  text(): string {
    try {
      return decoder.decode(this.bytes())
    } catch (error) {
      if (error instanceof TypeError) throw new BadShare('no text')
      throw error
    }
  }
}
