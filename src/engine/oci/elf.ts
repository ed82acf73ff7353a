import { type Body, bytesBody, concatBody } from '../base/body.ts'
import { decode, encode } from '../base/text.ts'
import { codeSize, MACHINES, type Machine, sayAndExit } from './machine-code.ts'

const HEADER = 64
const PROGRAM_HEADER = 56
const LOAD_ADDRESS = 0x400000
const PT_LOAD = 1
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
}

/** What an executable made here does when it runs: write a text, then exit. */
export interface Saying {
  readonly fd: number
  readonly text: string
  readonly exitCode: number
}

function note(type: number, description: Uint8Array): Uint8Array {
  const padded = (description.length + 3) & ~3
  const bytes = new Uint8Array(20 + padded)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, OWNER.length + 1, true)
  view.setUint32(4, description.length, true)
  view.setUint32(8, type, true)
  bytes.set(encode(OWNER), 12)
  bytes.set(description, 20)
  return bytes
}

const words = (...values: number[]): Uint8Array => {
  const bytes = new Uint8Array(values.length * 4)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => {
    view.setUint32(i * 4, value, true)
  })
  return bytes
}

/**
 * A static executable for Linux (elf(5)): ELF header, one PT_LOAD over the code, one PT_NOTE that names the
 * program. It writes a text to `fd` and exits.
 */
function write(program: string, saying: Saying, options: ElfOptions): Body {
  const machine = options.machine ?? 'amd64'
  const text = encode(saying.text)
  const name = note(NOTE_PROGRAM, encode(program))
  const notesAt = HEADER + 2 * PROGRAM_HEADER
  const notesSize = name.length + note(NOTE_SAYS, words(0, 0, 0, 0)).length
  const codeAt = notesAt + notesSize
  const textAt = codeAt + codeSize(machine)
  const size = textAt + text.length
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  const u16 = (at: number, value: number): void => view.setUint16(at, value, true)
  const u32 = (at: number, value: number): void => view.setUint32(at, value, true)
  const u64 = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true)

  // magic, 64 bits, little endian, version 1, System V
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0])
  u16(16, 2) // ET_EXEC
  u16(18, MACHINES[machine])
  u32(20, 1)
  u64(24, LOAD_ADDRESS + codeAt)
  u64(32, HEADER)
  u16(52, HEADER)
  u16(54, PROGRAM_HEADER)
  u16(56, 2)
  const segment = (
    at: number,
    type: number,
    flags: number,
    from: number,
    length: number,
    align: number,
  ): void => {
    u32(at, type)
    u32(at + 4, flags)
    u64(at + 8, from)
    u64(at + 16, LOAD_ADDRESS + from)
    u64(at + 24, LOAD_ADDRESS + from)
    u64(at + 32, length)
    u64(at + 40, length)
    u64(at + 48, align)
  }
  segment(HEADER, PT_LOAD, 5, 0, size, machine === 'arm64' ? 0x10000 : 0x1000)
  segment(HEADER + PROGRAM_HEADER, PT_NOTE, 4, notesAt, notesSize, 4)
  bytes.set(name, notesAt)
  bytes.set(note(NOTE_SAYS, words(saying.fd, saying.exitCode, textAt, text.length)), notesAt + name.length)
  bytes.set(sayAndExit(machine, saying.fd, codeSize(machine), text.length, saying.exitCode), codeAt)
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
  readonly notes: ReadonlyMap<number, Uint8Array>
}

/** Our notes of an ELF file; undefined where it is none. Reads the first 4096 bytes only. */
function inspect(body: Body): Elf | undefined {
  const head = body.read(0, HEAD)
  if (head.length < HEADER || head[0] !== 0x7f || head[1] !== 0x45 || head[2] !== 0x4c || head[3] !== 0x46)
    return undefined
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const notes = new Map<number, Uint8Array>()
  const elf: Elf = { machine: view.getUint16(18, true), notes }
  if (head[4] !== 2 || head[5] !== 1) return elf
  const table = Number(view.getBigUint64(32, true))
  const count = view.getUint16(56, true)
  for (let i = 0; i < count; i++) {
    const at = table + i * PROGRAM_HEADER
    if (at + PROGRAM_HEADER > head.length) break
    if (view.getUint32(at, true) !== PT_NOTE) continue
    let from = Number(view.getBigUint64(at + 8, true))
    const end = Math.min(head.length, from + Number(view.getBigUint64(at + 32, true)))
    while (from + 12 <= end) {
      const nameAt = from + 12
      const nameSize = view.getUint32(from, true)
      const size = view.getUint32(from + 4, true)
      const dataAt = nameAt + ((nameSize + 3) & ~3)
      if (dataAt + size > end) break
      if (nameSize === OWNER.length + 1 && decode(head.subarray(nameAt, nameAt + OWNER.length)) === OWNER)
        notes.set(view.getUint32(from + 8, true), head.subarray(dataAt, dataAt + size))
      from = dataAt + ((size + 3) & ~3)
    }
  }
  return elf
}

/** True where the bytes begin as an ELF file does, ours or not. */
export const isElf = (body: Body): boolean => inspect(body) !== undefined

/** Machine an ELF file is for; undefined where it is no ELF file or for another machine. */
export function machineOf(body: Body): Machine | undefined {
  const machine = inspect(body)?.machine
  return (Object.keys(MACHINES) as Machine[]).find((name) => MACHINES[name] === machine)
}

/** Name of the program that an executable stands for, from its note; undefined where it has none. */
export function programOf(body: Body): string | undefined {
  const name = inspect(body)?.notes.get(NOTE_PROGRAM)
  return name && decode(name)
}

/** What an executable made here writes when it runs; undefined for any other file. */
export function sayingOf(body: Body): Saying | undefined {
  const data = inspect(body)?.notes.get(NOTE_SAYS)
  if (data?.length !== 16) return undefined
  const view = new DataView(data.buffer, data.byteOffset, 16)
  const text = decode(body.read(view.getUint32(8, true), view.getUint32(12, true)))
  return { fd: view.getUint32(0, true), exitCode: view.getUint32(4, true), text }
}
