import type { Body } from '../base/body.ts'
import { FsError } from '../base/errors.ts'
import { decode } from '../base/text.ts'
import { isRegular, type Stat } from '../vfs/filesystem.ts'
import { EXECUTE, permitted, S_ISGID, S_ISUID } from './credentials.ts'
import type { Credentials, Program } from './process.ts'
import { resolve, type View } from './walk.ts'

/** Interpreters of interpreters before ELOOP (execve(2)). */
const MAX_DEPTH = 4
const MAX_LINE = 256

/** How executables are recognised: by their bytes, never by their path. */
export interface Executables {
  /**
   * The program that a file's bytes stand for; `foreign` for an executable of another machine, undefined for what is no
   * executable of ours.
   */
  identify(body: Body): Program | 'foreign' | undefined
  /** Path of the loader that a dynamically linked executable asks for. */
  interpreter(body: Body): string | undefined
}

export interface Loaded {
  readonly program: Program
  readonly argv: readonly string[]
  /** Who it runs as: set-user-ID and set-group-ID files change that (execve(2)). */
  readonly credentials: Credentials
}

/**
 * Finds the program behind a path (execve(2)). ENOENT, also where its interpreter or its loader is missing; EACCES,
 * ENOEXEC, ELOOP.
 */
export function load(view: View, path: string, argv: readonly string[], known: Executables): Loaded {
  return loadFile(view, path, argv, known, 0)
}

function loadFile(
  view: View,
  path: string,
  argv: readonly string[],
  known: Executables,
  depth: number,
): Loaded {
  if (depth > MAX_DEPTH) throw new FsError('ELOOP')
  const { mount, ino } = resolve(view, path)
  const { credentials } = view
  const stat = mount.fs.stat(ino)
  if (!isRegular(stat.mode) || !permitted(stat, credentials, EXECUTE) || mount.has('noexec'))
    throw new FsError('EACCES')
  const body = mount.fs.body(ino)
  const program = known.identify(body)
  if (program === 'foreign') throw new FsError('ENOEXEC')
  const gains = !mount.has('nosuid') && !credentials.noNewPrivileges
  const loader = known.interpreter(body)
  if (loader !== undefined) needLoader(view, loader)
  if (program) return { program, argv, credentials: gains ? afterExec(stat, credentials) : credentials }
  const head = body.read(0, MAX_LINE)
  if (head[0] === 0x23 && head[1] === 0x21) {
    const line = decode(head).slice(2).split('\n', 1)[0]!.trim()
    const [, interpreter, argument] = /^(\S+)(?:\s+(.*))?$/.exec(line) ?? []
    if (!interpreter) throw new FsError('ENOEXEC')
    return loadFile(
      view,
      interpreter,
      [interpreter, ...(argument ? [argument] : []), path, ...argv.slice(1)],
      known,
      depth + 1,
    )
  }
  if (head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46)
    return { program: foreign, argv, credentials }
  throw new FsError('ENOEXEC')
}

/** The kernel opens the loader of a dynamically linked executable as it does the executable (fs/binfmt_elf.c). */
function needLoader(view: View, path: string): void {
  const { mount, ino } = resolve(view, path)
  const stat = mount.fs.stat(ino)
  if (!isRegular(stat.mode) || !permitted(stat, view.credentials, EXECUTE) || mount.has('noexec'))
    throw new FsError('EACCES')
}

/** Who runs a program of that owner and mode: its set-ID bits lend it the owner's and the group's rights. */
function afterExec({ mode, uid, gid }: Stat, who: Credentials): Credentials {
  const user = mode & S_ISUID ? uid : who.uid
  const group = (mode & (S_ISGID | 0o010)) === (S_ISGID | 0o010) ? gid : who.gid
  if (user === who.uid && group === who.gid) return who
  return { ...who, uid: user, gid: group, real: who.real ?? { uid: who.uid, gid: who.gid } }
}

/** A real executable. */
const foreign: Program = {
  name: 'foreign',
  async run(process) {
    await process.write(2, `${process.argv[0]}: a real program; Strata runs only the programs it simulates\n`)
    return 126
  },
}
