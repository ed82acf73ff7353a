import { isErrno } from '../../../base/errors.ts'
import { exitStatus, SIGNALS, type Signal } from '../../../kernel/signals.ts'
import { S_IFDIR, S_IFMT, S_IFREG } from '../../../vfs/filesystem.ts'
import { bytes, integer, text } from '../arguments.ts'
import { ForkRequest, osError, Stop } from '../errors.ts'
import { Builtin, Bytes, Dict, List, Module, type Native, Tuple, type Value } from '../values.ts'
import type { Vm } from '../vm.ts'
import type { ModuleSource } from './index.ts'

/** A kernel call with its failure as an OSError about a file. */
function call<T>(body: () => T, file?: string): T {
  try {
    return body()
  } catch (error) {
    if (isErrno(error)) throw osError(error, file)
    throw error
  }
}
async function later<T>(body: () => Promise<T>, file?: string): Promise<T> {
  try {
    return await body()
  } catch (error) {
    if (isErrno(error)) throw osError(error, file)
    throw error
  }
}

/** A path call that gives nothing back. */
const onPath =
  (body: (vm: Vm, path: string, args: readonly Value[]) => void): Native =>
  (vm, args) => {
    const path = text(args[0])
    call(() => body(vm, path, args), path)
    return null
  }

const environment = (vm: Vm): Dict => {
  const dict = new Dict()
  for (const [name, value] of vm.process.env) dict.entries.set(vm.hashKey(name), [name, value])
  return dict
}

const makeAll = (vm: Vm, path: string): void => {
  const parts = path.split('/')
  for (let i = 1; i <= parts.length; i++) {
    const part = parts.slice(0, i).join('/')
    if (part === '' || vm.process.exists(part)) continue
    vm.process.mkdir(part)
  }
}

const FUNCTIONS: Readonly<Record<string, Native>> = {
  getpid: (vm) => BigInt(vm.process.pid),
  getppid: (vm) => BigInt(vm.process.ppid),
  getuid: (vm) => BigInt(vm.process.credentials.real?.uid ?? vm.process.credentials.uid),
  geteuid: (vm) => BigInt(vm.process.credentials.uid),
  getgid: (vm) => BigInt(vm.process.credentials.gid),
  getcwd: (vm) => vm.process.cwd(),
  chdir: onPath((vm, path) => vm.process.chdir(path)),
  listdir: (vm, args) => {
    const path = args[0] === undefined ? '.' : text(args[0])
    return call(() => new List(vm.process.readdir(path).map(({ name }) => name)), path)
  },
  mkdir: onPath((vm, path, args) => vm.process.mkdir(path, args[1] === undefined ? 0o777 : integer(args[1]))),
  makedirs: (vm, args, keywords) => {
    const path = text(args[0])
    call(() => {
      if (vm.process.exists(path) && keywords.get('exist_ok') !== true) vm.process.mkdir(path)
      makeAll(vm, path)
    }, path)
    return null
  },
  rmdir: onPath((vm, path) => vm.process.rmdir(path)),
  remove: onPath((vm, path) => vm.process.unlink(path)),
  unlink: onPath((vm, path) => vm.process.unlink(path)),
  rename: onPath((vm, path, args) => vm.process.rename(path, text(args[1]))),
  chmod: onPath((vm, path, args) => vm.process.chmod(path, integer(args[1]))),
  symlink: onPath((vm, path, args) => vm.process.symlink(path, text(args[1]))),
  readlink: (vm, [path]) => call(() => vm.process.readlink(text(path)), text(path)),
  getenv: (vm, [name, fallback]) => vm.process.env.get(text(name)) ?? fallback ?? null,
  urandom: (vm, [size]) => new Bytes(vm.process.random.bytes(integer(size))),
  cpu_count: () => 2n,
  _exit: (_vm, [code]) => {
    throw new Stop(integer(code))
  },
  fork: () => {
    throw new ForkRequest()
  },
  kill: (vm, [pid, number]) => {
    const name = Object.entries(SIGNALS).find(([, each]) => each === integer(number))?.[0] as
      | Signal
      | undefined
    call(() => vm.process.kill(integer(pid), name ?? 0))
    return null
  },
  wait: async (vm) => {
    const ended = await later(() => vm.uninterrupted(() => vm.process.wait(-1)))
    const status = ended!.status
    return new Tuple([
      BigInt(ended!.pid),
      BigInt(status.kind === 'exited' ? status.code << 8 : exitStatus(status) - 128),
    ])
  },
  system: async (vm, [command]) => {
    await vm.out.flush()
    const pid = call(() =>
      vm.process.spawn({ path: '/bin/sh', argv: ['sh', '-c', text(command)], env: vm.process.env }),
    )
    const ended = await later(() => vm.uninterrupted(() => vm.process.wait(pid)))
    const { status } = ended!
    return BigInt(status.kind === 'exited' ? status.code << 8 : exitStatus(status) - 128)
  },
  pipe: (vm) => {
    const { read, write } = call(() => vm.process.pipe())
    return new Tuple([BigInt(read), BigInt(write)])
  },
  read: (vm, [fd, size]) =>
    later(async () => new Bytes(await vm.uninterrupted(() => vm.process.read(integer(fd), integer(size))))),
  write: (vm, [fd, data]) =>
    later(async () => {
      if (integer(fd) === 1) await vm.out.flush()
      await vm.process.write(integer(fd), bytes(data))
      return BigInt(bytes(data).length)
    }),
  close: (vm, [fd]) => {
    call(() => vm.process.close(integer(fd)))
    return null
  },
  dup2: (vm, [from, to]) => {
    call(() => vm.process.dup2(integer(from), integer(to)))
    return to!
  },
  execvp: async (vm, [file, args]) => {
    await vm.out.flush()
    const name = text(file)
    const paths = name.includes('/')
      ? [name]
      : (vm.process.env.get('PATH') ?? '/usr/bin:/bin').split(':').map((each) => `${each}/${name}`)
    const path = paths.find((each) => vm.process.access(each, { execute: true })) ?? name
    return later(async () => vm.process.exec(path, (await vm.list(args!)).map(String), vm.process.env), name)
  },
  uname: (vm) => {
    const { sysname, nodename, release, version, machine } = vm.process.uname()
    return new Tuple([sysname, nodename, release, version, machine])
  },
}

const join: Native = (_vm, args) => {
  let path = text(args[0])
  for (const part of args.slice(1).map((arg) => text(arg)))
    path = part.startsWith('/') ? part : path === '' || path.endsWith('/') ? path + part : `${path}/${part}`
  return path
}
const split = (path: string): [string, string] => {
  const at = path.lastIndexOf('/') + 1
  const head = path.slice(0, at)
  return [/^\/+$/.test(head) ? head : head.replace(/\/+$/, ''), path.slice(at)]
}
const normal = (path: string): string => {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return `/${parts.join('/')}`
}
const kindOf = (vm: Vm, path: string): number =>
  vm.process.exists(path) ? vm.process.stat(path).mode & S_IFMT : 0

const PATHS: Readonly<Record<string, Native>> = {
  join,
  exists: (vm, [path]) => vm.process.exists(text(path)),
  isfile: (vm, [path]) => kindOf(vm, text(path)) === S_IFREG,
  isdir: (vm, [path]) => kindOf(vm, text(path)) === S_IFDIR,
  basename: (_vm, [path]) => split(text(path))[1],
  dirname: (_vm, [path]) => split(text(path))[0],
  split: (_vm, [path]) => new Tuple(split(text(path))),
  splitext: (_vm, [path]) => {
    const m = /^(.*[^/])(\.[^./]*)$/s.exec(text(path))
    return new Tuple(m ? [m[1]!, m[2]!] : [text(path), ''])
  },
  abspath: (vm, [path]) =>
    normal(text(path).startsWith('/') ? text(path) : `${vm.process.cwd()}/${text(path)}`),
  normpath: (_vm, [path]) =>
    text(path).startsWith('/') ? normal(text(path)) : normal(text(path)).slice(1) || '.',
  getsize: (vm, [path]) => call(() => BigInt(vm.process.stat(text(path)).size), text(path)),
  getmtime: (vm, [path]) => call(() => Number(vm.process.stat(text(path)).mtime) / 1e9, text(path)),
  islink: (vm, [path]) => call(() => (vm.process.lstat(text(path)).mode & S_IFMT) === 0o120000, text(path)),
}

const entries = (table: Readonly<Record<string, Native>>): [string, Value][] =>
  Object.entries(table).map(([name, native]) => [name, new Builtin(name, native)])

/** `os.path`. */
export const OS_PATH: ModuleSource = {
  kind: 'native',
  names: () => [...entries(PATHS), ['sep', '/']],
}

/** `os`. */
export const OS: ModuleSource = {
  kind: 'native',
  names: (vm) => {
    const path = new Module('posixpath', new Map(entries(PATHS)))
    vm.modules.set('os.path', path)
    return [
      ...entries(FUNCTIONS),
      ['path', path],
      ['environ', environment(vm)],
      ['sep', '/'],
      ['linesep', '\n'],
      ['name', 'posix'],
      ['error', vm.builtins.get('OSError')!],
      ['WNOHANG', 1n],
    ]
  },
}
