import { isErrno } from '../../../base/errors.ts'
import type { Fd } from '../../../kernel/process.ts'
import { SIGNALS } from '../../../kernel/signals.ts'
import { bytes, integer, text } from '../arguments.ts'
import { osError, Unsupported } from '../errors.ts'
import { Builtin, Bytes, Dict, type List, type Native, Tuple, type Value } from '../values.ts'
import type { Vm } from '../vm.ts'
import type { ModuleSource } from './index.ts'

/** What a caller may give for a descriptor (`subprocess.PIPE` …). */
const PIPE = -1
const STDOUT = -2
const DEVNULL = -3
/** Bytes that a pipe takes without waiting, where it takes any (PIPE_BUF). */
const SHARE = 4096
const LARGE = 65536

/** Where a command's executable is. The errors are those of execve(2). */
function search(vm: Vm, command: string, env: ReadonlyMap<string, string>): string {
  if (command.includes('/')) return command
  const found = (env.get('PATH') ?? '/bin:/usr/bin')
    .split(':')
    .map((directory) => `${directory || '.'}/${command}`)
    .find((path) => vm.process.exists(path))
  return found ?? command
}

const environmentOf = (vm: Vm, given: Value | undefined): ReadonlyMap<string, string> =>
  given instanceof Dict
    ? new Map([...given.entries.values()].map(([name, value]) => [text(name), text(value)]))
    : vm.process.env

/** Descriptors of a child, and the ends of the pipes that this process keeps. */
class Wires {
  readonly child = new Map<Fd, Fd>()
  readonly theirs: Fd[] = []
  readonly ours = new Map<Fd, Fd>()
  constructor(vm: Vm, given: readonly (Value | undefined)[]) {
    const { process } = vm
    for (const [fd, value] of given.entries()) {
      if (value === null || value === undefined) continue
      const what = integer(value)
      if (what === PIPE) {
        const { read, write } = process.pipe()
        const [theirs, ours] = fd === 0 ? [read, write] : [write, read]
        this.child.set(fd, theirs)
        this.theirs.push(theirs)
        this.ours.set(fd, ours)
      } else if (what === DEVNULL) {
        const opened = process.open('/dev/null', { read: true, write: true })
        this.child.set(fd, opened)
        this.theirs.push(opened)
      } else this.child.set(fd, what === STDOUT ? (this.child.get(1) ?? 1) : what)
    }
  }
}

/** Gives a child its input and takes what it writes, whichever is ready. */
async function exchange(vm: Vm, ours: ReadonlyMap<Fd, Fd>, input: Uint8Array): Promise<Map<Fd, Bytes>> {
  const { process } = vm
  const parts = new Map<Fd, Uint8Array[]>()
  const open = new Map(ours)
  for (const fd of open.keys()) if (fd !== 0) parts.set(fd, [])
  let given = 0
  const close = (fd: Fd): void => {
    process.close(open.get(fd)!)
    open.delete(fd)
  }
  if (open.has(0) && input.length === 0) close(0)
  while (open.size > 0) {
    const wanted = [...open].map(([fd, own]) => ({
      fd: own,
      events: [fd === 0 ? ('out' as const) : ('in' as const)],
    }))
    const ready = await vm.uninterrupted(() => process.net.poll(wanted))
    for (const [fd, own] of [...open]) {
      if (!ready.some((one) => one.fd === own)) continue
      if (fd === 0) {
        const broken = await write(vm, own, input.subarray(given, given + SHARE))
        given += SHARE
        if (broken || given >= input.length) close(0)
      } else {
        const data = await vm.uninterrupted(() => process.read(own, LARGE))
        if (data.length === 0) close(fd)
        else parts.get(fd)!.push(data)
      }
    }
  }
  return new Map([...parts].map(([fd, chunks]) => [fd, new Bytes(joined(chunks))]))
}

/** Whether nobody reads any more. */
async function write(vm: Vm, fd: Fd, data: Uint8Array): Promise<boolean> {
  try {
    await vm.uninterrupted(() => vm.process.write(fd, data))
    return false
  } catch (error) {
    if (isErrno(error, 'EPIPE')) return true
    throw error
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}

const run: Native = async (vm, [command, input, stdin, stdout, stderr, cwd, env]) => {
  const argv = (command as List).items.map((word) => text(word))
  const variables = environmentOf(vm, env)
  await vm.out.flush()
  const wires = new Wires(vm, [stdin, stdout, stderr])
  let pid: number
  try {
    const path = search(vm, argv[0] ?? '', variables)
    const where = cwd === null || cwd === undefined ? {} : { cwd: text(cwd) }
    pid = vm.process.spawn({ path, argv, env: variables, fds: wires.child, ...where })
  } catch (error) {
    for (const fd of wires.ours.values()) vm.process.close(fd)
    if (isErrno(error)) throw osError(error, argv[0])
    throw error
  } finally {
    for (const fd of wires.theirs) vm.process.close(fd)
  }
  const taken = await exchange(vm, wires.ours, input instanceof Bytes ? bytes(input) : new Uint8Array(0))
  const ended = await vm.uninterrupted(() => vm.process.wait(pid))
  const { status } = ended!
  const code =
    status.kind === 'exited' ? status.code : status.kind === 'signaled' ? -SIGNALS[status.signal] : 0
  return new Tuple([BigInt(code), taken.get(1) ?? null, taken.get(2) ?? null])
}

const FUNCTIONS: Readonly<Record<string, Native>> = {
  run,
  signal_name: (_vm, [number]) => {
    const name = Object.entries(SIGNALS).find(([, each]) => each === integer(number))?.[0]
    return name === undefined ? `unknown signal ${integer(number)}` : `<Signals.${name}: ${integer(number)}>`
  },
  unsupported: (_vm, [what]) => {
    throw new Unsupported(text(what))
  },
}

/** What `subprocess` stands on. */
export const SUBPROCESS_NATIVE: ModuleSource = {
  kind: 'native',
  names: () => Object.entries(FUNCTIONS).map(([name, call]) => [name, new Builtin(name, call)] as const),
}
