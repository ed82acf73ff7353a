import { bytesSize } from '../format/units.ts'
import type { ClientInfo } from './client-info.ts'
import type { InfoReply } from './info-format.ts'

/** What `docker info` prints of the client (docker/cli, command/system/info.go). */
export function printClient({ Version, Context, Debug, Plugins }: ClientInfo): string {
  const plugins = Plugins.map(
    ({ Name, ShortDescription, Vendor, Version: version, Path }) =>
      `  ${Name}: ${ShortDescription} (${Vendor})\n    Version:  ${version}\n    Path:     ${Path}\n`,
  ).join('')
  return `Client:\n Version:    ${Version}\n Context:    ${Context}\n Debug Mode: ${Debug}\n${plugins && ` Plugins:\n${plugins}`}`
}

type Json = Readonly<Record<string, unknown>>
const list = (value: unknown): readonly string[] => (value ?? []) as string[]

/** What it prints of the daemon. `debug` adds what the daemon counts; `user` is logged in to Docker Hub. */
export function printServer(info: InfoReply, debug: boolean, user = ''): string {
  let text = ''
  const line = (label: string, value: unknown): void => {
    text += ` ${label}: ${value}\n`
  }
  const given = (label: string, key: string): void => {
    if (info[key]) line(label, info[key])
  }
  const items = (label: string, values: readonly string[]): void => {
    if (values.length > 0) text += ` ${label}:\n${values.map((value) => `  ${value}\n`).join('')}`
  }
  line('Containers', info.Containers)
  line(' Running', info.ContainersRunning)
  line(' Paused', info.ContainersPaused)
  line(' Stopped', info.ContainersStopped)
  line('Images', info.Images)
  given('Server Version', 'ServerVersion')
  given('Storage Driver', 'Driver')
  for (const [key, value] of (info.DriverStatus ?? []) as [string, string][]) line(` ${key}`, value)
  given('Logging Driver', 'LoggingDriver')
  given('Cgroup Driver', 'CgroupDriver')
  given('Cgroup Version', 'CgroupVersion')
  const plugins = info.Plugins as Json
  text += ' Plugins:\n'
  for (const kind of ['Volume', 'Network', 'Authorization', 'Log'])
    if (kind !== 'Authorization' || list(plugins[kind]).length > 0)
      line(` ${kind}`, list(plugins[kind]).join(' '))
  items('CDI spec directories', list(info.CDISpecDirs))
  line('Swarm', (info.Swarm as Json).LocalNodeState)
  line('Runtimes', Object.keys(info.Runtimes as Json).join(' '))
  line('Default Runtime', info.DefaultRuntime)
  line('Init Binary', info.InitBinary)
  for (const [label, key] of [
    ['containerd', 'ContainerdCommit'],
    ['runc', 'RuncCommit'],
    ['init', 'InitCommit'],
  ] as const)
    line(`${label} version`, (info[key] as Json).ID)
  text += securityOptions(list(info.SecurityOptions))
  given('Kernel Version', 'KernelVersion')
  given('Operating System', 'OperatingSystem')
  given('OSType', 'OSType')
  given('Architecture', 'Architecture')
  line('CPUs', info.NCPU)
  line('Total Memory', bytesSize(Number(info.MemTotal)))
  given('Name', 'Name')
  given('ID', 'ID')
  line('Docker Root Dir', info.DockerRootDir)
  line('Debug Mode', info.Debug)
  if (info.Debug || debug) {
    line(' File Descriptors', info.NFd)
    line(' Goroutines', info.NGoroutines)
    line(' System Time', info.SystemTime)
    line(' EventsListeners', info.NEventsListener)
  }
  given('HTTP Proxy', 'HttpProxy')
  given('HTTPS Proxy', 'HttpsProxy')
  given('No Proxy', 'NoProxy')
  if (user !== '') line('Username', user)
  items('Labels', list(info.Labels))
  line('Experimental', info.ExperimentalBuild)
  const registries = info.RegistryConfig as Json
  items('Insecure Registries', list(registries.InsecureRegistryCIDRs))
  items('Registry Mirrors', list(registries.Mirrors))
  line('Live Restore Enabled', info.LiveRestoreEnabled)
  return `${text}\n`
}

/** `name=seccomp,profile=builtin`: a name, and below it its profile. */
function securityOptions(options: readonly string[]): string {
  if (options.length === 0) return ''
  const rows = options.map((option) => {
    const pairs = new Map(option.split(',').map((pair) => pair.split('=', 2) as [string, string]))
    const profile = pairs.get('profile')
    return `  ${pairs.get('name')}\n${profile === undefined ? '' : `   Profile: ${profile}\n`}`
  })
  return ` Security Options:\n${rows.join('')}`
}
