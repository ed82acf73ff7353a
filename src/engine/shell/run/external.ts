import { bytesOf, sliceBody } from '../../base/body.ts'
import { FsError, isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { ExitCode } from '../../kernel/process.ts'
import { isDirectory, isRegular } from '../../vfs/filesystem.ts'
import { notFound } from '../dialect.ts'
import { inShellOrder } from '../environment.ts'
import { waitForeground } from '../jobs/wait.ts'
import { complain } from '../report.ts'
import type { Shell } from '../state.ts'
import { forkShell } from './child.ts'
import { startProcess } from './start-process.ts'
import { runScriptText } from './text.ts'

export interface Found {
  readonly path: string
  /** False where a file of that name is there and must not be executed. */
  readonly executable: boolean
}

/** Looks for a command as `PATH` says. */
export function searchPath(sh: Shell, name: string, path = sh.vars.get('PATH') ?? ''): Found | undefined {
  let denied: Found | undefined
  for (const directory of path.split(':')) {
    const candidate = directory === '' ? `./${name}` : `${directory.replace(/\/+$/, '')}/${name}`
    try {
      if (!isRegular(sh.process.stat(candidate).mode)) continue
    } catch (error) {
      if (isErrno(error)) continue
      throw error
    }
    if (sh.process.access(candidate, { execute: true })) return { path: candidate, executable: true }
    denied ??= { path: candidate, executable: false }
  }
  return denied
}

/** The file that a command name stands for, from the hash table or `PATH`. */
export function locate(sh: Shell, name: string): Found | undefined {
  if (name.includes('/')) return { path: name, executable: true }
  const known = sh.hashed.get(name)
  if (known && sh.process.exists(known.path)) {
    known.hits++
    return { path: known.path, executable: true }
  }
  const found = searchPath(sh, name)
  if (found?.executable) sh.hashed.set(name, { path: found.path, hits: 1 })
  return found
}

/** Runs a program. `replace`: this process is only for it, so it takes its place. */
export async function runExternal(
  sh: Shell,
  argv: readonly string[],
  options: { replace: boolean; command: string; env?: ReadonlyMap<string, string> },
): Promise<ExitCode> {
  const name = argv[0]!
  const found = locate(sh, name)
  if (!found) {
    await complain(sh, notFound(sh.dialect, name))
    return 127
  }
  if (!found.executable) {
    await complain(sh, `${sh.dialect === 'bash' ? found.path : name}: Permission denied`)
    return 126
  }
  const env = inShellOrder(options.env ?? sh.vars.environment(), sh.dialect)
  if (sh.dialect === 'bash') env.set('_', found.path)
  try {
    if (options.replace) return await sh.process.exec(found.path, argv, env)
    const grouped = sh.tty !== undefined
    const placement = grouped ? { pgid: 0, foreground: true } : {}
    const pid = await startProcess(sh, () => sh.process.spawn({ path: found.path, argv, env, ...placement }))
    const job = sh.jobs.add({
      pgid: grouped ? pid : undefined,
      processes: [{ pid, status: undefined }],
      command: options.command,
      background: false,
      notified: false,
    })
    return await waitForeground(sh, job)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    return startFailure(sh, found.path, argv, error, options)
  }
}

async function startFailure(
  sh: Shell,
  path: string,
  argv: readonly string[],
  error: FsError,
  options: { replace: boolean; command: string },
): Promise<ExitCode> {
  const bash = sh.dialect === 'bash'
  if (error.errno === 'ENOEXEC') return runWithoutInterpreter(sh, path, argv, options)
  if (error.errno === 'ENOENT' || error.errno === 'ENOTDIR') {
    if (bash && isThere(sh, path)) await complain(sh, `${path}: cannot execute: required file not found`)
    else await complain(sh, bash ? `${path}: ${error.message}` : notFound(sh.dialect, path))
    return 127
  }
  const directory = error.errno === 'EACCES' && isDirectoryAt(sh, path)
  await complain(sh, `${path}: ${directory && bash ? 'Is a directory' : error.message}`)
  return 126
}

function isDirectoryAt(sh: Shell, path: string): boolean {
  try {
    return isDirectory(sh.process.stat(path).mode)
  } catch (error) {
    if (isErrno(error)) return false
    throw error
  }
}

/** The file is there: what exec missed is the interpreter of a script, or the loader of a program. */
function isThere(sh: Shell, path: string): boolean {
  try {
    sh.process.stat(path)
    return true
  } catch (error) {
    if (isErrno(error)) return false
    throw error
  }
}

/** A file that exec refuses is a script of this shell, unless it is binary (POSIX 2.9.1.1). */
async function runWithoutInterpreter(
  sh: Shell,
  path: string,
  argv: readonly string[],
  options: { replace: boolean; command: string },
): Promise<ExitCode> {
  const body = sh.process.readFile(path)
  if (bytesOf(sliceBody(body, 0, 128)).includes(0)) {
    const what = sh.dialect === 'bash' ? 'cannot execute binary file: Exec format error' : 'Exec format error'
    await complain(sh, `${path}: ${what}`)
    return 126
  }
  const run = async (copy: Shell): Promise<ExitCode> => {
    copy.name = path
    copy.positional = argv.slice(1)
    copy.functions = new Map()
    copy.aliases = new Map()
    copy.traps = new Map([...copy.traps].filter(([, action]) => action === ''))
    return runScriptText(copy, decode(bytesOf(body)), { firstLine: 1, input: 'file' })
  }
  if (options.replace) return run(sh)
  const grouped = sh.tty !== undefined
  const pid = await forkShell(sh, run, grouped ? { pgid: 0, foreground: true } : {})
  const job = sh.jobs.add({
    pgid: grouped ? pid : undefined,
    processes: [{ pid, status: undefined }],
    command: options.command,
    background: false,
    notified: false,
  })
  return waitForeground(sh, job)
}
