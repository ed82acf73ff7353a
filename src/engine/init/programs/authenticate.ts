import type { Process } from '../../kernel/process.ts'
import { type Account, accounts } from '../../userland/accounts.ts'
import { passwordMatches } from '../crypt.ts'
import { readPassword } from './password.ts'
import { readLine } from './read-line.ts'
import { shadowOf } from './shadow.ts'

/** How long login(1) waits after a wrong password, and how often it asks. */
const FAIL_DELAY = 3e9
const RETRIES = 5

/** Asks for a password, and for a name where none is `given`, until they are somebody's. */
export async function authenticate(p: Process, given: string | undefined): Promise<Account | undefined> {
  let name = given
  for (let tries = 0; tries < RETRIES; tries++) {
    if (name === undefined) {
      await p.write(1, `${p.hostname()} login: `)
      name = (await readLine(p))?.trim()
      if (name === undefined) return undefined
      if (name === '') {
        name = undefined
        continue
      }
    }
    const account = accounts(p).find((one) => one.name === name)
    // An empty password is asked for by nobody (pam_unix(8), "nullok").
    if (account && shadowOf(p, account.name) === '') return account
    const password = await readPassword(p, 'Password: ')
    if (password === undefined) return undefined
    if (account && passwordMatches(password, shadowOf(p, account.name) ?? '*')) return account
    await p.sleep(FAIL_DELAY)
    await p.write(1, '\nLogin incorrect\n')
    name = undefined
  }
  return undefined
}
