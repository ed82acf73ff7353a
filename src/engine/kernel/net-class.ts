import { FsError } from '../base/errors.ts'
import type { Computed } from './computed-fs.ts'
import type { Kernel } from './kernel.ts'
import { Ethernet } from './net/cable.ts'
import type { NetDevice } from './net/device.ts'
import { directory, file, fixed, link } from './proc/nodes.ts'

/** Interfaces of who looks. */
const devicesOf = (kernel: Kernel): readonly NetDevice[] =>
  (kernel.running?.namespaces.net ?? kernel.network).devices

/** /sys/class/net: a link for each interface. */
export const netClass = (kernel: Kernel): Computed =>
  directory(() =>
    devicesOf(kernel).map(({ name }): [string, Computed] => [
      name,
      link(() => `../../devices/virtual/net/${name}`),
    ]),
  )

/** /sys/devices/virtual/net (Documentation/ABI/testing/sysfs-class-net). */
export const netDevices = (kernel: Kernel): Computed =>
  directory(() =>
    devicesOf(kernel).map((device): [string, Computed] => [device.name, deviceDirectory(device)]),
  )

function deviceDirectory(device: NetDevice): Computed {
  const line = (value: () => string | number): Computed => file(() => `${value()}\n`)
  const loopback = device.kind === 'loopback'
  const { stats } = device
  const statistics = {
    multicast: () => stats.multicast,
    rx_bytes: () => stats.rxBytes,
    rx_dropped: () => stats.rxDropped,
    rx_errors: () => stats.rxErrors,
    rx_packets: () => stats.rxPackets,
    tx_bytes: () => stats.txBytes,
    tx_dropped: () => stats.txDropped,
    tx_errors: () => stats.txErrors,
    tx_packets: () => stats.txPackets,
  }
  const own: Record<string, Computed> = {
    addr_len: line(() => 6),
    address: line(() => device.mac),
    broadcast: line(() => (loopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff')),
    carrier: line(() => {
      if (!device.up) throw new FsError('EINVAL')
      device.namespace.linkWatch.sync(device)
      return device.carrier ? 1 : 0
    }),
    flags: line(() => `0x${flagBits(device).toString(16)}`),
    ifindex: line(() => device.ifindex),
    iflink: line(() => device.pair?.ifindex ?? device.ifindex),
    ...(device instanceof Ethernet &&
      device.origin && { device: link(() => `../../../../bus/pci/devices/${device.origin?.bus}`) }),
    mtu: line(() => device.mtu),
    operstate: line(() => device.operState.toLowerCase()),
    statistics: fixed(
      Object.fromEntries(Object.entries(statistics).map(([name, value]) => [name, line(value)])),
    ),
    tx_queue_len: line(() => device.txQueueLength),
    type: line(() => (loopback ? 772 : 1)),
    ...(device.master && { master: link(() => `../${device.master?.name}`) }),
    ...(device.kind === 'bridge' && { bridge: directory(() => []) }),
  }
  return fixed(own)
}

/** IFF_UP, IFF_BROADCAST, IFF_LOOPBACK, IFF_NOARP, IFF_MULTICAST (netdevice(7)). */
const flagBits = ({ up, kind }: NetDevice): number =>
  (up ? 1 : 0) | (kind === 'loopback' ? 8 : kind === 'dummy' ? 0x82 : 0x1002)
