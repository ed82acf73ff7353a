import type { Filesystem } from '../../vfs/filesystem.ts'
import type { Disk, Partition } from '../disk/disk.ts'
import { fileNotFound, GrubError } from './errors.ts'
import { type Found, find } from './tree-path.ts'

/** A device by GRUB's name: the disk, or a partition of it. */
export interface Device {
  /** `hd0`, `hd0,msdos1`. */
  readonly name: string
  readonly sectors: number
  readonly partition: Partition | undefined
}

/** `(hd0,msdos1)/grub` → `hd0,msdos1` and `/grub`; no device where none is given. */
export function splitPath(text: string): { device: string | undefined; path: string } {
  const m = /^\(([^)]*)\)(.*)$/.exec(text)
  return m ? { device: m[1]!, path: m[2]! } : { device: undefined, path: text }
}

/** Names of all devices, in the order in which GRUB lists them. */
export function devicesOf(disk: Disk): Device[] {
  const { table } = disk
  const partitions = [...(table?.partitions ?? [])].reverse().map((partition) => ({
    name: `hd0,${table!.kind}${partition.number}`,
    sectors: partition.sectors,
    partition,
  }))
  return [{ name: 'hd0', sectors: disk.sectors, partition: undefined }, ...partitions]
}

/** A device by its name: `hd0,msdos1`, `hd0,1`. */
export function deviceAt(disk: Disk, name: string): Device {
  const [drive = '', part] = name.split(',')
  if (drive !== 'hd0') throw new GrubError(`disk \`${drive}' not found`)
  const found = devicesOf(disk).find(
    (device) =>
      device.name === name ||
      (part !== undefined && /^\d+$/.test(part) && device.partition?.number === Number(part)),
  )
  if (!found) throw new GrubError('no such partition')
  return found
}

/** The file system of a device, if GRUB reads its type. */
export function filesystemOf(device: Device): Filesystem {
  const volume = device.partition?.volume
  const fs = volume?.facts && volume.facts.kind !== 'swap' ? volume.fs : undefined
  if (!fs) throw new GrubError('unknown filesystem')
  return fs
}

/** What is at a path of a device. Throws `GrubError`. */
export function openAt(disk: Disk, device: string, path: string): Found {
  const found = find(filesystemOf(deviceAt(disk, device)), path)
  if (!found) throw fileNotFound(path)
  return found
}
