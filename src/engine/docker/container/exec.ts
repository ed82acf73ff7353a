import { EngineError } from '../../base/errors.ts'
import { list } from '../cli/collections.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { environment } from '../cli/validate.ts'
import { bool, string } from '../cli/values.ts'
import { parseDetachKeys } from './detach-keys.ts'
import { readKeyValues } from './environment.ts'
import { converse } from './session.ts'
import { checkTty, inspectContainer } from './state.ts'

export const containerExec = defineCommand({
  name: 'exec',
  usage: '[OPTIONS] CONTAINER COMMAND [ARG...]',
  summary: 'Execute a command in a running container',
  calledAs: ['docker container exec', 'docker exec'],
  args: atLeast(2),
  interspersed: false,
  flags: {
    detach: bool('Detached mode: run command in the background', { short: 'd' }),
    'detach-keys': string('Override the key sequence for detaching a container'),
    env: list('Set environment variables', { short: 'e', validate: environment }),
    'env-file': list('Read in a file of environment variables'),
    interactive: bool('Keep STDIN open even if not attached', { short: 'i' }),
    privileged: bool('Give extended privileges to the command'),
    tty: bool('Allocate a pseudo-TTY', { short: 't' }),
    user: string('Username or UID (format: "<name|uid>[:<group|gid>]")', { short: 'u' }),
    workdir: string('Working directory inside the container', { short: 'w' }),
  },
  async run(context, [container, ...command], flags) {
    const { api, process } = context
    const { tty, detach } = flags
    const env = readKeyValues(process, flags['env-file'], flags.env, (name) => process.env.get(name))
    const input = flags.interactive && !detach
    await inspectContainer(context, container!)
    if (!detach) checkTty(context, input, tty)
    const keys = flags['detach-keys']
    const detachKeys = parseDetachKeys(
      keys,
      () => new EngineError('invalid', `Invalid escape keys (${keys}) provided`),
    )
    const created = await api.call('POST /containers/{id}/exec', {
      params: { id: container! },
      body: {
        AttachStdin: input,
        AttachStdout: !detach,
        AttachStderr: !detach,
        Tty: tty,
        Cmd: command,
        Env: env,
        WorkingDir: flags.workdir,
        User: flags.user,
        Detach: detach,
        Privileged: flags.privileged,
      },
    })
    const params = { id: created.value.Id }
    const hijack = await api.call('POST /exec/{id}/start', { params, body: { Detach: detach, Tty: tty } })
    if (detach) {
      hijack.close()
      return 0
    }
    const outcome = await converse(context, {
      hijack,
      input,
      tty,
      detachKeys,
      resize: async (client, { columns, rows }) => {
        await context
          .apiFor(client)
          .call('POST /exec/{id}/resize', { params, query: { h: rows, w: columns } })
      },
    })
    if (outcome === 'detached') throw new ClientError('read escape sequence')
    return (await api.call('GET /exec/{id}/json', { params })).value.ExitCode ?? 0
  },
})
