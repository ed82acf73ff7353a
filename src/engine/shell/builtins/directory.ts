import { FsError } from '../../base/errors.ts'
import { Failure } from '../failure.ts'
import { print } from '../report.ts'
import type { Shell } from '../state.ts'
import { BASH, type Builtin, builtin, parseOptions } from './builtin.ts'

/** Path without `.`, `..` and double slashes, by its text alone. */
export function normalize(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') parts.pop()
    else parts.push(part)
  }
  return `/${parts.join('/')}`
}

/** The directory as the user came to it: `PWD` while it is right, else the kernel's answer. */
export const logicalDirectory = (sh: Shell): string => sh.vars.get('PWD') ?? sh.process.cwd()

/** Changes the directory and keeps PWD and OLDPWD. */
export function changeDirectory(sh: Shell, path: string, physical: boolean): void {
  const old = logicalDirectory(sh)
  const target = path.startsWith('/') ? path : `${old}/${path}`
  const logical = normalize(target)
  try {
    sh.process.chdir(physical ? path : logical)
  } catch (error) {
    if (error instanceof FsError && !physical && error.errno === 'ENOENT' && path.includes('..'))
      sh.process.chdir(path)
    else throw error
  }
  sh.vars.set('OLDPWD', old)
  sh.vars.set('PWD', physical ? sh.process.cwd() : logical)
  for (const name of ['PWD', 'OLDPWD']) sh.vars.declare(name).exported = true
}

async function cd(sh: Shell, args: readonly string[]): Promise<number> {
  const { flags, operands } = await parseOptions(sh, 'cd', args, 'LPe@', 'cd [-L|[-P [-e]] [-@]] [dir]')
  if (operands.length > 1 && sh.dialect === 'bash') throw new Failure('too many arguments')
  let path = operands[0]
  let show = false
  if (path === undefined) {
    path = sh.vars.get('HOME')
    if (path === undefined) {
      if (sh.dialect !== 'bash') return 0
      throw new Failure('HOME not set')
    }
  } else if (path === '-') {
    path = sh.vars.get('OLDPWD')
    if (path === undefined) throw new Failure('OLDPWD not set', { status: sh.dialect === 'bash' ? 1 : 2 })
    show = true
  } else if (path === '') return 0
  const physical = flags.has('P') || sh.options.has('physical')
  const found = fromSearchPath(sh, path)
  try {
    changeDirectory(sh, found ?? path, physical)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    if (sh.dialect === 'bash') throw new Failure(`${path}: ${error.message}`)
    throw new Failure(`can't cd to ${path}${sh.dialect === 'ash' ? `: ${error.message}` : ''}`, { status: 2 })
  }
  if (show || found) await print(sh, `${logicalDirectory(sh)}\n`)
  return 0
}

/** `CDPATH`, for relative paths. Undefined where it does not help. */
function fromSearchPath(sh: Shell, path: string): string | undefined {
  if (/^\.{0,2}\//.test(path) || path === '.' || path === '..') return undefined
  for (const directory of sh.vars.get('CDPATH')?.split(':') ?? []) {
    if (directory === '' || directory === '.') continue
    if (sh.process.exists(`${directory}/${path}`)) return `${directory}/${path}`
  }
  return undefined
}

async function pwd(sh: Shell, args: readonly string[]): Promise<number> {
  const { flags } = await parseOptions(sh, 'pwd', args, 'LP', 'pwd [-LP]')
  await print(sh, `${flags.has('P') ? sh.process.cwd() : logicalDirectory(sh)}\n`)
  return 0
}

const shorten = (sh: Shell, path: string): string => {
  const home = sh.vars.get('HOME')
  if (!home || home === '/') return path
  return path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}

const stack = (sh: Shell): string[] => [logicalDirectory(sh), ...sh.directories]

async function dirs(sh: Shell, args: readonly string[]): Promise<number> {
  const { flags } = await parseOptions(sh, 'dirs', args, 'clpv', 'dirs [-clpv] [+N] [-N]')
  if (flags.has('c')) {
    sh.directories = []
    return 0
  }
  const shown = stack(sh).map((path) => (flags.has('l') ? path : shorten(sh, path)))
  if (flags.has('v')) await print(sh, shown.map((path, i) => `${String(i).padStart(2)}  ${path}\n`).join(''))
  else await print(sh, `${shown.join(flags.has('p') ? '\n' : ' ')}\n`)
  return 0
}

function go(sh: Shell, path: string): void {
  try {
    changeDirectory(sh, path, false)
  } catch (error) {
    if (error instanceof FsError) throw new Failure(`${path}: ${error.message}`)
    throw error
  }
}

/** Position in the stack for `+N` and `-N`; undefined for anything else. */
function position(sh: Shell, text: string | undefined): number | undefined {
  const m = /^([-+])(\d+)$/.exec(text ?? '')
  if (!m) return undefined
  const size = sh.directories.length + 1
  const index = m[1] === '+' ? Number(m[2]) : size - 1 - Number(m[2])
  if (index < 0 || index >= size) throw new Failure(`${text}: directory stack index out of range`)
  return index
}

async function pushd(sh: Shell, args: readonly string[]): Promise<number> {
  const index = position(sh, args[0])
  const all = stack(sh)
  if (args[0] === undefined) {
    const [other, ...rest] = sh.directories
    if (other === undefined) throw new Failure('no other directory')
    go(sh, other)
    sh.directories = [all[0]!, ...rest]
  } else if (index !== undefined) {
    const turned = [...all.slice(index), ...all.slice(0, index)]
    go(sh, turned[0]!)
    sh.directories = turned.slice(1)
  } else {
    go(sh, args[0])
    sh.directories = all
  }
  return dirs(sh, [])
}

async function popd(sh: Shell, args: readonly string[]): Promise<number> {
  if (sh.directories.length === 0) throw new Failure('directory stack empty')
  const index = position(sh, args[0]) ?? 0
  if (index === 0) {
    go(sh, sh.directories[0]!)
    sh.directories = sh.directories.slice(1)
  } else sh.directories = sh.directories.filter((_, i) => i !== index - 1)
  return dirs(sh, [])
}

const cdBuiltin = builtin('cd [-L|[-P [-e]] [-@]] [dir]', cd)

export const DIRECTORY: readonly (readonly [string, Builtin])[] = [
  ['cd', cdBuiltin],
  ['chdir', builtin('chdir [dir]', cd, ['ash', 'dash'])],
  ['pwd', builtin('pwd [-LP]', pwd)],
  ['dirs', builtin('dirs [-clpv] [+N] [-N]', dirs, BASH)],
  ['pushd', builtin('pushd [-n] [+N | -N | dir]', pushd, BASH)],
  ['popd', builtin('popd [-n] [+N | -N]', popd, BASH)],
]
