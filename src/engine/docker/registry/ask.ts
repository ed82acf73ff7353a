import { EngineError } from '../../base/errors.ts'
import type { AuthConfig } from '../../daemon/api.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { readInput, readSecret } from '../cli/prompt.ts'
import { note, underlined } from '../format/note.ts'
import { INDEX_SERVER } from './credentials.ts'

const REGISTER =
  'Log in with your Docker ID or email address to push and pull images from Docker Hub. ' +
  "If you don't have a Docker ID, head over to https://hub.docker.com/ to create one."
const TOKENS =
  'You can log in with your password or a Personal Access Token (PAT). Using a limited-scope PAT grants better security ' +
  'and is required for organizations using SSO. Learn more at https://docs.docker.com/go/access-tokens/'

const isFalse = (text: string | undefined): boolean => /^(0|f|F|false|FALSE|False)$/.test(text ?? '')

/** What is known before anybody is asked. */
export interface Known {
  readonly username: string
  readonly password: string
  /** Name of an earlier login, which Enter takes. */
  readonly usual: string
}

/** Asks for what is missing of a name and a password (docker/cli, command.PromptUserForCredentials). */
export async function askCredentials(
  context: ClientContext,
  known: Known,
  server: string,
): Promise<AuthConfig> {
  let username = known.username.trim()
  if (username === '') {
    if (server === INDEX_SERVER) {
      const hints = isFalse(context.process.env.get('DOCKER_CLI_HINTS')) ? '' : `${TOKENS}\n\n`
      await context.out(`${REGISTER}\n${hints}`)
    }
    const usual = known.usual.trim()
    username = (await readInput(context, usual === '' ? 'Username: ' : `Username (${usual}): `)) || usual
    if (username === '') throw new ClientError('Error: Non-null Username Required')
  }
  let password = known.password.trim()
  if (password === '') {
    if (server === INDEX_SERVER)
      await context.err(
        note(
          context,
          2,
          `A Personal Access Token (PAT) can be used instead.\nTo create a PAT, visit ${underlined('https://app.docker.com/settings')}\n\n`,
        ),
      )
    password = await readSecret(context, 'Password: ')
    if (password === '') throw new ClientError('Error: Password Required')
  }
  return { username, password, serveraddress: server }
}

/**
 * A request that the daemon may refuse for want of a login: asks for one then, and tries once more (docker/cli,
 * RegistryAuthenticationPrivilegedFunc).
 */
export async function withLogin<T>(
  context: ClientContext,
  command: string,
  auth: AuthConfig | undefined,
  request: (auth: AuthConfig | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await request(auth)
  } catch (error) {
    if (!(error instanceof EngineError && error.code === 'unauthorized')) throw error
    await context.out(`\nLogin prior to ${command}:\n`)
    const known = { username: '', password: '', usual: auth?.username ?? '' }
    return request(await askCredentials(context, known, INDEX_SERVER))
  }
}
