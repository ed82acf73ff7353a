import { accounts, findUser, groups, Names } from './accounts.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Main } from './program.ts'
import { Failure, program } from './program.ts'
import { quoteAlways } from './quoting.ts'

const OPTIONS = optionTable(
  '[OPTION]... [USER]...',
  '-a -g/--group -G/--groups -n/--name -r/--real -u/--user -z/--zero !-Z/--context',
)
const NONE = optionTable('[OPTION]...', '')

export const idMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [name] = options.operands
  const names = new Names(io.p)
  let { uid, gid } = io.p.credentials
  let member = [...new Set([gid, ...io.p.credentials.groups])]
  if (name !== undefined) {
    const user = findUser(io.p, name)
    if (!user || user.gid === undefined)
      throw new Failure(io.busybox ? `unknown user ${name}` : `${quoteAlways(name)}: no such user`)
    uid = user.uid
    gid = user.gid
    const login = accounts(io.p).find((a) => a.uid === uid)?.name ?? name
    member = [
      ...new Set([
        gid,
        ...groups(io.p)
          .filter((g) => g.members.includes(login))
          .map((g) => g.gid),
      ]),
    ]
  }
  const modes = ['u', 'g', 'G'].filter((key) => options.has(key))
  if (modes.length > 1) throw new Failure('cannot print "only" of more than one choice')
  if (options.has('n', 'r') && modes.length === 0)
    throw new Failure('cannot print only names or real IDs in default format')
  const userName = (id: number): string => (options.has('n') && names.user(id)) || String(id)
  const groupName = (id: number): string => (options.has('n') && names.group(id)) || String(id)
  if (modes[0] === 'u') await io.out.write(`${userName(uid)}\n`)
  else if (modes[0] === 'g') await io.out.write(`${groupName(gid)}\n`)
  else if (modes[0] === 'G') await io.out.write(`${member.map(groupName).join(' ')}\n`)
  else {
    const called = (id: number, known: string | undefined): string =>
      known === undefined ? String(id) : `${id}(${known})`
    const list = member.map((id) => called(id, names.group(id))).join(',')
    const tail =
      io.busybox && member.length === 1 && name === undefined && io.p.credentials.groups.length === 0
        ? ''
        : ` groups=${list}`
    await io.out.write(`uid=${called(uid, names.user(uid))} gid=${called(gid, names.group(gid))}${tail}\n`)
  }
  return 0
}

export const whoamiMain: Main = async (io) => {
  const { operands } = parseOptions(io, NONE)
  if (operands.length > 0)
    throw usageError(io, io.busybox ? '' : `extra operand ${quoteAlways(operands[0]!)}`)
  const { uid } = io.p.credentials
  const name = new Names(io.p).user(uid)
  if (name === undefined)
    throw new Failure(io.busybox ? `unknown uid ${uid}` : `cannot find name for user ID ${uid}`)
  await io.out.write(`${name}\n`)
  return 0
}

export const groupsMain: Main = async (io) => {
  const { operands } = parseOptions(io, NONE)
  const names = new Names(io.p)
  for (const user of operands.length > 0 ? operands : [undefined]) {
    const found = user === undefined ? undefined : findUser(io.p, user)
    if (user !== undefined && found?.gid === undefined)
      throw new Failure(`${quoteAlways(user)}: no such user`)
    const own = found ? [found.gid!] : [io.p.credentials.gid, ...io.p.credentials.groups]
    const more =
      user === undefined
        ? []
        : groups(io.p)
            .filter((g) => g.members.includes(user))
            .map((g) => g.gid)
    const list = [...new Set([...own, ...more])].map((gid) => names.group(gid) ?? String(gid)).join(' ')
    await io.out.write(`${user === undefined ? '' : `${user} : `}${list}\n`)
  }
  return 0
}

export const id = program('id', idMain)
export const whoami = program('whoami', whoamiMain)
export const groupsProgram = program('groups', groupsMain)
