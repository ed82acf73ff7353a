import type { Filesystem } from '../vfs/filesystem.ts'
import { type Computed, ComputedFs } from './computed-fs.ts'
import type { Kernel } from './kernel.ts'
import { constant, directory, file, fixed, link } from './proc/nodes.ts'

const known = new WeakMap<Kernel, Filesystem>()

/** /sys (sysfs(5)): the disk, and what the module overlay was loaded with. One for the machine, however often mounted. */
export function sysFs(kernel: Kernel): Filesystem {
  let fs = known.get(kernel)
  if (!fs) {
    const top = new Map(Object.entries(entriesOf(kernel)))
    fs = new ComputedFs('sysfs', kernel.deviceNumber(), () => kernel.now(), { entries: () => top })
    known.set(kernel, fs)
  }
  return fs
}

/** Parameters of the module overlay as Debian's kernel sets them (Documentation/filesystems/overlayfs.rst). */
const OVERLAY_PARAMETERS = {
  check_copy_up: 'N',
  index: 'N',
  metacopy: 'N',
  nfs_export: 'N',
  permit_mounts_in_userns: 'Y',
  redirect_always_follow: 'Y',
  redirect_dir: 'N',
  redirect_max: '256',
  xino_auto: 'N',
} as const

const empty = directory(() => [])

function entriesOf(kernel: Kernel): Record<string, Computed> {
  /** Sectors of 512 bytes. */
  const sectors = (): number => kernel.disk.blocks * 8
  const number = (value: () => number | string): Computed => file(() => `${value()}\n`)
  const partition = fixed({
    dev: constant('8:1\n'),
    partition: constant('1\n'),
    ro: constant('0\n'),
    size: number(sectors),
    start: constant('2048\n'),
  })
  const disk = fixed({
    dev: constant('8:0\n'),
    queue: fixed({ rotational: constant('1\n'), logical_block_size: constant('512\n') }),
    removable: constant('0\n'),
    ro: constant('0\n'),
    sda1: partition,
    size: number(() => sectors() + 2048),
  })
  return {
    block: fixed({ sda: link(() => '../devices/virtual/block/sda') }),
    class: fixed({
      block: fixed({
        sda: link(() => '../../devices/virtual/block/sda'),
        sda1: link(() => '../../devices/virtual/block/sda/sda1'),
      }),
    }),
    devices: fixed({ virtual: fixed({ block: fixed({ sda: disk }) }) }),
    firmware: directory(() => []),
    fs: fixed({
      bpf: empty,
      cgroup: empty,
      ext4: fixed({ sda1: empty }),
      fuse: fixed({ connections: empty }),
      pstore: empty,
    }),
    kernel: fixed({ config: empty, debug: empty, security: empty, tracing: empty }),
    module: fixed({
      overlay: fixed({
        initstate: constant('live\n'),
        parameters: fixed(
          Object.fromEntries(
            Object.entries(OVERLAY_PARAMETERS).map(([name, value]) => [name, constant(`${value}\n`, 0o644)]),
          ),
        ),
        refcnt: constant('0\n'),
      }),
    }),
  }
}
