import { bytesOf } from '../../base/body.ts'
import { EngineError, isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { Credentials } from '../../kernel/process.ts'
import { resolve, type View } from '../../kernel/walk.ts'

export interface Account {
  readonly credentials: Credentials
  readonly home: string
}

/** Lines of a colon-separated file of the container; none where the file is missing. */
function rows(view: View, path: string): string[][] {
  try {
    const { mount, ino } = resolve(view, path)
    return decode(bytesOf(mount.fs.body(ino)))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(':'))
  } catch (error) {
    if (isErrno(error)) return []
    throw error
  }
}

/** IDs that a process may have (moby/sys/user, user.go). */
const MAX_ID = 2147483647

function checkRange(...ids: number[]): void {
  if (ids.some((id) => id < 0 || id > MAX_ID))
    throw new EngineError('invalid', `uids and gids must be in range 0-${MAX_ID}`)
}

/** Groups that a process is put into besides those of its user, by name or number (GetAdditionalGroups). */
function additional(groups: string[][], added: readonly string[]): number[] {
  return added.map((group) => {
    const found = groups.find(([label, , id]) => label === group || id === group)
    if (!found && !/^[+-]?\d+$/.test(group))
      throw new EngineError('invalid', `unable to find group ${group}: no matching entries in group file`)
    const id = Number(found ? found[2] : group)
    checkRange(id)
    return id
  })
}

/**
 * Who `--user` means in a container's own /etc/passwd and /etc/group (moby/sys/user, GetExecUser), with the groups that
 * `--group-add` gives.
 */
export function findAccount(view: View, text: string, added: readonly string[] = []): Account {
  const [name = '', group] = text.split(':', 2)
  const passwd = rows(view, '/etc/passwd')
  const groups = rows(view, '/etc/group')
  const wanted = name === '' ? '0' : name
  const row = passwd.find(([login, , uid]) => login === wanted || uid === wanted)
  if (!row && !/^[+-]?\d+$/.test(wanted))
    throw new EngineError('invalid', `unable to find user ${wanted}: no matching entries in passwd file`)
  const uid = row ? Number(row[2]) : Number(wanted)
  let gid = row ? Number(row[3]) : 0
  checkRange(uid)
  let more: number[] = row
    ? groups.filter(([, , , members]) => members?.split(',').includes(row[0]!)).map(([, , id]) => Number(id))
    : []
  if (group !== undefined && group !== '') {
    const found = groups.find(([label, , id]) => label === group || id === group)
    if (!found && !/^[+-]?\d+$/.test(group))
      throw new EngineError('invalid', `unable to find group ${group}: no matching entries in group file`)
    gid = found ? Number(found[2]) : Number(group)
    checkRange(gid)
    more = []
  }
  const all = [gid, ...more.filter((id) => id !== gid), ...additional(groups, added)]
  return {
    credentials: { uid, gid, groups: all.sort((a, b) => a - b) },
    home: row?.[5] || '/',
  }
}
