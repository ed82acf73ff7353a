import { atMost, defineCommand } from '../cli/command.ts'
import { ClientError, notSimulated } from '../cli/errors.ts'
import { bool, string } from '../cli/values.ts'

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
  async run(context, _args, flags) {
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
    const complete = flags.username !== '' && (flags.password !== '' || flags['password-stdin'])
    if (!complete && !context.process.isatty(0))
      fail('Error: Cannot perform an interactive login from a non TTY device')
    throw notSimulated(context)
  },
})
