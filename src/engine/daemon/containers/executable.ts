import { EngineError, isErrno } from '../../base/errors.ts'
import { encode } from '../../base/text.ts'
import { EXECUTE, permitted } from '../../kernel/credentials.ts'
import { resolve, type View } from '../../kernel/walk.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import type { Container } from './store.ts'

/** Finds what a container is to run in its own file system, or says why not, in the words of Go's os/exec. */
export function findExecutable(
  view: View,
  name: string,
  path: string,
): { path: string } | { reason: string } {
  if (name.includes('/')) {
    const problem = check(view, name)
    return problem === undefined ? { path: name } : { reason: `exec: "${name}": ${problem}` }
  }
  for (const directory of path.split(':')) {
    const candidate = `${directory || '.'}/${name}`
    if (check(view, candidate) === undefined) return { path: candidate }
  }
  return { reason: `exec: "${name}": executable file not found in $PATH` }
}

function check(view: View, path: string): string | undefined {
  try {
    const { mount, ino } = resolve(view, path)
    const stat = mount.fs.stat(ino)
    if (isDirectory(stat.mode)) return 'is a directory: permission denied'
    return permitted(stat, view.credentials, EXECUTE) ? undefined : 'permission denied'
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return `stat ${path}: no such file or directory`
    if (isErrno(error)) return `stat ${path}: ${error.message.toLowerCase()}`
    throw error
  }
}

const INIT = 'unable to start container process: error during container init: '

/** What the daemon says when a container's first process cannot start. */
export const createFailure = (reason: string): EngineError =>
  new EngineError(
    'invalid',
    `failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ${INIT}${reason}`,
  )

/** Bytes that the kernel takes for a host name (linux/utsname.h, __NEW_UTS_LEN). */
const LONGEST_NAME = 64

export function checkHostname({ config, hostConfig }: Container): void {
  if (hostConfig.UTSMode !== 'host' && encode(config.Hostname).length > LONGEST_NAME)
    throw createFailure('sethostname: invalid argument')
}

/** What `docker exec` prints when its process cannot start. */
export const execFailure = (reason: string): string =>
  `OCI runtime exec failed: exec failed: unable to start container process: ${reason}`

/** What the daemon adds where a directory was wanted (moby, daemon/errors.go). */
export const NOT_A_DIRECTORY =
  'not a directory: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type'

/** The exit code of what never ran, where nothing says more. */
export const NEVER_RAN = 128

/**
 * The exit code of what never ran, by what the runtime said; undefined where it was not asked: then the code of the run
 * before stays (moby, daemon/errors.go, setExitCodeFromError).
 */
export function exitCodeOf(message: string): number | undefined {
  if (/executable file not found|no such file|not a directory/.test(message)) return 127
  if (/permission denied|is a directory/.test(message)) return 126
  return message.startsWith('failed to create task') ? NEVER_RAN : undefined
}
