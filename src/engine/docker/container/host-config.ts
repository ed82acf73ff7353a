import { bytesOf } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { DeviceMapping, HostConfig, RestartPolicy } from '../../daemon/api.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError, goErrno } from '../cli/errors.ts'
import { parseRam } from '../cli/numbers.ts'
import { quote } from '../go/quote.ts'
import type { ContainerFlags } from './config.ts'
import { networkMode } from './networking.ts'
import type { PortMapping } from './ports.ts'

const fail = (why: string): never => {
  throw new ClientError(why)
}

const validNamespace = (mode: string): boolean => mode === '' || mode === 'host' || /^container:./.test(mode)

/** Refuses namespace modes that there are not. */
export function checkNamespaces(flags: ContainerFlags): void {
  if (!validNamespace(flags.pid)) fail('--pid: invalid PID mode')
  if (!['', 'host'].includes(flags.uts)) fail('--uts: invalid UTS mode')
  if (!['', 'host'].includes(flags.userns)) fail('--userns: invalid USER mode')
  if (!['', 'host', 'private'].includes(flags.cgroupns)) fail('--cgroupns: invalid CGROUP mode')
}

/** `on-failure:3` (opts.ParseRestartPolicy). */
export function parseRestartPolicy(text: string): RestartPolicy {
  const at = text.indexOf(':')
  const name = at === -1 ? text : text.slice(0, at)
  const count = at === -1 ? '' : text.slice(at + 1)
  if (at === 0) fail('invalid restart policy format: no policy provided before colon')
  if (count !== '' && !/^[+-]?\d+$/.test(count))
    fail('invalid restart policy format: maximum retry count must be an integer')
  return { Name: name, MaximumRetryCount: Number(count) }
}

/** `SRC[:DST][:rwm]` on Linux. */
function deviceMapping(text: string): DeviceMapping {
  const parts = text.split(':')
  // The client asks which system the daemon runs on before it reads a device; unasked, it knows none.
  if (parts.length > 3) fail('unknown server OS: ')
  const isMode = (part: string): boolean => /^[rwm]+$/.test(part) && new Set(part).size === part.length
  const [source = '', second, third] = parts
  if (source === '') fail(`bad format for path: ${text}`)
  if (third !== undefined && !isMode(third)) fail(`bad mode specified: ${third}`)
  const mode = third ?? (second !== undefined && isMode(second) ? second : 'rwm')
  const target = second !== undefined && (third !== undefined || !isMode(second)) ? second : ''
  const inside = target || source
  if (!inside.startsWith('/')) fail(`${inside} is not an absolute path`)
  return { PathOnHost: source, PathInContainer: inside, CgroupPermissions: mode }
}

const pairs = (items: readonly string[], refuse: string): Record<string, string> =>
  Object.fromEntries(
    items.map((item): [string, string] => {
      const at = item.indexOf('=')
      return at === -1 ? fail(refuse) : [item.slice(0, at), item.slice(at + 1)]
    }),
  )

function loggingOptions(flags: ContainerFlags): Record<string, string> {
  const options = Object.fromEntries(
    flags['log-opt'].map((item): [string, string] => {
      const at = item.indexOf('=')
      return at === -1 ? [item, ''] : [item.slice(0, at), item.slice(at + 1)]
    }),
  )
  if (flags['log-driver'] === 'none' && flags['log-opt'].length > 0)
    fail('invalid logging opts for driver none')
  return options
}

/** Checks `--security-opt`; a seccomp profile is read here, since the daemon gets its text. */
function securityOptions({ process }: ClientContext, options: readonly string[]): string[] {
  return options.map((option) => {
    const separator = option.includes('=') ? '=' : ':'
    const at = option.indexOf(separator)
    const key = at === -1 ? option : option.slice(0, at)
    const value = at === -1 ? '' : option.slice(at + 1)
    if (value === '' && key !== 'no-new-privileges') fail(`Invalid --security-opt: ${quote(option)}`)
    if (key !== 'seccomp' || ['builtin', 'unconfined'].includes(value)) return option
    try {
      return `seccomp=${JSON.stringify(JSON.parse(decode(bytesOf(process.readFile(value)))))}`
    } catch (error) {
      if (error instanceof FsError)
        return fail(`opening seccomp profile (${value}) failed: open ${value}: ${goErrno(error)}`)
      if (error instanceof SyntaxError)
        return fail(`compacting json for seccomp profile (${value}) failed: ${error.message}`)
      throw error
    }
  })
}

/** `/dev/sda:10mb`, whose form the flag has checked. */
const deviceNumber = (text: string): [path: string, number: string] => {
  const at = text.indexOf(':')
  return [text.slice(0, at), text.slice(at + 1)]
}
const throttled = (text: string) => {
  const [Path, rate] = deviceNumber(text)
  return { Path, Rate: parseRam(rate) }
}

/** What `HostConfig` says of processor, memory and devices. */
const resources = (flags: ContainerFlags) => ({
  CpuShares: flags['cpu-shares'],
  Memory: flags.memory,
  NanoCpus: flags.cpus,
  CgroupParent: flags['cgroup-parent'],
  BlkioWeight: flags['blkio-weight'],
  BlkioWeightDevice: flags['blkio-weight-device'].map((text) => {
    const [Path, weight] = deviceNumber(text)
    return { Path, Weight: Number(weight) }
  }),
  BlkioDeviceReadBps: flags['device-read-bps'].map(throttled),
  BlkioDeviceWriteBps: flags['device-write-bps'].map(throttled),
  BlkioDeviceReadIOps: flags['device-read-iops'].map(throttled),
  BlkioDeviceWriteIOps: flags['device-write-iops'].map(throttled),
  CpuPeriod: flags['cpu-period'],
  CpuQuota: flags['cpu-quota'],
  CpuRealtimePeriod: flags['cpu-rt-period'],
  CpuRealtimeRuntime: flags['cpu-rt-runtime'],
  CpusetCpus: flags['cpuset-cpus'],
  CpusetMems: flags['cpuset-mems'],
  Devices: flags.device.map(deviceMapping),
  DeviceCgroupRules: listOrNull(flags['device-cgroup-rule']),
  DeviceRequests: listOrNull(flags.gpus),
  MemoryReservation: flags['memory-reservation'],
  MemorySwap: flags['memory-swap'],
  MemorySwappiness: flags['memory-swappiness'],
  OomKillDisable: flags['oom-kill-disable'],
  PidsLimit: flags['pids-limit'],
  Ulimits: flags.ulimit,
  CpuCount: flags['cpu-count'],
  CpuPercent: flags['cpu-percent'],
  IOMaximumIOps: flags['io-maxiops'],
  IOMaximumBandwidth: flags['io-maxbandwidth'],
})

const listOrNull = <T>(items: readonly T[]): readonly T[] | null => (items.length > 0 ? items : null)
const someOf = <T extends object>(name: string, fields: T): Record<string, T> =>
  Object.keys(fields).length > 0 ? { [name]: fields } : {}

/** `HostConfig` of a create request, from the command line (docker/cli, command/container/opts.go, parse). */
export function hostConfig(
  context: ClientContext,
  flags: ContainerFlags,
  given: { binds: readonly string[]; ports: readonly PortMapping[] },
): Partial<HostConfig> {
  const RestartPolicy = parseRestartPolicy(flags.restart)
  const Config = loggingOptions(flags)
  const options = securityOptions(context, flags['security-opt'])
  const unconfined = options.includes('systempaths=unconfined')
  const StorageOpt = pairs(flags['storage-opt'], 'invalid storage option')
  const PortBindings: Record<string, { HostIp: string; HostPort: string }[]> = {}
  for (const { port, hostIP, hostPort } of given.ports) {
    PortBindings[port] ??= []
    PortBindings[port].push({ HostIp: hostIP, HostPort: hostPort })
  }
  const tmpfs = Object.fromEntries(
    flags.tmpfs.map((spec): [string, string] => {
      const at = spec.indexOf(':')
      return at === -1 ? [spec, ''] : [spec.slice(0, at), spec.slice(at + 1)]
    }),
  )
  if (flags.rm && !['', 'no'].includes(RestartPolicy.Name))
    fail('conflicting options: cannot specify both --restart and --rm')
  return {
    Binds: listOrNull(given.binds),
    ContainerIDFile: flags.cidfile,
    LogConfig: { Type: flags['log-driver'], Config },
    NetworkMode: networkMode(flags),
    PortBindings,
    RestartPolicy,
    AutoRemove: flags.rm,
    VolumeDriver: flags['volume-driver'],
    VolumesFrom: listOrNull(flags['volumes-from']),
    ...someOf('Annotations', flags.annotation),
    CapAdd: listOrNull(flags['cap-add']),
    CapDrop: listOrNull(flags['cap-drop']),
    CgroupnsMode: flags.cgroupns,
    Dns: flags.dns,
    DnsOptions: [...flags['dns-option'], ...flags['dns-opt']],
    DnsSearch: flags['dns-search'],
    ExtraHosts: listOrNull(flags['add-host']),
    GroupAdd: listOrNull(flags['group-add']),
    IpcMode: flags.ipc,
    Links: listOrNull(flags.link),
    OomScoreAdj: flags['oom-score-adj'],
    PidMode: flags.pid,
    Privileged: flags.privileged,
    PublishAllPorts: flags['publish-all'],
    ReadonlyRootfs: flags['read-only'],
    SecurityOpt: listOrNull(options.filter((option) => option !== 'systempaths=unconfined')),
    ...someOf('StorageOpt', StorageOpt),
    ...someOf('Tmpfs', tmpfs),
    UTSMode: flags.uts,
    UsernsMode: flags.userns,
    ShmSize: flags['shm-size'],
    ...someOf('Sysctls', flags.sysctl),
    Runtime: flags.runtime,
    Isolation: flags.isolation,
    ...resources(flags),
    ...(flags.mount.length > 0 && { Mounts: flags.mount }),
    MaskedPaths: unconfined ? [] : null,
    ReadonlyPaths: unconfined ? [] : null,
    ...(context.changed('init') && { Init: flags.init }),
  }
}
