import type { Stat } from '../vfs/filesystem.ts'
import { findGroup, findUser, Names } from './accounts.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'
import { walk } from './walk.ts'

const OPTIONS = optionTable(
  '[OPTION]... [OWNER][:[GROUP]] FILE...',
  `-c/--changes -f/--silent --quiet -v/--verbose --dereference -h/--no-dereference !--from: --no-preserve-root --preserve-root
   --reference: -R/--recursive -H -L -P`,
)

interface Owner {
  /** -1 leaves it. */
  readonly uid: number
  readonly gid: number
}

function readOwner(io: Io, text: string): Owner {
  const cut = text.search(/[:.]/)
  const userText = cut < 0 ? text : text.slice(0, cut)
  const groupText = cut < 0 ? undefined : text.slice(cut + 1)
  const user = userText === '' ? undefined : findUser(io.p, userText)
  if (userText !== '' && !user)
    throw new Failure(io.busybox ? `unknown user ${userText}` : `invalid user: ${quoteAlways(text)}`)
  if (groupText === undefined || (groupText === '' && !user)) return { uid: user?.uid ?? -1, gid: -1 }
  if (groupText === '') {
    if (user?.gid === undefined) throw new Failure(`invalid spec: ${quoteAlways(text)}`)
    return { uid: user.uid, gid: user.gid }
  }
  const gid = findGroup(io.p, groupText)
  if (gid === undefined)
    throw new Failure(io.busybox ? `unknown group ${groupText}` : `invalid group: ${quoteAlways(text)}`)
  return { uid: user?.uid ?? -1, gid }
}

const ownerMain =
  (group: boolean): Main =>
  async (io) => {
    const options = parseOptions(io, OPTIONS)
    const operands = [...options.operands]
    const reference = options.get('reference')
    let owner: Owner
    let shown = ''
    if (reference !== undefined) {
      const stat = io.p.stat(reference)
      owner = { uid: group ? -1 : stat.uid, gid: stat.gid }
    } else {
      const text = operands.shift()
      if (text === undefined) throw usageError(io, io.busybox ? '' : 'missing operand')
      if (operands.length === 0)
        throw usageError(io, io.busybox ? '' : `missing operand after ${quoteAlways(text)}`)
      shown = text
      if (group) {
        const gid = findGroup(io.p, text)
        if (gid === undefined)
          throw new Failure(io.busybox ? `unknown group ${text}` : `invalid group: ${quoteAlways(text)}`)
        owner = { uid: -1, gid }
      } else owner = readOwner(io, text)
    }
    const what = group || (owner.uid < 0 && owner.gid >= 0) ? 'group' : 'ownership'
    const names = new Names(io.p)
    const silent = options.has('f', 'quiet')
    let code = 0
    for (const operand of operands) {
      const noFollow = options.has('h') || (options.has('R') && !options.has('L'))
      const visits = walk(io.p, operand, {
        follow: options.has('L') ? 'always' : noFollow ? 'never' : 'start',
        maxDepth: options.has('R') ? Number.POSITIVE_INFINITY : 0,
        failed: async (path, error) => {
          code = 1
          if (!silent)
            await io.error(
              io.busybox
                ? `${path}: ${reason(error)}`
                : `cannot access ${quoteAlways(path)}: ${reason(error)}`,
            )
        },
      })
      for await (const { path, stat } of visits) {
        try {
          io.p.chown(path, owner.uid, owner.gid, noFollow)
          await tell(path, stat)
        } catch (error) {
          code = 1
          if (!silent)
            await io.error(
              io.busybox
                ? `${path}: ${reason(error)}`
                : `changing ${what} of ${quoteAlways(path)}: ${reason(error)}`,
            )
        }
      }
    }
    return code

    async function tell(path: string, stat: Stat): Promise<void> {
      const changed = (owner.uid >= 0 && owner.uid !== stat.uid) || (owner.gid >= 0 && owner.gid !== stat.gid)
      if (!options.has('v') && !(options.has('c') && changed)) return
      const user = names.user(stat.uid) ?? String(stat.uid)
      const groupName = names.group(stat.gid) ?? String(stat.gid)
      const old = what === 'group' ? groupName : owner.gid < 0 ? user : `${user}:${groupName}`
      await io.out.write(
        changed
          ? `changed ${what} of ${quoteAlways(path)} from ${old} to ${shown}\n`
          : `${what} of ${quoteAlways(path)} retained as ${old}\n`,
      )
    }
  }

export const chownMain = ownerMain(false)
export const chgrpMain = ownerMain(true)
export const chown = program('chown', chownMain)
export const chgrp = program('chgrp', chgrpMain)
