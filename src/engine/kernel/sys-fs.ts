import type { Filesystem } from '../vfs/filesystem.ts'
import type { BlockDevice } from './block-devices.ts'
import type { BusDevice } from './bus-devices.ts'
import { type Computed, ComputedFs } from './computed-fs.ts'
import type { Kernel } from './kernel.ts'
import { netClass, netDevices } from './net-class.ts'
import { constant, directory, fixed, link } from './proc/nodes.ts'

const known = new WeakMap<Kernel, Filesystem>()

/** /sys (sysfs(5)): disks, modules, firmware. One for the machine, however often mounted. */
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

/** Made once for each device: a lookup goes through all above what it looks for. */
function once<T extends object>(make: (device: T) => Computed): (device: T) => Computed {
  const made = new WeakMap<T, Computed>()
  return (device) => {
    const node = made.get(device) ?? make(device)
    made.set(device, node)
    return node
  }
}

const partitionDirectory = once<BlockDevice>(({ major, minor, partition, sectors, start }) =>
  fixed({
    dev: constant(`${major}:${minor}\n`),
    partition: constant(`${partition}\n`),
    ro: constant('0\n'),
    size: constant(`${sectors}\n`),
    start: constant(`${start}\n`),
  }),
)

function diskDirectory(kernel: Kernel, { name, major, minor, sectors, model }: BlockDevice): Computed {
  const own = {
    dev: constant(`${major}:${minor}\n`),
    queue: fixed({ rotational: constant('1\n'), logical_block_size: constant('512\n') }),
    removable: constant('0\n'),
    ro: constant('0\n'),
    size: constant(`${sectors}\n`),
    ...(model && {
      device: fixed({ model: constant(`${model.padEnd(16)}\n`), vendor: constant('ATA     \n') }),
    }),
  }
  return directory(() => [
    ...Object.entries(own),
    ...kernel.blockDevices.all
      .filter(({ disk }) => disk === name)
      .map((device): [string, Computed] => [device.name, partitionDirectory(device)]),
  ])
}

function entriesOf(kernel: Kernel): Record<string, Computed> {
  const { blockDevices, modules, options } = kernel
  const disks = (): BlockDevice[] => blockDevices.all.filter(({ disk }) => disk === undefined)
  const home = ({ name, disk }: BlockDevice): string =>
    `devices/virtual/block/${disk === undefined ? name : `${disk}/${name}`}`
  const links = (to: string, devices: readonly BlockDevice[]): [string, Computed][] =>
    devices.map((device) => [device.name, link(() => `${to}${home(device)}`)])
  const diskNode = once<BlockDevice>((disk) => diskDirectory(kernel, disk))
  const overlay = fixed({
    initstate: constant('live\n'),
    parameters: fixed(
      Object.fromEntries(
        Object.entries(OVERLAY_PARAMETERS).map(([name, value]) => [name, constant(`${value}\n`, 0o644)]),
      ),
    ),
    refcnt: constant('0\n'),
  })
  const { platform } = options
  const firmware = platform
    ? ['acpi', 'dmi', 'memmap', 'qemu_fw_cfg', ...(platform.firmware === 'uefi' ? ['efi'] : [])]
    : []
  const deviceNode = once<BusDevice>(({ modalias }) => fixed({ modalias: constant(`${modalias}\n`) }))
  const moduleNode = once<{ readonly driver: { readonly name: string } }>(({ driver }) =>
    driver.name === 'overlay' ? overlay : fixed({ initstate: constant('live\n') }),
  )
  const buses = (): string[] => [...new Set(kernel.busDevices.map(({ bus }) => bus))]
  const onBus = (wanted: string): [string, Computed][] =>
    kernel.busDevices.filter(({ bus }) => bus === wanted).map((device) => [device.name, deviceNode(device)])
  const slots = (): [string, Computed][] =>
    kernel.busDevices.flatMap(({ name, slot }): [string, Computed][] =>
      slot === undefined
        ? []
        : [[String(slot), fixed({ address: constant(`${name.replace(/\.\d$/, '')}\n`) })]],
    )
  return {
    block: directory(() => links('../', disks())),
    bus: directory(() =>
      buses().map((bus) => [
        bus,
        fixed({
          devices: directory(() => onBus(bus)),
          ...(bus === 'pci' && { slots: directory(slots) }),
        }),
      ]),
    ),
    class: fixed({ block: directory(() => links('../../', blockDevices.all)), net: netClass(kernel) }),
    devices: fixed({
      virtual: fixed({
        block: directory(() => disks().map((disk) => [disk.name, diskNode(disk)])),
        net: netDevices(kernel),
      }),
    }),
    firmware: directory(() => firmware.map((name) => [name, name === 'efi' ? EFI : empty])),
    fs: fixed({
      bpf: empty,
      cgroup: empty,
      ext4: directory(() =>
        blockDevices.all
          .filter((device) => device.filesystem()?.type === 'ext4')
          .map(({ name }) => [name, empty]),
      ),
      fuse: fixed({ connections: empty }),
      pstore: empty,
    }),
    kernel: fixed({
      config: empty,
      debug: empty,
      mm: fixed({ hugepages: fixed({ 'hugepages-2048kB': empty }) }),
      security: empty,
      tracing: empty,
    }),
    module: directory(() => [
      ...(platform ? [] : [['overlay', overlay] as [string, Computed]]),
      ...modules.all.map((module): [string, Computed] => [module.driver.name, moduleNode(module)]),
    ]),
  }
}

/** What UEFI firmware shows of itself. */
const EFI = fixed({
  config_table: constant('', 0o400),
  efivars: directory(() => []),
  fw_platform_size: constant('64\n'),
  fw_vendor: constant('', 0o400),
  runtime: constant('', 0o400),
  'runtime-map': directory(() => []),
  systab: constant('', 0o400),
})
