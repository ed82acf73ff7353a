import type { Condition } from '../../../kernel/process.ts'
import { real } from '../arguments.ts'
import { defineClass } from '../classes.ts'
import { Raised, raise } from '../errors.ts'
import { NativeObject } from '../native.ts'
import { tracebackText } from '../traceback.ts'
import { Builtin, Dict, type Native, PyObject, Tuple, type Value } from '../values.ts'
import type { Vm } from '../vm.ts'
import type { ModuleSource } from './index.ts'

let made = 0

/** `threading.Thread`: a thread of the process, with the same descriptors and the same objects. */
class Thread extends NativeObject {
  readonly type = 'Thread'
  readonly typeName = 'Thread'
  readonly target: Value
  readonly args: readonly Value[]
  readonly keywords: ReadonlyMap<string, Value>
  readonly name: string
  daemon: boolean
  state: 'initial' | 'started' | 'stopped' = 'initial'
  ended: Condition | undefined
  constructor(
    target: Value,
    args: readonly Value[],
    keywords: ReadonlyMap<string, Value>,
    name: string,
    daemon: boolean,
  ) {
    super()
    this.target = target
    this.args = args
    this.keywords = keywords
    this.name = name
    this.daemon = daemon
  }
  get holds(): Value[] {
    return [this.target, ...this.args, ...this.keywords.values()]
  }
  get alive(): boolean {
    return this.state === 'started'
  }
  override attribute(name: string): Value | undefined {
    return name === 'name' ? this.name : name === 'daemon' ? this.daemon : undefined
  }
  async join(): Promise<void> {
    while (this.alive) await this.ended!.wait()
  }
  represent(): string {
    return `<Thread(${this.name}, ${this.state}${this.daemon ? ' daemon' : ''})>`
  }
}

const self = (args: readonly Value[]): Thread => args[0] as Thread

const start: Native = (vm, args) => {
  const thread = self(args)
  if (thread.state !== 'initial') throw raise('RuntimeError', 'threads can only be started once')
  vm.running.add(thread)
  thread.state = 'started'
  thread.ended = vm.process.condition()
  vm.process.thread(async () => {
    try {
      if (thread.target !== null) await vm.call(thread.target, thread.args, thread.keywords)
    } catch (error) {
      if (!(error instanceof Raised)) throw error
      if (!vm.isError(error.value, 'SystemExit')) {
        await vm.out.flush()
        await vm.process.write(2, `Exception in thread ${thread.name}:\n${await tracebackText(vm, error)}`)
      }
    } finally {
      thread.state = 'stopped'
      thread.ended!.wakeAll()
      vm.running.delete(thread)
      vm.collect()
    }
  })
  if (!thread.daemon) vm.threads.add(thread)
  return null
}

const create: Native = async (vm, args, keywords) => {
  const target = args[1] ?? keywords.get('target') ?? null
  const number = ++made
  const given = keywords.get('kwargs')
  const named = new Map<string, Value>()
  if (given instanceof Dict) for (const [key, value] of given.entries.values()) named.set(String(key), value)
  const label =
    target instanceof PyObject && 'code' in target
      ? ` (${(target as { code: { name: string } }).code.name})`
      : ''
  return new Thread(
    target,
    await vm.list(args[3] ?? keywords.get('args') ?? new Tuple([])),
    named,
    String(keywords.get('name') ?? `Thread-${number}${label}`),
    keywords.get('daemon') === true,
  )
}

const THREAD = defineClass(
  'Thread',
  {
    start,
    join: async (_vm, args) => {
      if (self(args).state === 'initial')
        throw raise('RuntimeError', 'cannot join thread before it is started')
      await self(args).join()
      return null
    },
    is_alive: (_vm, args) => self(args).alive,
    setDaemon: (_vm, args) => {
      self(args).daemon = args[1] === true
      return null
    },
  },
  { module: 'threading', create },
)

/** How long somebody waits before it looks again. */
const LOOK = 1_000_000

/** `Lock` and `Event`: a truth that threads wait for. */
class Flag extends NativeObject {
  readonly type: string
  readonly typeName: string
  on = false
  constructor(name: string) {
    super()
    this.type = name
    this.typeName = name
  }
}
const flag = (args: readonly Value[]): Flag => args[0] as Flag

async function until(vm: Vm, ready: () => boolean, timeout: Value | undefined): Promise<boolean> {
  const end =
    timeout === undefined || timeout === null || real(timeout) < 0
      ? undefined
      : vm.process.now() + BigInt(Math.round(real(timeout) * 1e9))
  while (!ready()) {
    if (end !== undefined && vm.process.now() >= end) return false
    await vm.process.sleep(LOOK)
    await vm.tick()
  }
  return true
}

const acquire: Native = async (vm, args, keywords) => {
  const blocking = args[1] ?? keywords.get('blocking') ?? true
  const got =
    blocking === false
      ? !flag(args).on
      : await until(vm, () => !flag(args).on, args[2] ?? keywords.get('timeout'))
  if (got) flag(args).on = true
  return got
}
const release: Native = (_vm, args) => {
  if (!flag(args).on) throw raise('RuntimeError', 'release unlocked lock')
  flag(args).on = false
  return null
}
const LOCK = defineClass(
  'lock',
  { acquire, release, locked: (_vm, args) => flag(args).on, __enter__: acquire, __exit__: release },
  { module: '_thread', create: () => new Flag('lock') },
)
const EVENT = defineClass(
  'Event',
  {
    set: (_vm, args) => {
      flag(args).on = true
      return null
    },
    clear: (_vm, args) => {
      flag(args).on = false
      return null
    },
    is_set: (_vm, args) => flag(args).on,
    wait: (vm, args, keywords) => until(vm, () => flag(args).on, args[1] ?? keywords.get('timeout')),
  },
  { module: 'threading', create: () => new Flag('Event') },
)

/** `threading`. */
export const THREADING: ModuleSource = {
  kind: 'native',
  names: (vm) => [
    ['Thread', THREAD],
    ['Lock', LOCK],
    ['RLock', LOCK],
    ['Event', EVENT],
    [
      'active_count',
      new Builtin('active_count', () => BigInt([...vm.threads].filter((each) => each.alive).length + 1)),
    ],
  ],
}
