import type { ExitCode } from '../../kernel/process.ts'
import type { ClientContext } from '../cli/command.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError, messageOf } from '../cli/errors.ts'
import { bool, string } from '../cli/values.ts'
import { parseDetachKeys } from './detach-keys.ts'
import { converse } from './session.ts'
import { proxySignals } from './signal-proxy.ts'
import { exitStatus, hasTty, inspectContainer, resizeContainer } from './state.ts'

async function startAll(context: ClientContext, names: readonly string[]): Promise<void> {
  const failed: string[] = []
  for (const id of names)
    try {
      await context.api.call('POST /containers/{id}/start', { params: { id } })
      await context.out(`${id}\n`)
    } catch (error) {
      const message = messageOf(error)
      if (message === undefined) throw error
      await context.err(`${message}\n`)
      failed.push(id)
    }
  if (failed.length > 0) throw new ClientError(`Error: failed to start containers: ${failed.join(', ')}`)
}

async function startAttached(
  context: ClientContext,
  name: string,
  interactive: boolean,
  keys: string,
): Promise<ExitCode> {
  const { api } = context
  const container = await inspectContainer(context, name)
  const { Id: id, HostConfig, Config } = container
  const tty = hasTty(container)
  const input = interactive && Config.OpenStdin === true
  const detachKeys = parseDetachKeys(keys)
  const params = { id }
  const stopProxy = tty ? () => {} : proxySignals(context, id)
  const hijack = await api.call('POST /containers/{id}/attach', {
    params,
    query: { stream: true, stdin: input, stdout: true, stderr: true },
  })
  const condition = HostConfig.AutoRemove === true ? 'removed' : 'next-exit'
  const ended = await api.call('POST /containers/{id}/wait', { params, query: { condition } })
  try {
    await api.call('POST /containers/{id}/start', { params })
  } catch (error) {
    hijack.close()
    ended.close()
    throw error
  }
  const resize = (client: ClientContext['process'], size: { columns: number; rows: number }) =>
    resizeContainer(context.apiFor(client), id, size)
  const outcome = await converse(context, { hijack, input, tty, detachKeys, resize })
  stopProxy()
  return outcome === 'detached' ? 0 : exitStatus(context, ended)
}

export const containerStart = defineCommand({
  name: 'start',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Start one or more stopped containers',
  calledAs: ['docker container start', 'docker start'],
  args: atLeast(1),
  flags: {
    attach: bool('Attach STDOUT/STDERR and forward signals', { short: 'a' }),
    checkpoint: string('Restore from this checkpoint', { needs: 'experimental' }),
    'checkpoint-dir': string('Use a custom checkpoint storage directory', { needs: 'experimental' }),
    'detach-keys': string('Override the key sequence for detaching a container'),
    interactive: bool("Attach container's STDIN", { short: 'i' }),
  },
  async run(context, names, flags) {
    if (context.changed('checkpoint') || context.changed('checkpoint-dir'))
      throw new ClientError(`${context.path}: --checkpoint is not simulated by Strata`)
    if (!flags.attach && !flags.interactive) return startAll(context, names)
    if (names.length > 1) throw new ClientError('you cannot start and attach multiple containers at once')
    return startAttached(context, names[0]!, flags.interactive, flags['detach-keys'])
  },
})
