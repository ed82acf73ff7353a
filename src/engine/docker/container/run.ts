import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError, messageOf, startFailure } from '../cli/errors.ts'
import { bool, string } from '../cli/values.ts'
import { containerConfig } from './config.ts'
import { createContainer } from './create-container.ts'
import { parseDetachKeys } from './detach-keys.ts'
import { containerFlags } from './options.ts'
import { converse } from './session.ts'
import { proxySignals } from './signal-proxy.ts'
import { exitStatus, resizeContainer } from './state.ts'

/** Exit codes that tell why a container did not start (docker/cli, command/container/run.go, toStatusError). */
function startExit(message: string): number {
  if (
    /executable file not found|no such file or directory|system cannot find the file specified/.test(message)
  )
    return 127
  return /permission denied|is a directory/.test(message) ? 126 : 125
}

/** The command line as a request. What is wrong with it exits with 125, whatever it says. */
function config(...call: Parameters<typeof containerConfig>): ReturnType<typeof containerConfig> {
  try {
    return containerConfig(...call)
  } catch (error) {
    throw startFailure('docker run', error)
  }
}

/** Words what fails before the container runs: `docker: …`, and where to read more. */
async function asStart<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    const message = messageOf(error)
    if (message === undefined) throw error
    throw new ClientError(
      `docker: ${message}\n\nRun 'docker run --help' for more information`,
      startExit(message),
    )
  }
}

export const containerRun = defineCommand({
  name: 'run',
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  summary: 'Create and run a new container from an image',
  calledAs: ['docker container run', 'docker run'],
  args: atLeast(1),
  interspersed: false,
  flags: {
    ...containerFlags,
    detach: bool('Run container in background and print container ID', { short: 'd' }),
    'detach-keys': string('Override the key sequence for detaching a container'),
    pull: string('Pull image before running ("always", "missing", "never")', { default: 'missing' }),
    'sig-proxy': bool('Proxy received signals to the process', { default: true }),
  },
  async run(context, args, flags) {
    const { api, process } = context
    const body = config(context, flags, args)
    const { Tty: tty = false } = body
    if (flags.detach) {
      if (flags.attach.length > 0)
        throw new ClientError('conflicting options: cannot specify both --attach and --detach')
      Object.assign(body, { AttachStdin: false, AttachStdout: false, AttachStderr: false, StdinOnce: false })
    } else if (tty && body.AttachStdin && !process.isatty(0))
      throw new ClientError('the input device is not a TTY')
    const { AttachStdin = false, AttachStdout = false, AttachStderr = false } = body
    const id = await asStart(() => createContainer(context, flags, body))
    const params = { id }
    if (!AttachStdin && !AttachStdout && !AttachStderr) {
      await context.out(`${id}\n`)
      await asStart(() => api.call('POST /containers/{id}/start', { params }))
      return 0
    }
    const detachKeys = parseDetachKeys(flags['detach-keys'])
    const stopProxy = flags['sig-proxy'] && !tty ? proxySignals(context, id) : () => {}
    const hijack = await api.call('POST /containers/{id}/attach', {
      params,
      query: { stream: true, stdin: AttachStdin, stdout: AttachStdout, stderr: AttachStderr },
    })
    const ended = await api.call('POST /containers/{id}/wait', {
      params,
      query: { condition: flags.rm ? 'removed' : 'next-exit' },
    })
    try {
      await asStart(() => api.call('POST /containers/{id}/start', { params }))
    } catch (error) {
      hijack.close()
      ended.close()
      throw error
    }
    const outcome = await converse(context, {
      hijack,
      input: AttachStdin,
      tty,
      detachKeys,
      resize: (client, size) => resizeContainer(context.apiFor(client), id, size),
    })
    stopProxy()
    return outcome === 'detached' ? 0 : exitStatus(context, ended)
  },
})
