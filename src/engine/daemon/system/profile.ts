/** A program that the daemon works with, as `docker version` lists it. */
interface Part {
  readonly version: string
  readonly commit: string
}

/** What a build of the daemon says of itself. */
export interface EngineBuild {
  /** `Docker Engine - Community`; empty for a distribution's own build. */
  readonly platform: string
  readonly version: string
  readonly gitCommit: string
  readonly goVersion: string
  /** RFC 3339. */
  readonly built: string
  readonly containerd: Part
  readonly runc: Part
  readonly init: Part
}

/** What the daemon finds on its machine. */
export interface MachineFacts {
  readonly operatingSystem: string
  readonly osVersion: string
  readonly cpus: number
  /** Bytes. */
  readonly memory: number
  readonly cgroup: { readonly driver: string; readonly version: 1 | 2 }
  /** `name=seccomp,profile=builtin`. */
  readonly securityOptions: readonly string[]
}

/** Docker's own packages for Debian. */
export const COMMUNITY_BUILD: EngineBuild = {
  platform: 'Docker Engine - Community',
  version: '28.5.2',
  gitCommit: '89c5e8f',
  goVersion: 'go1.25.3',
  built: '2025-11-05T14:43:25.000000000+00:00',
  containerd: { version: 'v1.7.29', commit: '442cb34bda9a6a0fed82a2ca7cade05c5c749582' },
  runc: { version: '1.3.3', commit: 'v1.3.3-0-gd842d771' },
  init: { version: '0.19.0', commit: 'de40ad0' },
}

/** A virtual machine with Debian 12. */
export const DEBIAN_MACHINE: MachineFacts = {
  operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  osVersion: '12',
  cpus: 2,
  memory: 4_014_000 * 1024,
  cgroup: { driver: 'systemd', version: 2 },
  securityOptions: ['name=apparmor', 'name=seccomp,profile=builtin', 'name=cgroupns'],
}
