import { textBody } from '../base/body.ts'
import type { Instant } from '../base/time.ts'
import type { EngineBuild, MachineFacts } from '../daemon/system/profile.ts'
import type { DiskSize } from '../kernel/space.ts'
import { DEBIAN_STEPS } from '../registry/catalog/debian.ts'
import { GROUP } from '../registry/catalog/debian-etc.ts'
import { programBody } from '../registry/recipe.ts'
import type { LayerEntry } from '../vfs/entry.ts'
import { ECHO_SERVER, ECHO_SERVER_PATH } from './echo-server.ts'
import { SERVICES } from './etc-services.ts'
import { journalDirectory, machineID } from './journal.ts'
import { NETBASE } from './netbase.ts'
import type { HostNetwork } from './network.ts'
import { ENABLED_UNITS, UNIT_FILES } from './services.ts'

/** A disk as the mount table shows it. */
export interface RootDevice {
  /** `/dev/vda`. */
  readonly source: string
  readonly options: readonly string[]
}

/** A machine of the sandbox: what it is called and what its disk holds beyond Debian and Docker. */
export interface HostProfile {
  readonly hostname: string
  /** Home of the user (root), and where its shells start. */
  readonly home: string
  /** Variables of a login shell beyond PATH, HOME, USER, SHELL, TERM. */
  readonly env?: Readonly<Record<string, string>>
  /** The daemon is no service of a package: it starts a containerd of its own. */
  readonly ownContainerd?: boolean
  /** Where its docker-proxy is, if not in /usr/bin. */
  readonly proxy?: string
  /** How it is plugged in; without it, it has lo alone. */
  readonly network?: HostNetwork
  /** More files of the disk. */
  readonly files?: readonly LayerEntry[]
  /** Docker is installed and does not run. */
  readonly daemonStopped?: boolean
  /** Whoever is root may restart it and switch it off, as systemctl(1) does. */
  readonly restarts?: boolean
  /** Plugins of the docker client that are installed. Default: those that come with Docker's packages. */
  readonly cliPlugins?: readonly (keyof typeof CLI_PLUGINS)[]
  /** The daemon that is installed, where it is not Docker's own package. */
  readonly build?: EngineBuild
  /** What the daemon finds, where it is not a virtual machine with Debian 12. */
  readonly machine?: MachineFacts
  /** The disk, where it is not one of 20 GB that holds nothing but what the files say. */
  readonly disk?: DiskSize
  /** What its root is mounted from, where that is no /dev/sda1. */
  readonly rootDevice?: RootDevice
  /** /home lies in memory. */
  readonly volatileHome?: boolean
  /** Release of the kernel, where it is not Debian's. */
  readonly release?: string
}

export const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Programs of a host that the slim base image lacks, with their sizes in bytes. */
const ADDED: Readonly<Record<string, number>> = {
  docker: 41_936_552,
  dockerd: 77_594_728,
  containerd: 43_209_160,
  'containerd-shim-runc-v2': 14_700_704,
  runc: 12_001_568,
  'docker-proxy': 2_150_808,
  'docker-init': 708_448,
  ctr: 22_376_600,
  journalctl: 80_520,
  tree: 80_472,
  jq: 35_472,
  file: 31_088,
  curl: 305_920,
  ip: 755_760,
  ss: 137_816,
  bridge: 100_144,
  nstat: 30_704,
  ping: 90_568,
  traceroute: 68_160,
  conntrack: 92_520,
  dig: 179_456,
  host: 146_688,
  nslookup: 154_880,
  nc: 51_592,
  'nc.traditional': 34_904,
  ncat: 453_656,
  telnet: 84_456,
  socat: 389_776,
  tcpdump: 1_245_552,
  wget: 537_808,
  ifconfig: 80_688,
  route: 63_744,
  arp: 62_664,
  netstat: 155_008,
  brctl: 39_048,
  lsof: 167_640,
  fuser: 39_032,
  getent: 39_880,
  sysctl: 34_872,
  ps: 142_664,
  pgrep: 30_952,
  pkill: 30_952,
  killall: 31_064,
  top: 139_384,
  free: 26_752,
  uptime: 14_584,
  less: 199_048,
  xxd: 22_608,
  getfattr: 35_192,
  hexdump: 51_512,
  strata: 18_840,
}

const CLI_PLUGINS = { 'docker-buildx': 74_260_176, 'docker-compose': 74_956_720 } as const

/** Groups that the packages of the host make. */
export const ADDED_GROUPS = { 'systemd-journal': 998, docker: 999 } as const

const SYSTEMD = 98_824
const SYSTEMCTL = 1_353_368
/** Names of systemctl that end a machine. */
const POWER_NAMES = ['halt', 'poweroff', 'reboot', 'shutdown']
const XTABLES = 223_640

/** Names that the package iptables gives its one program, through /etc/alternatives. */
const XTABLES_NAMES = ['iptables', 'ip6tables'].flatMap((name) => [name, `${name}-save`, `${name}-restore`])
const PYTHON = 6_839_896

/** Everything on the disk of a host: Debian 12, Docker, the profile's own files. */
export const hostEntries = (profile: HostProfile, mtime: Instant): LayerEntry[] => [
  { kind: 'directory', path: '/', mode: 0o755, uid: 0, gid: 0, mtime },
  ...DEBIAN_STEPS.flatMap((step) => step.layer?.entries() ?? []),
  ...addedEntries(profile, mtime),
]

/** What of that is not in Debian's smallest image. */
export function addedEntries(profile: HostProfile, mtime: Instant): LayerEntry[] {
  const root = { uid: 0, gid: 0, mtime }
  const directory = (path: string, mode = 0o755): LayerEntry => ({ kind: 'directory', path, mode, ...root })
  const file = (path: string, text: string, mode = 0o644): LayerEntry => ({
    kind: 'file',
    path,
    body: textBody(text),
    mode,
    ...root,
  })
  const link = (path: string, target: string): LayerEntry => ({
    kind: 'symlink',
    path,
    target,
    mode: 0o777,
    ...root,
  })
  const program = (path: string, name: string, size: number): LayerEntry => ({
    kind: 'file',
    path,
    body: programBody(name, 'amd64', size),
    mode: 0o755,
    ...root,
  })
  const home = profile.home.replace(/^\//, '')
  const parents = home
    .split('/')
    .slice(0, -1)
    .map((_, i, names) => names.slice(0, i + 1).join('/'))
  return [
    ...Object.entries(ADDED).map(([name, size]) => program(`usr/bin/${name}`, name, size)),
    program('usr/bin/python3.11', 'python3', PYTHON),
    link('usr/bin/python3', 'python3.11'),
    program('usr/lib/systemd/systemd', 'systemd', SYSTEMD),
    program('usr/sbin/xtables-nft-multi', 'xtables-nft-multi', XTABLES),
    ...XTABLES_NAMES.flatMap((name) => {
      const [first = '', ...rest] = name.split('-')
      const plain = [`${first}-nft`, ...rest].join('-')
      return [
        link(`usr/sbin/${plain}`, 'xtables-nft-multi'),
        link(`etc/alternatives/${name}`, `/usr/sbin/${plain}`),
        link(`usr/sbin/${name}`, `/etc/alternatives/${name}`),
      ]
    }),
    ...Object.entries(NETBASE).map(([name, text]) => file(`etc/${name}`, text)),
    file('etc/hostname', `${profile.hostname}\n`),
    file('etc/machine-id', `${machineID(profile.hostname)}\n`, 0o444),
    file(
      'etc/group',
      `${GROUP}${Object.entries(ADDED_GROUPS)
        .map(([name, gid]) => `${name}:x:${gid}:\n`)
        .join('')}`,
    ),
    ...(profile.restarts
      ? [
          program('usr/bin/systemctl', 'systemctl', SYSTEMCTL),
          ...POWER_NAMES.map((name) => link(`usr/sbin/${name}`, '/bin/systemctl')),
        ]
      : []),
    ...Object.entries(UNIT_FILES).map(([name, text]) => file(`usr/lib/systemd/system/${name}`, text)),
    ...Object.entries(ENABLED_UNITS).map(([path, target]) => link(`etc/systemd/system/${path}`, target)),
    { ...directory(journalDirectory(profile.hostname), 0o2755), gid: ADDED_GROUPS['systemd-journal'] },
    file('etc/hosts', `127.0.0.1\tlocalhost\n127.0.1.1\t${profile.hostname}\n`),
    file('etc/services', SERVICES),
    directory('usr/share/doc/strata'),
    file(ECHO_SERVER_PATH, ECHO_SERVER),
    directory('etc/docker', 0o700),
    directory('var/lib/docker', 0o710),
    directory('var/lib/containerd', 0o711),
    directory('usr/libexec/docker/cli-plugins'),
    ...(profile.cliPlugins ?? (['docker-buildx', 'docker-compose'] as const)).map((name) =>
      program(`usr/libexec/docker/cli-plugins/${name}`, name, CLI_PLUGINS[name]),
    ),
    ...parents.map((path) => directory(path)),
    directory(home, 0o700),
    file(`${home}/.bashrc`, BASHRC),
    ...(profile.files ?? []),
  ]
}

const BASHRC = `# ~/.bashrc: executed by bash(1) for non-login shells.
PS1='\\u@\\h:\\w\\$ '
alias ll='ls -l'
`
