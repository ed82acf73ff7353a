import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { bool, string } from '../cli/values.ts'
import { parseDetachKeys } from './detach-keys.ts'
import { converse } from './session.ts'
import { proxySignals } from './signal-proxy.ts'
import { checkTty, exitStatus, hasTty, inspectContainer, resizeContainer } from './state.ts'

export const containerAttach = defineCommand({
  name: 'attach',
  usage: '[OPTIONS] CONTAINER',
  summary: 'Attach local standard input, output, and error streams to a running container',
  calledAs: ['docker container attach', 'docker attach'],
  args: exactly(1),
  flags: {
    'detach-keys': string('Override the key sequence for detaching a container'),
    'no-stdin': bool('Do not attach STDIN'),
    'sig-proxy': bool('Proxy all received signals to the process', { default: true }),
  },
  async run(context, [name], flags) {
    const { api } = context
    const container = await inspectContainer(context, name!)
    const { Id: id, Config, State } = container
    if (!State.Running) throw new ClientError('You cannot attach to a stopped container, start it first')
    if (State.Paused) throw new ClientError('You cannot attach to a paused container, unpause it first')
    if (State.Restarting)
      throw new ClientError('You cannot attach to a restarting container, wait until it is running')
    const tty = hasTty(container)
    checkTty(context, !flags['no-stdin'], tty)
    const input = !flags['no-stdin'] && Config.OpenStdin === true
    const detachKeys = parseDetachKeys(flags['detach-keys'])
    const stopProxy = flags['sig-proxy'] && !tty ? proxySignals(context, id) : () => {}
    const ended = await api.call('POST /containers/{id}/wait', { params: { id }, query: {} })
    const hijack = await api.call('POST /containers/{id}/attach', {
      params: { id },
      query: { stream: true, stdin: input, stdout: true, stderr: true },
    })
    if (tty && context.process.isatty(1)) {
      // Another size for a moment, so that a shell that stands at its prompt writes it once more.
      const { columns, rows } = context.process.windowSize(1)
      await resizeContainer(api, id, { columns: columns + 1, rows: rows + 1 })
    }
    const outcome = await converse(context, {
      hijack,
      input,
      tty,
      detachKeys,
      resize: (client, size) => resizeContainer(context.apiFor(client), id, size),
    })
    stopProxy()
    if (outcome === 'detached') throw new ClientError('read escape sequence')
    return exitStatus(context, ended)
  },
})
