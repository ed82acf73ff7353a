import { sliceBody } from '../../base/body.ts'
import type { BlockDevice } from '../../kernel/block-devices.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { LEVEL } from '../../kernel/kernel-log.ts'
import { forgetSuperblock } from '../../kernel/mounts.ts'
import { SECTOR } from '../../vfs/blocks/bytes.ts'
import type { Disk, Partition } from '../disk/disk.ts'
import { addThread, endThreads } from './threads.ts'

const MAJOR = 8

/** Shows a disk and its partitions as `sda`, `sda1` …; their names. */
export function addDisk(kernel: Kernel, disk: Disk): string[] {
  const { sectors, model } = disk
  const whole: BlockDevice = {
    name: 'sda',
    major: MAJOR,
    minor: 0,
    sectors,
    model,
    filesystem: () => undefined,
    content: () => disk.content,
    overwrite: (offset, bytes) => disk.overwrite(offset, bytes),
    reread: () => rereadTable(kernel, disk),
  }
  kernel.blockDevices.add(whole)
  const { partitions } = disk
  for (const partition of partitions) {
    // What an earlier kernel knew of its mounts is gone with it.
    if (partition.volume?.fs) forgetSuperblock(partition.volume.fs)
    kernel.blockDevices.add(partitionDevice(kernel, disk, partition))
  }
  return partitions.map(({ number }) => `sda${number}`)
}

/** Partitions that are not as the table has them go, if nobody uses them; those that it has come. */
function rereadTable(kernel: Kernel, disk: Disk): number[] {
  const { blockDevices } = kernel
  const { partitions } = disk
  const busy: number[] = []
  for (const device of blockDevices.all.filter((each) => each.disk === 'sda')) {
    const { partition, start, sectors, name } = device
    if (
      partitions.some((each) => each.number === partition && each.start === start && each.sectors === sectors)
    )
      continue
    if (inUse.has(device) || blockDevices.swaps.some(({ path }) => path === `/dev/${name}`))
      busy.push(partition!)
    else blockDevices.remove(device)
  }
  for (const partition of partitions)
    if (!blockDevices.all.some((each) => each.disk === 'sda' && each.partition === partition.number))
      blockDevices.add(partitionDevice(kernel, disk, partition))
  return busy
}

/** Partitions that are mounted. */
const inUse = new WeakSet<BlockDevice>()

function partitionDevice(kernel: Kernel, disk: Disk, partition: Partition): BlockDevice {
  const { number, start, sectors, volume } = partition
  const name = `sda${number}`
  const from = start * SECTOR
  /** Threads that an ext4 has while it is mounted. */
  const threads = [`jbd2/${name}-8`, 'ext4-rsv-conver']
  const device: BlockDevice = {
    name,
    major: MAJOR,
    minor: number,
    sectors,
    start,
    partition: number,
    disk: 'sda',
    filesystem: () => volume?.fs,
    content: () => (volume ? volume.content : sliceBody(disk.content, from, from + sectors * SECTOR)),
    overwrite: (offset, bytes) => disk.overwrite(from + offset, bytes),
    noteUse: (event, readOnly) => {
      if (!volume) return
      const ext4 = volume.facts?.kind === 'ext4'
      const say = (text: string): void => {
        if (ext4) kernel.log.print(`EXT4-fs (${name}): ${text}`)
      }
      if (event === 'unmounted') {
        say('unmounting filesystem.')
        for (const thread of threads) endThreads(kernel, thread)
      } else {
        if (event === 'mounted' && ext4) for (const thread of threads) addThread(kernel, thread)
        if (event === 'mounted' && volume.dirty && ext4) {
          if (readOnly) {
            say('INFO: recovery required on readonly filesystem')
            say('write access will be enabled during recovery')
          }
          say('recovery complete')
        }
        if (event === 'mounted') {
          if (volume.dirty && volume.facts?.kind === 'vfat')
            kernel.log.print(
              `FAT-fs (${name}): Volume was not properly unmounted. Some data may be corrupt. Please run fsck.`,
              LEVEL.warning,
            )
          say('mounted filesystem with ordered data mode. Quota mode: none.')
        } else say('re-mounted. Quota mode: none.')
        volume.dirty &&= volume.facts?.kind === 'vfat'
      }
      volume.inUse = event !== 'unmounted' && !readOnly
      if (event === 'unmounted') inUse.delete(device)
      else inUse.add(device)
    },
  }
  return device
}
