import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { Process, Program } from '../../kernel/process.ts'

const VERSION = '1.17'

/** Fields of the lines of a colon-separated file; none where it is missing. */
function rows(process: Process, path: string): string[][] {
  if (!process.exists(path)) return []
  return decode(bytesOf(process.readFile(path)))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(':'))
}

function find(process: Process, name: string): string | undefined {
  if (name.includes('/')) return name
  const directories = (process.env.get('PATH') ?? '').split(':')
  return directories
    .map((directory) => `${directory}/${name}`)
    .find((path) => process.access(path, { execute: true }))
}

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
    const row = rows(process, '/etc/passwd').find(([login, , uid]) => login === name || uid === name)
    if (!row && !/^\d+$/.test(name)) {
      await process.write(
        2,
        `error: failed switching to "${who}": unable to find user ${name}: no matching entries in passwd file\n`,
      )
      return 1
    }
    const groups = rows(process, '/etc/group')
    const chosen =
      group === undefined ? undefined : groups.find(([label, , id]) => label === group || id === group)
    const gid = Number(chosen?.[2] ?? row?.[3] ?? 0)
    const more = groups
      .filter(([, , , members]) => row && members?.split(',').includes(row[0]!))
      .map(([, , id]) => Number(id))
    process.setCredentials({
      uid: Number(row?.[2] ?? name),
      gid,
      groups: [gid, ...more.filter((id) => id !== gid)],
    })
    process.env.set('HOME', row?.[5] ?? '/')
    const path = find(process, argv[0]!)
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
