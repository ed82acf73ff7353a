import type { ContainerCreateBody } from '../../daemon/api.ts'
import { isMacAddress } from '../cli/addresses.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import type { FlagValues } from '../cli/flags.ts'
import { readKeyValues } from './environment.ts'
import type { containerFlags } from './options.ts'
import { parseExpose, parsePublish } from './ports.ts'

export type ContainerFlags = FlagValues<typeof containerFlags> & { readonly pull: string }

/** Flags whose effect is simulated. Any other that is given is refused by name. */
const SIMULATED: ReadonlySet<string> = new Set(
  (
    'attach cidfile detach detach-keys disable-content-trust entrypoint env env-file help hostname interactive label label-file ' +
    'name platform pull quiet read-only rm sig-proxy tty user workdir'
  ).split(' '),
)

const fail = (why: string): never => {
  throw new ClientError(why)
}

/** What the client itself finds wrong, in its order (docker/cli, command/container/opts.go, parse). */
function check(flags: ContainerFlags): void {
  if (flags['mac-address'] && !isMacAddress(flags['mac-address'].trim()))
    fail(`${flags['mac-address']} is not a valid mac address`)
  const swappiness = flags['memory-swappiness']
  if (swappiness !== -1 && (swappiness < 0 || swappiness > 100))
    fail(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`)
  for (const port of flags.publish) parsePublish(port)
  for (const port of flags.expose) parseExpose(port)
  // The client asks which system the daemon runs on before it reads a device; unasked, it knows none.
  for (const device of flags.device) if (device.split(':').length > 3) fail('unknown server OS: ')
  if (!validNamespace(flags.pid)) fail('--pid: invalid PID mode')
  if (!['', 'host'].includes(flags.uts)) fail('--uts: invalid UTS mode')
  if (!['', 'host'].includes(flags.userns)) fail('--userns: invalid USER mode')
  if (!['', 'host', 'private'].includes(flags.cgroupns)) fail('--cgroupns: invalid CGROUP mode')
}

const validNamespace = (mode: string): boolean => mode === '' || mode === 'host' || /^container:./.test(mode)

function checkRestart(flags: ContainerFlags): void {
  const [name, count] = flags.restart.split(':', 2) as [string, string | undefined]
  if (flags.restart.startsWith(':')) fail('invalid restart policy format: no policy provided before colon')
  if (count && !/^[+-]?\d+$/.test(count))
    fail('invalid restart policy format: maximum retry count must be an integer')
  if (flags.rm && name !== '' && name !== 'no')
    fail('conflicting options: cannot specify both --restart and --rm')
}

/** The flag that is given and not simulated; undefined where there is none. */
const unsupported = (context: ClientContext, flags: ContainerFlags): string | undefined =>
  Object.keys(flags).find((name) => context.changed(name) && !SIMULATED.has(name) && !harmless(name, flags))

/** Given, but saying what holds anyway. */
const harmless = (name: string, flags: ContainerFlags): boolean =>
  (name === 'restart' && ['', 'no'].includes(flags.restart)) ||
  (name === 'network' && flags.network.every(({ target }) => target === 'bridge' || target === 'default'))

/** The body of a create request from the command line. Throws `ClientError`, without the `docker: ` prefix. */
export function containerConfig(
  context: ClientContext,
  flags: ContainerFlags,
  [image, ...command]: readonly string[],
): ContainerCreateBody {
  if (!['always', 'missing', 'never', ''].includes(flags.pull))
    fail(`invalid pull option: '${flags.pull}': must be one of "always", "missing" or "never"`)
  check(flags)
  const { process } = context
  const env = readKeyValues(process, flags['env-file'], flags.env, (name) => process.env.get(name))
  const labels = readKeyValues(process, flags['label-file'], flags.label)
  checkRestart(flags)
  const refused = unsupported(context, flags)
  if (refused !== undefined) fail(`--${refused} is not simulated by Strata`)
  const attached = (stream: string): boolean => flags.attach.includes(stream)
  const unsaid = flags.attach.length === 0
  const input = flags.interactive || attached('stdin')
  return {
    Hostname: flags.hostname,
    User: flags.user,
    AttachStdin: input,
    AttachStdout: unsaid || attached('stdout'),
    AttachStderr: unsaid || attached('stderr'),
    Tty: flags.tty,
    OpenStdin: flags.interactive,
    StdinOnce: flags.interactive && input,
    Env: env,
    Cmd: command.length > 0 ? [...command] : null,
    ...(context.changed('entrypoint') && { Entrypoint: [flags.entrypoint] }),
    Image: image!,
    WorkingDir: flags.workdir,
    Labels: Object.fromEntries(labels.map(pair)),
    HostConfig: { AutoRemove: flags.rm, ReadonlyRootfs: flags['read-only'] },
  }
}

const pair = (text: string): [string, string] => {
  const at = text.indexOf('=')
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
