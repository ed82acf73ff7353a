import { EngineError } from '../../base/errors.ts'
import { concatBytes, decode } from '../../base/text.ts'
import type { AuthConfig, ReplyOf } from '../../daemon/api.ts'
import { atMost, type ClientContext, defineCommand } from '../cli/command.ts'
import { ClientError, ConnectionError, messageOf, notSimulated } from '../cli/errors.ts'
import { bool, string } from '../cli/values.ts'
import { note } from '../format/note.ts'
import { askCredentials, type Known } from './ask.ts'
import { hostOf, INDEX_SERVER, storedLogin, storeLogin } from './credentials.ts'

export const login = defineCommand({
  name: 'login',
  usage: '[OPTIONS] [SERVER]',
  summary: 'Authenticate to a registry',
  long: `Authenticate to a registry.
Defaults to Docker Hub if no server is specified.`,
  args: atMost(1),
  flags: {
    password: string('Password or Personal Access Token (PAT)', { short: 'p' }),
    'password-stdin': bool('Take the Password or Personal Access Token (PAT) from stdin'),
    username: string('Username', { short: 'u' }),
  },
  async run(context, [server = ''], flags) {
    const given = (flag: string): boolean => context.changed(flag)
    const fail = (why: string): never => {
      throw new ClientError(why)
    }
    if (given('password-stdin') && given('password'))
      fail('conflicting options: cannot specify both --password and --password-stdin')
    if (given('password-stdin') && !given('username'))
      fail('the --password-stdin option requires --username to be set')
    if (given('username') && flags.username === '') fail('username is empty')
    if (given('password') && flags.password === '') fail('password is empty')
    if (flags.password !== '')
      await context.err('WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n')
    const { username } = flags
    const password = flags['password-stdin'] ? await passwordFromInput(context) : flags.password
    const isHub = server === '' || server === 'docker.io' || server === INDEX_SERVER
    const address = isHub ? INDEX_SERVER : hostOf(server)
    const stored = username === '' && password === '' ? withoutToken(await known(context, address)) : {}
    const status =
      (stored.username && stored.password ? await loginAgain(context, address, stored) : undefined) ??
      (await loginAnew(context, address, { username, password, usual: stored.username ?? '' }))
    await context.out(`${status}\n`)
  },
})

/** All of standard input but a newline at its end. */
async function passwordFromInput({ process }: ClientContext): Promise<string> {
  const parts: Uint8Array[] = []
  for (;;) {
    const bytes = await process.read(0)
    if (bytes.length === 0) break
    parts.push(bytes.slice())
  }
  return decode(concatBytes(parts)).replace(/\n$/, '').replace(/\r$/, '')
}

const withoutToken = ({ identitytoken: _, ...rest }: AuthConfig): AuthConfig => rest

/** The login kept for a server; none where its helper fails. */
async function known(context: ClientContext, address: string): Promise<AuthConfig> {
  try {
    return storedLogin(context, address)
  } catch (error) {
    if (error instanceof ClientError) return {}
    throw error
  }
}

/** The real client asks the registry itself where there is no daemon. */
async function askDaemon(context: ClientContext, body: AuthConfig): Promise<ReplyOf<'POST /auth'>> {
  try {
    return await context.api.call('POST /auth', { body })
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    throw notSimulated({ path: `${context.path} without a daemon` })
  }
}

/** Asks the daemon, and keeps what worked. Returns the registry's word. */
async function loginWith(context: ClientContext, address: string, auth: AuthConfig): Promise<string> {
  const { value } = await askDaemon(context, { ...auth, serveraddress: address })
  const { password: _, ...bare } = auth
  const kept = value.IdentityToken === '' ? auth : { ...bare, identitytoken: value.IdentityToken }
  await storeLogin(context, address, kept)
  return value.Status
}

/** With what is stored; undefined where that does not work any more. */
async function loginAgain(
  context: ClientContext,
  address: string,
  stored: AuthConfig,
): Promise<string | undefined> {
  await context.err(`Authenticating with existing credentials... [Username: ${stored.username}]\n`)
  const hint = "To login with a different account, run 'docker logout' followed by 'docker login'"
  await context.err(`${note(context, 2, hint)}\n\n`)
  try {
    return await loginWith(context, address, stored)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    await context.err(
      error.code === 'unauthorized'
        ? 'Stored credentials invalid or expired\n'
        : `Login did not succeed, error: ${messageOf(error)}\n`,
    )
    return undefined
  }
}

async function loginAnew(context: ClientContext, address: string, given: Known): Promise<string> {
  if ((given.username === '' || given.password === '') && !context.process.isatty(0))
    throw new ClientError('Error: Cannot perform an interactive login from a non TTY device')
  if (
    address === INDEX_SERVER &&
    given.username === '' &&
    given.password === '' &&
    !webLoginDisabled(context)
  )
    await context.err('Failed to start web-based login - falling back to command line login...\n\n')
  return loginWith(context, address, await askCredentials(context, given, address))
}

const webLoginDisabled = ({ process }: ClientContext): boolean =>
  /^(1|t|T|true|TRUE|True)$/.test(process.env.get('DOCKER_CLI_DISABLE_OAUTH_LOGIN') ?? '')
