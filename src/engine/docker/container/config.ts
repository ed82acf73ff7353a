import type { ContainerCreateBody } from '../../daemon/api.ts'
import { isMacAddress } from '../cli/addresses.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import type { FlagValues } from '../cli/flags.ts'
import { pair } from '../cli/pairs.ts'
import { readKeyValues } from './environment.ts'
import { healthConfig } from './health.ts'
import { checkNamespaces, hostConfig } from './host-config.ts'
import { endpointsOf } from './networking.ts'
import type { containerFlags } from './options.ts'
import { type PortMapping, parseExpose, parsePublish } from './ports.ts'
import { volumeArgument } from './volume-spec.ts'

export type ContainerFlags = FlagValues<typeof containerFlags> & { readonly pull: string }

/** Flags whose effect is simulated. Any other that is given is refused by name. */
const SIMULATED: ReadonlySet<string> = new Set(
  (
    'add-host attach cidfile detach detach-keys disable-content-trust dns dns-opt dns-option dns-search domainname entrypoint ' +
    'env env-file expose help hostname interactive ip ip6 link-local-ip label label-file mac-address name platform publish publish-all pull quiet ' +
    'health-cmd health-interval health-retries health-start-interval health-start-period health-timeout no-healthcheck ' +
    'memory memory-swap memory-reservation pids-limit cpus cpu-shares cpu-period cpu-quota cpuset-cpus cpuset-mems init ' +
    'annotation blkio-weight blkio-weight-device cpu-rt-period cpu-rt-runtime device device-cgroup-rule device-read-bps ' +
    'device-read-iops device-write-bps device-write-iops kernel-memory link sysctl group-add isolation log-driver log-opt memory-swappiness network-alias net-alias ' +
    'cap-add cap-drop cgroup-parent cgroupns gpus security-opt ipc net network pid privileged uts ' +
    'oom-kill-disable oom-score-adj runtime shm-size storage-opt ulimit userns ' +
    'mount read-only restart rm sig-proxy stop-signal stop-timeout tmpfs tty user volume volume-driver volumes-from workdir'
  ).split(' '),
)

const fail = (why: string): never => {
  throw new ClientError(why)
}

/** The flag that is given and not simulated; undefined where there is none. */
const unsupported = (context: ClientContext, flags: ContainerFlags): string | undefined =>
  Object.keys(flags).find((name) => context.changed(name) && !SIMULATED.has(name))

/** Ports to publish and ports to expose, the published ones among them. */
function portsOf(flags: ContainerFlags): { published: PortMapping[]; exposed: Record<string, object> } {
  const published = flags.publish.flatMap(parsePublish)
  const exposed = [...published.map(({ port }) => port), ...flags.expose.flatMap(parseExpose)]
  return { published, exposed: Object.fromEntries(exposed.map((port) => [port, {}])) }
}

/**
 * The body of a create request from the command line, checked in the client's order (docker/cli, command/container/opts.go,
 * parse). Throws `ClientError`, without the `docker: ` prefix.
 */
export function containerConfig(
  context: ClientContext,
  flags: ContainerFlags,
  [image, ...command]: readonly string[],
): ContainerCreateBody {
  if (!['always', 'missing', 'never', ''].includes(flags.pull))
    fail(`invalid pull option: '${flags.pull}': must be one of "always", "missing" or "never"`)
  if (flags['mac-address'] && !isMacAddress(flags['mac-address'].trim()))
    fail(`${flags['mac-address']} is not a valid mac address`)
  const swappiness = flags['memory-swappiness']
  if (swappiness !== -1 && (swappiness < 0 || swappiness > 100))
    fail(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`)
  const { process } = context
  const volumes = flags.volume.map((spec) => volumeArgument(spec, process.cwd()))
  const ports = portsOf(flags)
  // The client asks which system the daemon runs on before it reads a device; unasked, it knows none.
  for (const device of flags.device) if (device.split(':').length > 3) fail('unknown server OS: ')
  const env = readKeyValues(process, flags['env-file'], flags.env, (name) => process.env.get(name))
  const labels = readKeyValues(process, flags['label-file'], flags.label)
  checkNamespaces(flags)
  const binds = volumes.flatMap(({ kind, spec }) => (kind === 'bind' ? [spec] : []))
  const HostConfig = hostConfig(context, flags, { binds, ports: ports.published })
  const Healthcheck = healthConfig(flags)
  const refused = unsupported(context, flags)
  if (refused !== undefined) fail(`--${refused} is not simulated by Strata`)
  const attached = (stream: string): boolean => flags.attach.includes(stream)
  const unsaid = flags.attach.length === 0
  const input = flags.interactive || attached('stdin')
  return {
    Hostname: flags.hostname,
    Domainname: flags.domainname,
    User: flags.user,
    AttachStdin: input,
    AttachStdout: unsaid || attached('stdout'),
    AttachStderr: unsaid || attached('stderr'),
    ExposedPorts: ports.exposed,
    Tty: flags.tty,
    OpenStdin: flags.interactive,
    StdinOnce: flags.interactive && input,
    Env: env,
    Cmd: command.length > 0 ? [...command] : null,
    ...(Healthcheck && { Healthcheck }),
    ...(context.changed('entrypoint') && { Entrypoint: [flags.entrypoint] }),
    Image: image!,
    Volumes: Object.fromEntries(
      volumes.flatMap(({ kind, spec }) => (kind === 'anonymous' ? [[spec, {}]] : [])),
    ),
    WorkingDir: flags.workdir,
    Labels: Object.fromEntries(labels.map(pair)),
    ...(flags['stop-signal'] && { StopSignal: flags['stop-signal'] }),
    ...(context.changed('stop-timeout') && { StopTimeout: flags['stop-timeout'] }),
    HostConfig,
    NetworkingConfig: { EndpointsConfig: endpointsOf(flags) },
  }
}
