import type { EngineBuild, MachineFacts } from '../../../src/engine/daemon/system/profile.ts'
import type { DiskSize } from '../../../src/engine/kernel/space.ts'
import type { RootDevice } from '../../../src/engine/world/host.ts'
import type { HostNetwork } from '../../../src/engine/world/network.ts'

/** Debian's package of the daemon, as the recordings show it. */
export const LAB_BUILD: EngineBuild = {
  platform: '',
  version: '28.5.2+dfsg4',
  gitCommit: '3ef3c07c883be49a2e8097bcf6d2952fce1d70eb',
  goVersion: 'go1.27.1',
  built: '2026-09-15T11:02:57.000000000+00:00',
  containerd: { version: '2.1.9+unknown', commit: '' },
  runc: { version: '1.3.6+ds1', commit: '1.3.6+ds1-1' },
  init: { version: '0.19.0', commit: '' },
}

export const LAB_RELEASE = '6.18.44-fc-v669'

/** Its disk of 252 GiB, on which more lies than Docker and the scenarios put there. */
export const LAB_DISK: DiskSize = { blocks: 66_053_021, inodes: 16_777_216, elsewhere: 27e9 }

export const LAB_MACHINE: MachineFacts = {
  operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  osVersion: '12',
  cpus: 2,
  memory: 25_276_502_016,
  cgroup: { driver: 'cgroupfs', version: 1 },
  securityOptions: ['name=seccomp,profile=builtin'],
}

export const LAB_ROOT: RootDevice = {
  source: '/dev/vda',
  options: ['discard', 'resv_strict', 'resuid=65534', 'resgid=65534'],
}

/** eth0 and ext0 are a pair that leads nowhere. docker0 has had containers before. */
export const LAB_NETWORK: HostNetwork = {
  interfaces: [
    {
      name: 'eth0',
      kind: { peer: 'ext0', mac: '4e:4b:ae:b8:51:06' },
      mac: '06:06:81:e3:12:c5',
      addresses: ['10.0.2.15/24'],
      broadcast: false,
    },
    {
      name: 'docker0',
      kind: 'bridge',
      mac: 'ba:1c:e1:a8:83:24',
      addresses: ['fe80::b81c:e1ff:fea8:8324/64'],
    },
  ],
  gateway: '10.0.2.2',
}

/** Where the recorder keeps its docker-proxy. */
export const LAB_PROXY = '/tmp/dk/bin/docker-proxy'
