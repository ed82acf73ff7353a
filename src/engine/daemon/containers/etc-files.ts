import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import { ROOT } from '../../kernel/credentials.ts'
import { resolve } from '../../kernel/walk.ts'
import type { EndpointSettings } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { PREDEFINED } from '../networks/predefined.ts'
import { linkedHosts } from './links.ts'
import { resolvConf } from './resolv-conf.ts'
import type { Container } from './store.ts'

/** Names of the files of a container's /etc that the daemon writes, as they are called in its directory on the host too. */
export type EtcFile = 'resolv.conf' | 'hostname' | 'hosts'
export type EtcFiles = Readonly<Record<EtcFile, string>>

const LOCALHOST = `127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::\tip6-localnet
ff00::\tip6-mcastprefix
ff02::1\tip6-allnodes
ff02::2\tip6-allrouters
`

/** The line of an address of a container's own in its /etc/hosts. */
export const ownLine = ({ config }: Container, address: string): string => {
  const { Hostname, Domainname } = config
  const whole = Domainname === '' ? Hostname : `${Hostname}.${Domainname}`
  const [short = ''] = whole.split('.', 1)
  return `${address}\t${whole}${short === whole ? '' : ` ${short}`}\n`
}

/** The addresses of an attachment, of IPv4 first. */
export const ownAddresses = ({ IPAddress, GlobalIPv6Address }: EndpointSettings): string[] =>
  [IPAddress, GlobalIPv6Address].filter(Boolean)

/** What the daemon writes into a container's /etc when it starts. */
export function etcFiles(daemon: Daemon, container: Container): EtcFiles {
  const { config, hostConfig, sandbox, networks } = container
  const hostname = `${config.Hostname}\n`
  const host = hostFile(daemon, '/etc/resolv.conf')
  if (hostConfig.NetworkMode === 'host')
    return {
      hostname,
      hosts: hostFile(daemon, '/etc/hosts'),
      'resolv.conf': resolvConf(host, hostConfig, 'host'),
    }
  const extra = (hostConfig.ExtraHosts ?? []).map((item) => {
    const at = item.indexOf(':')
    return `${item.slice(at + 1).replace('host-gateway', bridgeGateway(daemon))}\t${item.slice(0, at)}\n`
  })
  const own = Object.values(sandbox?.endpoints ?? {})
    .flatMap(ownAddresses)
    .map((address) => ownLine(container, address))
  const named = Object.keys(sandbox?.endpoints ?? networks).some((name) => !PREDEFINED.includes(name))
  return {
    hostname,
    hosts: LOCALHOST + [...extra, ...linkedHosts(daemon, container), ...own].join(''),
    'resolv.conf': resolvConf(host, hostConfig, named ? 'internal resolver' : 'legacy'),
  }
}

const bridgeGateway = (daemon: Daemon): string => daemon.networks.find('bridge')?.pools[0]?.gateway ?? ''

/** A file of the host; empty where it is missing. */
function hostFile(daemon: Daemon, path: string): string {
  const { process } = daemon.host
  try {
    const at = resolve(
      {
        namespace: process.namespaces.mount,
        root: process.root,
        cwd: process.root,
        credentials: ROOT,
      },
      path,
    )
    return decode(bytesOf(at.mount.fs.body(at.ino)))
  } catch (error) {
    if (isErrno(error)) return ''
    throw error
  }
}
