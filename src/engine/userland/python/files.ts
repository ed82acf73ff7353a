import { FsError, isErrno } from '../../base/errors.ts'
import { concatBytes, encode } from '../../base/text.ts'
import type { Fd, OpenFlags } from '../../kernel/process.ts'
import { argument, bytes, given, integer, text } from './arguments.ts'
import { defineClass } from './classes.ts'
import { osError, raise, typeError, valueError } from './errors.ts'
import { NativeObject } from './native.ts'
import { decodeBytes } from './types/encodings.ts'
import {
  Bytes,
  type Finalizable,
  type Keywords,
  List,
  type Native,
  PyIterator,
  type Value,
} from './values.ts'
import type { Vm } from './vm.ts'

/** Where a file's bytes come from and go to: a descriptor, a socket. */
export interface ByteStream {
  read(max: number): Promise<Uint8Array>
  write(data: Uint8Array): Promise<void>
  close(): void
}

const BLOCK = 8192

/** A file object: text or binary, with what was read ahead and not yet written. */
export class FileObject extends NativeObject implements Finalizable {
  readonly type = 'file'
  readonly name: Value
  readonly mode: string
  readonly fd: Fd
  private readonly stream: ByteStream
  private readonly unbuffered: boolean
  private ahead: Uint8Array = new Uint8Array(0)
  private pending: Uint8Array = new Uint8Array(0)
  private atEnd = false
  open = true

  constructor(name: Value, mode: string, fd: Fd, stream: ByteStream, unbuffered = false) {
    super()
    this.name = name
    this.mode = mode
    this.fd = fd
    this.stream = stream
    this.unbuffered = unbuffered
  }
  get typeName(): string {
    return this.isText ? 'TextIOWrapper' : this.mode.includes('w') ? 'BufferedWriter' : 'BufferedReader'
  }
  get isText(): boolean {
    return !this.mode.includes('b')
  }
  override attribute(name: string): Value | undefined {
    if (name === 'closed') return !this.open
    if (name === 'name') return this.name
    if (name === 'mode') return this.mode
    if (name === 'encoding' && this.isText) return 'utf-8'
    if (name === 'buffer') return new FileObject(this.name, `${this.mode}b`, this.fd, this.stream)
    return undefined
  }
  represent(): string {
    const name = typeof this.name === 'string' ? `'${this.name}'` : String(this.name)
    return this.isText
      ? `<_io.TextIOWrapper name=${name} mode='${this.mode}' encoding='UTF-8'>`
      : `<_io.${this.typeName} name=${name}>`
  }

  private check(): void {
    if (!this.open) throw valueError('I/O operation on closed file.')
  }
  private async fill(): Promise<boolean> {
    if (this.atEnd) return false
    const more = await this.stream.read(BLOCK)
    if (more.length === 0) this.atEnd = true
    this.ahead = concatBytes([this.ahead, more])
    return !this.atEnd
  }
  private take(count: number): Uint8Array {
    const part = this.ahead.subarray(0, count)
    this.ahead = this.ahead.subarray(count)
    return part
  }
  private give(data: Uint8Array): Value {
    return this.isText ? decodeBytes(data, 'utf-8', 'strict').replaceAll('\r\n', '\n') : new Bytes(data)
  }

  /** Up to `count` bytes, or all there is. */
  async read(count: number): Promise<Value> {
    this.check()
    if (!/[r+]/.test(this.mode)) throw raise('OSError', 'not readable')
    while (count < 0 || this.ahead.length < count) if (!(await this.fill())) break
    return this.give(this.take(count < 0 ? this.ahead.length : count))
  }
  /** A line with its end; empty at the end of the file. */
  async readLine(most = -1): Promise<Value> {
    this.check()
    for (let from = 0; ; ) {
      const end = this.ahead.indexOf(10, from)
      if (end >= 0 && (most < 0 || end < most)) return this.give(this.take(end + 1))
      if (most >= 0 && this.ahead.length >= most) return this.give(this.take(most))
      from = this.ahead.length
      if (!(await this.fill())) return this.give(this.take(this.ahead.length))
    }
  }
  async write(value: Value): Promise<bigint> {
    this.check()
    if (!/[wax+]/.test(this.mode)) throw raise('OSError', 'not writable')
    if (this.isText && typeof value !== 'string')
      throw typeError(`write() argument must be str, not ${value === null ? 'NoneType' : 'bytes'}`)
    const data = typeof value === 'string' ? encode(value) : bytes(value)
    this.pending = concatBytes([this.pending, data])
    if (this.unbuffered || this.pending.length > BLOCK) await this.flush()
    return BigInt(typeof value === 'string' ? Array.from(value).length : data.length)
  }
  async flush(): Promise<void> {
    if (this.pending.length === 0) return
    const data = this.pending
    this.pending = new Uint8Array(0)
    await this.stream.write(data)
  }
  async close(): Promise<void> {
    if (!this.open) return
    await this.flush()
    this.open = false
    this.stream.close()
  }
  finalize(): void {
    if (!this.open) return
    this.open = false
    this.stream.close()
  }
  items(): PyIterator {
    return new PyIterator('file', async () => {
      const line = await this.readLine()
      return line === '' || (line instanceof Bytes && line.data.length === 0) ? undefined : line
    })
  }
}

const self = (args: readonly Value[]): FileObject => args[0] as FileObject

const METHODS: Readonly<Record<string, Native>> = {
  read: (_vm, args) => self(args).read(given(args[1]) === undefined ? -1 : integer(args[1])),
  readline: (_vm, args) => self(args).readLine(given(args[1]) === undefined ? -1 : integer(args[1])),
  readlines: async (vm, args) => new List(await vm.list(self(args))),
  write: (_vm, args) => self(args).write(args[1] ?? null),
  writelines: async (vm, args) => {
    for (const line of await vm.list(args[1]!)) await self(args).write(line)
    return null
  },
  flush: async (_vm, args) => {
    await self(args).flush()
    return null
  },
  close: async (_vm, args) => {
    await self(args).close()
    return null
  },
  fileno: (_vm, args) => BigInt(self(args).fd),
  isatty: (vm, args) => vm.process.isatty(self(args).fd),
  readable: (_vm, args) => /[r+]/.test(self(args).mode),
  writable: (_vm, args) => /[wax+]/.test(self(args).mode),
  __enter__: (_vm, args) => self(args),
  __exit__: async (_vm, args) => {
    await self(args).close()
    return null
  },
}
for (const name of ['TextIOWrapper', 'BufferedReader', 'BufferedWriter'])
  defineClass(name, METHODS, { module: '_io' })

const FLAGS: Readonly<Record<string, OpenFlags>> = {
  r: { read: true },
  w: { write: true, create: true, truncate: true },
  a: { write: true, append: true, create: true },
  x: { write: true, create: true, exclusive: true },
}

/** A descriptor as a stream of bytes. */
export const streamOf = (vm: Vm, fd: Fd): ByteStream => ({
  read: (max) => vm.process.read(fd, max),
  write: (data) => vm.process.write(fd, data),
  close: () => vm.process.close(fd),
})

/** `open()` (Library Reference, "Built-in Functions"). */
export function openFile(vm: Vm, args: readonly Value[], keywords: Keywords): FileObject {
  const file = args[0] ?? keywords.get('file') ?? null
  const mode = String(argument(args, keywords, 1, 'mode') ?? 'r')
  const kind = /[rwax]/.exec(mode)?.[0]
  if (!kind || !/^[rwaxbt+]+$/.test(mode)) throw valueError(`invalid mode: '${mode}'`)
  const unbuffered = argument(args, keywords, 2, 'buffering') === 0n
  let fd: Fd
  if (typeof file === 'bigint') fd = Number(file)
  else {
    const path = text(file, 'expected str, bytes or os.PathLike object, not None: path')
    try {
      if (vm.process.exists(path) && (vm.process.stat(path).mode & 0o170000) === 0o040000)
        throw new FsError('EISDIR')
      fd = vm.process.open(path, { ...FLAGS[kind], ...(mode.includes('+') && { read: true, write: true }) })
    } catch (error) {
      if (isErrno(error)) throw osError(error, path)
      throw error
    }
  }
  const opened = new FileObject(file, mode.replace('t', ''), fd, streamOf(vm, fd), unbuffered)
  vm.finalizables.add(opened)
  return opened
}
