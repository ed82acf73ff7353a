import { FsError } from '../../base/errors.ts'
import type { Resource, ResourceLimit } from '../../kernel/rlimits.ts'
import type { Dialect } from '../dialect.ts'
import { Failure } from '../failure.ts'
import { print, writeError } from '../report.ts'
import type { Shell } from '../state.ts'
import { badOption } from './builtin.ts'

const USAGE = 'ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]'

/** A limit as a shell shows it. `factor`: how many of the kernel's units are one of the shell's. */
interface Row {
  readonly letter: string
  readonly label: string
  readonly unit?: string
  readonly factor?: number
  readonly resource: Resource | 'pipe'
}

/** In the order of each shell's own table (bash builtins/ulimit.def, busybox shell/shell_common.c, dash miscbltin.c). */
const BASH_ROWS: readonly Row[] = [
  { letter: 'R', label: 'real-time non-blocking time', unit: 'microseconds', resource: 'rttime' },
  { letter: 'c', label: 'core file size', unit: 'blocks', factor: 1024, resource: 'core' },
  { letter: 'd', label: 'data seg size', unit: 'kbytes', factor: 1024, resource: 'data' },
  { letter: 'e', label: 'scheduling priority', resource: 'nice' },
  { letter: 'f', label: 'file size', unit: 'blocks', factor: 1024, resource: 'fsize' },
  { letter: 'i', label: 'pending signals', resource: 'sigpending' },
  { letter: 'l', label: 'max locked memory', unit: 'kbytes', factor: 1024, resource: 'memlock' },
  { letter: 'm', label: 'max memory size', unit: 'kbytes', factor: 1024, resource: 'rss' },
  { letter: 'n', label: 'open files', resource: 'nofile' },
  { letter: 'p', label: 'pipe size', unit: '512 bytes', resource: 'pipe' },
  { letter: 'q', label: 'POSIX message queues', unit: 'bytes', resource: 'msgqueue' },
  { letter: 'r', label: 'real-time priority', resource: 'rtprio' },
  { letter: 's', label: 'stack size', unit: 'kbytes', factor: 1024, resource: 'stack' },
  { letter: 't', label: 'cpu time', unit: 'seconds', resource: 'cpu' },
  { letter: 'u', label: 'max user processes', resource: 'nproc' },
  { letter: 'v', label: 'virtual memory', unit: 'kbytes', factor: 1024, resource: 'as' },
  { letter: 'x', label: 'file locks', resource: 'locks' },
]
const ASH_ROWS: readonly Row[] = [
  { letter: 'c', label: 'core file size (blocks)', factor: 512, resource: 'core' },
  { letter: 'd', label: 'data seg size (kb)', factor: 1024, resource: 'data' },
  { letter: 'e', label: 'scheduling priority', resource: 'nice' },
  { letter: 'f', label: 'file size (blocks)', factor: 512, resource: 'fsize' },
  { letter: 'i', label: 'pending signals', resource: 'sigpending' },
  { letter: 'l', label: 'max locked memory (kb)', factor: 1024, resource: 'memlock' },
  { letter: 'm', label: 'max memory size (kb)', factor: 1024, resource: 'rss' },
  { letter: 'n', label: 'open files', resource: 'nofile' },
  { letter: 'q', label: 'POSIX message queues (bytes)', resource: 'msgqueue' },
  { letter: 'r', label: 'real-time priority', resource: 'rtprio' },
  { letter: 's', label: 'stack size (kb)', factor: 1024, resource: 'stack' },
  { letter: 't', label: 'cpu time (seconds)', resource: 'cpu' },
  { letter: 'u', label: 'max user processes', resource: 'nproc' },
  { letter: 'v', label: 'virtual memory (kb)', factor: 1024, resource: 'as' },
  { letter: 'x', label: 'file locks', resource: 'locks' },
]
const DASH_ROWS: readonly Row[] = [
  { letter: 't', label: 'time(seconds)', resource: 'cpu' },
  { letter: 'f', label: 'file(blocks)', factor: 512, resource: 'fsize' },
  { letter: 'd', label: 'data(kbytes)', factor: 1024, resource: 'data' },
  { letter: 's', label: 'stack(kbytes)', factor: 1024, resource: 'stack' },
  { letter: 'c', label: 'coredump(blocks)', factor: 512, resource: 'core' },
  { letter: 'm', label: 'memory(kbytes)', factor: 1024, resource: 'rss' },
  { letter: 'l', label: 'locked memory(kbytes)', factor: 1024, resource: 'memlock' },
  { letter: 'p', label: 'process', resource: 'nproc' },
  { letter: 'n', label: 'nofiles', resource: 'nofile' },
  { letter: 'v', label: 'vmemory(kbytes)', factor: 1024, resource: 'as' },
  { letter: 'w', label: 'locks', resource: 'locks' },
  { letter: 'r', label: 'rtprio', resource: 'rtprio' },
]
const TABLES: Readonly<Record<Dialect, readonly Row[]>> = { bash: BASH_ROWS, ash: ASH_ROWS, dash: DASH_ROWS }

/** How a row stands in a list of several. */
const LINES: Readonly<Record<Dialect, (row: Row, value: string) => string>> = {
  bash: ({ letter, label, unit }, value) =>
    `${label.padEnd(20)} ${`(${unit ? `${unit}, ` : ''}-${letter})`.padStart(19)} ${value}\n`,
  ash: ({ letter, label }, value) => `${label.padEnd(31)} (-${letter}) ${value}\n`,
  dash: ({ label }, value) => `${label.padEnd(20)} ${value}\n`,
}

/** Blocks of 512 bytes that a write to a pipe takes at once (PIPE_BUF). */
const PIPE: ResourceLimit = { soft: 8, hard: 8 }

const limitOf = (sh: Shell, { resource }: Row): ResourceLimit =>
  resource === 'pipe' ? PIPE : sh.process.limit(resource)

interface Call {
  readonly soft: boolean
  readonly hard: boolean
  readonly all: boolean
  /** Limits that are asked for, with the value that each gets. */
  readonly wanted: readonly (readonly [Row, string | undefined])[]
}

/** A value may stand behind each letter in ash and bash, at the end in dash. */
async function read(sh: Shell, args: readonly string[]): Promise<Call> {
  const rows = TABLES[sh.dialect]
  const wanted: [Row, string | undefined][] = []
  const modes = new Set<string>()
  let rest: string | undefined
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (!/^-./.test(arg)) {
      const last = wanted.at(-1)
      if (last && last[1] === undefined) last[1] = arg
      else rest ??= arg
      continue
    }
    for (const letter of arg.slice(1)) {
      const row = rows.find((each) => each.letter === letter)
      if (row) wanted.push([row, undefined])
      else if ('HSa'.includes(letter)) modes.add(letter)
      else throw await badOption(sh, 'ulimit', `-${letter}`, USAGE)
    }
  }
  if (wanted.length === 0) wanted.push([rows.find(({ letter }) => letter === 'f')!, rest])
  return { soft: modes.has('S'), hard: modes.has('H'), all: modes.has('a'), wanted }
}

const WORDS: Readonly<
  Record<
    Dialect,
    { status: number; number(text: string): string; denied(label: string, why: string): string }
  >
> = {
  bash: {
    status: 1,
    number: (text) => `${text}: invalid number`,
    denied: (label, why) => `${label.trim()}: cannot modify limit: ${why}`,
  },
  ash: {
    status: 1,
    number: (text) => `invalid number '${text}'`,
    denied: (_label, why) => `error setting limit: ${why}`,
  },
  dash: {
    status: 2,
    number: () => 'bad number',
    denied: (_label, why) => `error setting limit (${why})`,
  },
}

/** busybox says it without the shell's own prefix. */
async function fail(sh: Shell, message: string): Promise<Failure> {
  const { status } = WORDS[sh.dialect]
  if (sh.dialect !== 'ash') return new Failure(message, { status })
  await writeError(sh, `sh: ${message}\n`)
  return new Failure('', { status })
}

async function set(sh: Shell, row: Row, text: string, { soft, hard }: Call): Promise<void> {
  const words = WORDS[sh.dialect]
  const old = limitOf(sh, row)
  const named: Readonly<Record<string, number>> = { unlimited: Number.POSITIVE_INFINITY }
  const own: Readonly<Record<string, number>> = sh.dialect === 'bash' ? { ...old } : {}
  if (!/^\d+$/.test(text) && named[text] === undefined && own[text] === undefined)
    throw await fail(sh, words.number(text))
  const value = named[text] ?? own[text] ?? Number(text) * (row.factor ?? 1)
  const both = soft === hard
  const limit = { soft: soft || both ? value : old.soft, hard: hard || both ? value : old.hard }
  try {
    if (row.resource === 'pipe') throw new FsError('EINVAL')
    sh.process.setLimit(row.resource, limit)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw await fail(sh, words.denied(row.label, error.message))
  }
}

/** `ulimit`: shows or sets what the shell and its children may use. */
export async function ulimit(sh: Shell, args: readonly string[]): Promise<number> {
  const call = await read(sh, args)
  const shown = (row: Row): string => {
    const limit = limitOf(sh, row)
    const value = call.hard && !call.soft ? limit.hard : limit.soft
    return Number.isFinite(value) ? String(Math.floor(value / (row.factor ?? 1))) : 'unlimited'
  }
  const line = LINES[sh.dialect]
  if (call.all) {
    for (const row of TABLES[sh.dialect]) await print(sh, line(row, shown(row)))
    return 0
  }
  for (const [row, value] of call.wanted) {
    if (value !== undefined) await set(sh, row, value, call)
    else if (call.wanted.length > 1) await print(sh, line(row, shown(row)))
    else await print(sh, `${shown(row)}\n`)
  }
  return 0
}
