import { type Body, bytesBody, concatBody } from '../base/body.ts'
import { decode, encode } from '../base/text.ts'
import { codeSize, MACHINES, type Machine, sayAndExit } from './machine-code.ts'

/** Sizes of the ELF header and of one program header, by the width of the machine's words. */
const LAYOUT = { 32: { header: 52, segment: 32 }, 64: { header: 64, segment: 56 } } as const
const LOAD_ADDRESS = 0x400000
const PT_LOAD = 1
const PT_INTERP = 3
const PT_NOTE = 4
/** Owner of our notes. */
const OWNER = 'Strata'
/** The note's description is the program's name. */
const NOTE_PROGRAM = 1
/** Four 32-bit words: file descriptor, exit code, offset and length of the text the executable writes. */
const NOTE_SAYS = 2
/** What `programOf` reads at most. */
const HEAD = 4096

export interface ElfOptions {
  /** Default `amd64`. */
  readonly machine?: Machine
  /** Bytes that follow the code up to the wanted size of the file: a generator's body, cut to fit. */
  readonly fill?: (size: number) => Body
  /** Size of the whole file in bytes; needs `fill`. */
  readonly size?: number
  /** Path of the loader that the executable asks for, as a dynamically linked one does; without it, it is static. */
  readonly interpreter?: string
  /** Where it lies in memory. A loader lies elsewhere than what it loads. Default 0x400000. */
  readonly address?: number
}

/** What an executable made here does when it runs: write a text, then exit. */
export interface Saying {
  readonly fd: number
  readonly text: string
  readonly exitCode: number
}

function note(type: number, description: Uint8Array, little: boolean): Uint8Array {
  const padded = (description.length + 3) & ~3
  const bytes = new Uint8Array(20 + padded)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, OWNER.length + 1, little)
  view.setUint32(4, description.length, little)
  view.setUint32(8, type, little)
  bytes.set(encode(OWNER), 12)
  bytes.set(description, 20)
  return bytes
}

const words = (little: boolean, ...values: number[]): Uint8Array => {
  const bytes = new Uint8Array(values.length * 4)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => {
    view.setUint32(i * 4, value, little)
  })
  return bytes
}

/** Writes fields one after another; `word` is as wide as the machine's addresses. */
function fieldWriter(view: DataView, at: number, bits: 32 | 64, little: boolean) {
  const writer = {
    u16: (value: number) => {
      view.setUint16(at, value, little)
      at += 2
      return writer
    },
    u32: (value: number) => {
      view.setUint32(at, value, little)
      at += 4
      return writer
    },
    word: (value: number) => {
      if (bits === 32) return writer.u32(value)
      view.setBigUint64(at, BigInt(value), little)
      at += 8
      return writer
    },
  }
  return writer
}

/**
 * An executable for Linux (elf(5)): ELF header, one PT_LOAD over the code, one PT_NOTE that names the program, a
 * PT_INTERP where it asks for a loader. It writes a text to `fd` and exits.
 */
function write(program: string, saying: Saying, options: ElfOptions): Body {
  const machine = options.machine ?? 'amd64'
  const { number, bits, big = false, flags = 0 } = MACHINES[machine]
  const little = !big
  const { header, segment: segmentSize } = LAYOUT[bits]
  const text = encode(saying.text)
  const name = note(NOTE_PROGRAM, encode(program), little)
  const address = options.address ?? LOAD_ADDRESS
  const loader = options.interpreter === undefined ? undefined : encode(`${options.interpreter}\0`)
  const segments = loader ? 3 : 2
  const loaderAt = header + segments * segmentSize
  const notesAt = loaderAt + (((loader?.length ?? 0) + 3) & ~3)
  const notesSize = name.length + note(NOTE_SAYS, words(little, 0, 0, 0, 0), little).length
  const codeAt = notesAt + notesSize
  const textAt = codeAt + codeSize(machine)
  const size = textAt + text.length
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)

  // magic, class, byte order, version 1, System V
  bytes.set([0x7f, 0x45, 0x4c, 0x46, bits / 32, big ? 2 : 1, 1, 0])
  fieldWriter(view, 16, bits, little)
    .u16(2) // ET_EXEC
    .u16(number)
    .u32(1)
    .word(address + codeAt)
    .word(header) // program headers; no sections
    .word(0)
    .u32(flags)
    .u16(header)
    .u16(segmentSize)
    .u16(segments)
  const segment = (
    at: number,
    type: number,
    access: number,
    from: number,
    length: number,
    align: number,
  ): void => {
    const fields = fieldWriter(view, at, bits, little).u32(type)
    if (bits === 64) fields.u32(access)
    fields
      .word(from)
      .word(address + from)
      .word(address + from)
      .word(length)
      .word(length)
    if (bits === 32) fields.u32(access)
    fields.word(align)
  }
  segment(header, PT_LOAD, 5, 0, size, number === MACHINES.amd64.number ? 0x1000 : 0x10000)
  segment(header + segmentSize, PT_NOTE, 4, notesAt, notesSize, 4)
  if (loader) {
    segment(header + 2 * segmentSize, PT_INTERP, 4, loaderAt, loader.length, 1)
    bytes.set(loader, loaderAt)
  }
  bytes.set(name, notesAt)
  bytes.set(
    note(NOTE_SAYS, words(little, saying.fd, saying.exitCode, textAt, text.length), little),
    notesAt + name.length,
  )
  bytes.set(
    sayAndExit(machine, {
      fd: saying.fd,
      text: address + textAt,
      distance: textAt - codeAt,
      length: text.length,
      code: saying.exitCode,
    }),
    codeAt,
  )
  bytes.set(text, textAt)

  const head = bytesBody(bytes)
  if (options.size === undefined) return head
  const room = options.size - size
  if (room < 0 || !options.fill)
    throw new Error(`${program}: ${options.size} bytes do not hold its executable`)
  return concatBody([head, options.fill(room)])
}

/** An executable that writes `greeting` to standard output and exits 0. The note names it `program`. */
export const helloElf = (greeting: string, program = 'hello', options: ElfOptions = {}): Body =>
  write(program, { fd: 1, text: greeting, exitCode: 0 }, options)

/**
 * An executable that stands for a program of the sandbox: there its note says which. On a real Linux it says so on
 * standard error and exits 126.
 */
export const standInElf = (program: string, options: ElfOptions = {}): Body =>
  write(
    program,
    {
      fd: 2,
      text: `${program}: a stand-in from a Strata image; it runs in the Strata sandbox only.\n`,
      exitCode: 126,
    },
    options,
  )

interface Elf {
  readonly machine: number
  readonly little: boolean
  readonly notes: ReadonlyMap<number, Uint8Array>
  /** Path of the loader that it asks for. */
  readonly interpreter: string | undefined
}

/** What was found in bodies: who runs a program asks again. */
const inspected = new WeakMap<Body, { readonly elf: Elf | undefined }>()

/** Our notes of an ELF file; undefined where it is none. Reads of the first 4096 bytes what it needs. */
function inspect(body: Body): Elf | undefined {
  const known = inspected.get(body) ?? { elf: look(body) }
  inspected.set(body, known)
  return known.elf
}

function look(body: Body): Elf | undefined {
  const head = body.read(0, LAYOUT[64].header)
  if (head.length < LAYOUT[32].header || decode(head.subarray(1, 4)) !== 'ELF' || head[0] !== 0x7f)
    return undefined
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const little = head[5] !== 2
  const notes = new Map<number, Uint8Array>()
  let interpreter: string | undefined
  const machine = view.getUint16(18, little)
  const bits = head[4] === 1 ? 32 : 64
  if (head.length < LAYOUT[bits].header) return { machine, little, notes, interpreter }
  const word = (at: number): number =>
    bits === 32 ? view.getUint32(at, little) : Number(view.getBigUint64(at, little))
  const [table, count] =
    bits === 32 ? [word(28), view.getUint16(44, little)] : [word(32), view.getUint16(56, little)]
  for (let i = 0; i < count; i++) {
    const segment = within(body, table + i * LAYOUT[bits].segment, LAYOUT[bits].segment)
    if (segment.byteLength < LAYOUT[bits].segment) break
    const type = segment.getUint32(0, little)
    if (type !== PT_NOTE && type !== PT_INTERP) continue
    const [offset, size] =
      bits === 32
        ? [segment.getUint32(4, little), segment.getUint32(16, little)]
        : [Number(segment.getBigUint64(8, little)), Number(segment.getBigUint64(32, little))]
    const content = within(body, offset, size)
    if (type === PT_NOTE) readNotes(content, little, notes)
    else
      interpreter = decode(new Uint8Array(content.buffer, content.byteOffset, content.byteLength)).split(
        '\0',
        1,
      )[0]
  }
  return { machine, little, notes, interpreter }
}

/** These bytes of a file, as far as they are among the first 4096. */
function within(body: Body, from: number, size: number): DataView {
  const bytes = body.read(Math.min(from, HEAD), Math.min(size, Math.max(0, HEAD - from)))
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

function readNotes(view: DataView, little: boolean, notes: Map<number, Uint8Array>): void {
  const end = view.byteLength
  const bytes = new Uint8Array(view.buffer, view.byteOffset, end)
  for (let from = 0; from + 12 <= end; ) {
    const nameAt = from + 12
    const nameSize = view.getUint32(from, little)
    const size = view.getUint32(from + 4, little)
    const dataAt = nameAt + ((nameSize + 3) & ~3)
    if (dataAt + size > end) break
    if (nameSize === OWNER.length + 1 && decode(bytes.subarray(nameAt, nameAt + OWNER.length)) === OWNER)
      notes.set(view.getUint32(from + 8, little), bytes.subarray(dataAt, dataAt + size))
    from = dataAt + ((size + 3) & ~3)
  }
}

/** True where the bytes begin as an ELF file does, ours or not. */
export const isElf = (body: Body): boolean => inspect(body) !== undefined

/** Machine an ELF file is for; undefined where it is no ELF file or for another machine. */
export function machineOf(body: Body): Machine | undefined {
  const machine = inspect(body)?.machine
  return (Object.keys(MACHINES) as Machine[]).find((name) => MACHINES[name].number === machine)
}

/** Path of the loader that an ELF file asks for, ours or not; undefined where it is static or no ELF file. */
export const interpreterOf = (body: Body): string | undefined => inspect(body)?.interpreter

/** Name of the program that an executable stands for, from its note; undefined where it has none. */
export function programOf(body: Body): string | undefined {
  const name = inspect(body)?.notes.get(NOTE_PROGRAM)
  return name && decode(name)
}

/** What an executable made here writes when it runs; undefined for any other file. */
export function sayingOf(body: Body): Saying | undefined {
  const elf = inspect(body)
  const data = elf?.notes.get(NOTE_SAYS)
  if (data?.length !== 16) return undefined
  const view = new DataView(data.buffer, data.byteOffset, 16)
  const word = (at: number): number => view.getUint32(at, elf!.little)
  return { fd: word(0), exitCode: word(4), text: decode(body.read(word(8), word(12))) }
}
