import { bytesOf } from '../../../base/body.ts'
import { isErrno } from '../../../base/errors.ts'
import type { Fd, Process } from '../../../kernel/process.ts'
import { findCommand } from '../../lookup.ts'
import { toText } from '../../text.ts'
import { namedIds } from '../links.ts'
import { enterNamespace, NAMESPACES, namespaceNames } from '../netns.ts'
import { type IpCall, invalid, Plain, refused } from './call.ts'
import { Row, shown } from './row.ts'

const pathOf = (name: string): string => `${NAMESPACES}/${name}`

/** The inode number of a namespace's file; undefined where it is none or not there. */
function numberAt(p: Process, path: string): number | undefined {
  try {
    return p.stat(path).ino
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

async function list(call: IpCall): Promise<number> {
  const { io, options } = call
  const ids = new Map([...namedIds(io.p)].map(([id, name]) => [name, id]))
  const rows = namespaceNames(io.p).map((name) => {
    const row = new Row(options).put('name', name, name)
    const id = ids.get(name)
    if (id !== undefined) row.put('id', id, ` (id: ${id})`)
    return row.say('\n')
  })
  await io.out.write(shown(rows, options))
  return 0
}

/** An open namespace that a word stands for: a name, or the number of a process. */
export function namespaceArgument(p: Process, word: string): Fd {
  for (const path of [pathOf(word), ...(/^\d+$/.test(word) ? [`/proc/${word}/ns/net`] : [])]) {
    try {
      return p.open(path, { read: true })
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }
  if (/^\d+$/.test(word)) throw refused('No such process')
  throw invalid('Invalid "netns" value', word)
}

function checked(name: string | undefined, what: string): string {
  if (name === undefined) throw new Plain(what, 255)
  if (name === '' || name.includes('/') || name === '.' || name === '..' || name.length > 255)
    throw new Plain(`Invalid netns name "${name}"`, 255)
  return name
}

/** Makes the folder of named namespaces a mount of its own, as `ip netns add` does the first time. */
function prepareFolder(p: Process): void {
  if (!p.exists(NAMESPACES)) p.mkdir(NAMESPACES, 0o755)
  const mounts = toText(bytesOf(p.readFile('/proc/self/mountinfo'))).split('\n')
  if (!mounts.some((line) => line.split(' ')[4] === NAMESPACES))
    p.mount({ kind: 'bind', source: NAMESPACES, target: NAMESPACES, recursive: true })
}

async function add(call: IpCall): Promise<number> {
  const { p } = call.io
  const name = checked(call.next(), 'No netns name specified')
  try {
    prepareFolder(p)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Plain(`mkdir ${NAMESPACES} failed: ${error.message}`, 1)
  }
  const path = pathOf(name)
  try {
    p.close(p.open(path, { read: true, create: true, exclusive: true }, 0))
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Plain(`Cannot create namespace file "${path}": ${error.message}`, 1)
  }
  try {
    p.unshare(['net'])
  } catch (error) {
    if (!isErrno(error)) throw error
    p.unlink(path)
    throw new Plain(`Failed to create a new network namespace "${name}": ${error.message}`, 1)
  }
  p.mount({ kind: 'bind', source: '/proc/self/ns/net', target: path })
  return 0
}

async function remove(call: IpCall): Promise<number> {
  const { p } = call.io
  const names = call.options.all ? namespaceNames(p) : [checked(call.next(), 'No netns name specified')]
  let code = 0
  for (const name of names) {
    const path = pathOf(name)
    try {
      p.umount(path, { detach: true })
    } catch (error) {
      if (!isErrno(error)) throw error
    }
    try {
      p.unlink(path)
    } catch (error) {
      if (!isErrno(error)) throw error
      await call.io.stderr(`Cannot remove namespace file "${path}": ${error.message}\n`)
      code = 1
    }
  }
  return code
}

async function exec(call: IpCall): Promise<number> {
  const { io } = call
  if (call.options.all) throw new Plain('ip -all netns exec: not part of this simulation', 1)
  const name = checked(call.next(), 'No netns name specified')
  const argv = call.remaining()
  if (argv.length === 0) throw new Plain('No command specified', 255)
  enterNamespace(io.p, name)
  showOwnInterfaces(io.p)
  await io.out.flush()
  const [path] = findCommand(io.p, argv[0]!)
  if (path === undefined) throw new Plain(`exec of "${argv[0]}" failed: No such file or directory`, 255)
  try {
    return await io.p.exec(path, argv, io.p.env)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Plain(`exec of "${argv[0]}" failed: ${error.message}`, 255)
  }
}

/** /sys shows the interfaces of the namespace that it was mounted from: the command gets one of its own. */
function showOwnInterfaces(p: Process): void {
  p.unshare(['mnt'])
  if (!p.exists('/sys')) return
  try {
    p.umount('/sys', { detach: true })
  } catch (error) {
    if (!isErrno(error, 'EINVAL')) throw error
  }
  p.mount({ kind: 'new', source: 'sysfs', target: '/sys', type: 'sysfs' })
}

async function identify(call: IpCall): Promise<number> {
  const { io } = call
  const pid = call.next() ?? 'self'
  if (pid !== 'self' && !/^\d+$/.test(pid)) throw new Plain(`Specified string '${pid}' is not a pid`, 1)
  const own = numberAt(io.p, `/proc/${pid}/ns/net`)
  if (own === undefined) throw new Plain(`Stat of netns failed: No such file or directory`, 1)
  const names = namespaceNames(io.p).filter((name) => numberAt(io.p, pathOf(name)) === own)
  await io.out.write(`${names.join('\n')}\n`)
  return 0
}

async function pids(call: IpCall): Promise<number> {
  const { io } = call
  const name = checked(call.next(), 'No netns name specified')
  const path = pathOf(name)
  const own = numberAt(io.p, path)
  if (own === undefined) throw new Plain(`Cannot open network namespace: No such file or directory`, 255)
  const numbers = io.p
    .readdir('/proc')
    .map((entry) => Number(entry.name))
    .filter((pid) => pid > 0)
  for (const pid of numbers.sort((a, b) => a - b))
    if (numberAt(io.p, `/proc/${pid}/ns/net`) === own) await io.out.write(`${pid}\n`)
  return 0
}

async function listIds(call: IpCall): Promise<number> {
  const { io, options } = call
  const rows = [...namedIds(io.p)]
    .sort(([a], [b]) => a - b)
    .map(([id, name]) =>
      new Row(options)
        .put('nsid', id, `nsid ${id} `)
        .put('name', name, `(iproute2 netns name: ${name})`)
        .say('\n'),
    )
  await io.out.write(shown(rows, options))
  return 0
}

const absent = (name: string) => async (): Promise<number> => {
  throw new Plain(`ip netns ${name}: not part of this simulation`, 1)
}

export const netnsCommands: readonly (readonly [name: string, command: (call: IpCall) => Promise<number>])[] =
  [
    ['list', list],
    ['show', list],
    ['lst', list],
    ['list-id', listIds],
    ['add', add],
    ['attach', absent('attach')],
    ['set', absent('set')],
    ['delete', remove],
    ['identify', identify],
    ['pids', pids],
    ['exec', exec],
    ['monitor', absent('monitor')],
  ]
