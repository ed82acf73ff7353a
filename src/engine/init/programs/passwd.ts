import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { accounts } from '../../userland/accounts.ts'
import { optionTable, parseOptions } from '../../userland/options.ts'
import { type Io, program } from '../../userland/program.ts'
import { CRYPT_LETTERS, sha512crypt } from '../crypt.ts'
import { readText } from '../manager/files.ts'
import { readPassword } from './password.ts'

const OPTIONS = optionTable(
  '[options] [LOGIN]',
  '-d/--delete !-a/--all !-e/--expire !-i/--inactive !-k/--keep-tokens !-l/--lock !-n/--mindays !-q/--quiet !-r/--repository !-R/--root !-S/--status !-u/--unlock !-w/--warndays !-x/--maxdays',
)
const SHADOW = '/etc/shadow'
const SALT_LETTERS = 16
/** Exit status where the password could not be changed (passwd(1), "EXIT VALUES"). */
const DENIED = 1
const FAILED = 10

/** `passwd`: sets or deletes the password of an account (shadow 4.13 with pam_unix's questions). Root is not asked for the old one. */
export const passwd = program('passwd', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const { p } = io
  const own = accounts(p).find(({ uid }) => uid === p.credentials.uid)?.name ?? 'root'
  const name = options.operands[0] ?? own
  if (!accounts(p).some((account) => account.name === name)) {
    await io.stderr(`passwd: user '${name}' does not exist\n`)
    return DENIED
  }
  if (p.credentials.uid !== 0) {
    await io.stderr('passwd: of the accounts, only root changes passwords in this simulation\n')
    return DENIED
  }
  if (options.has('d')) return change(io, name, '', 'passwd: password changed.\n')
  const password = await readPassword(p, 'New password: ')
  if (!password) return unchanged(io, 'No password has been supplied.\n')
  if ((await readPassword(p, 'Retype new password: ')) !== password)
    return unchanged(io, 'Sorry, passwords do not match.\n')
  return change(io, name, sha512crypt(password, salt(p)), 'passwd: password updated successfully\n')
})

async function change(io: Io, name: string, secret: string, said: string): Promise<number> {
  const lines = readText(io.p, SHADOW).split('\n')
  const changed = lines.map((line) => {
    const [own, , ...rest] = line.split(':')
    return own === name ? [own, secret, ...rest].join(':') : line
  })
  try {
    io.p.writeFile(SHADOW, changed.join('\n'), 0o640)
  } catch (error) {
    if (!isErrno(error)) throw error
    return unchanged(io, '')
  }
  await io.stderr(said)
  return 0
}

async function unchanged(io: Io, why: string): Promise<number> {
  await io.stderr(`${why}passwd: Authentication token manipulation error\npasswd: password unchanged\n`)
  return FAILED
}

const salt = (p: Process): string =>
  Array.from({ length: SALT_LETTERS }, () => CRYPT_LETTERS[p.random.below(CRYPT_LETTERS.length)]).join('')
