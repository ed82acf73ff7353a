import { isErrno } from '../../base/errors.ts'
import type { Program } from '../../kernel/process.ts'
import { accounts, groups } from '../accounts.ts'
import { findInPath } from './path.ts'

const VERSION = '1.17'

/** gosu USER COMMAND [ARGS]: becomes the user, then the command. */
export const gosu: Program = {
  name: 'gosu',
  async run(process) {
    const [, who, ...argv] = process.argv
    if (who === '--version') {
      await process.write(1, `${VERSION} (go1.18.2 on linux/amd64; gc)\n`)
      return 0
    }
    if (who === undefined || argv.length === 0) {
      await process.write(2, 'Usage: gosu user-spec command [args]\n')
      return 1
    }
    const [name = '', group] = who.split(':', 2)
    const account = accounts(process).find((one) => one.name === name || String(one.uid) === name)
    if (!account && !/^\d+$/.test(name)) {
      await process.write(
        2,
        `error: failed switching to "${who}": unable to find user ${name}: no matching entries in passwd file\n`,
      )
      return 1
    }
    const all = groups(process)
    const chosen =
      group === undefined ? undefined : all.find((one) => one.name === group || String(one.gid) === group)
    const gid = chosen?.gid ?? account?.gid ?? 0
    const more = all.filter((one) => account && one.members.includes(account.name)).map((one) => one.gid)
    process.setCredentials({
      uid: account?.uid ?? Number(name),
      gid,
      groups: [gid, ...more.filter((id) => id !== gid)],
    })
    process.env.set('HOME', account?.home ?? '/')
    const path = findInPath(process, argv[0]!)
    if (path === undefined) {
      await process.write(2, `error: exec: "${argv[0]}": executable file not found in $PATH\n`)
      return 1
    }
    try {
      return await process.exec(path, argv, process.env)
    } catch (error) {
      if (!isErrno(error)) throw error
      await process.write(2, `error: ${error.message.toLowerCase()}\n`)
      return 1
    }
  },
}
