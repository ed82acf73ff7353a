import type { Process } from '../../kernel/process.ts'
import { namesIn, textAt } from '../system-files.ts'

/** A disk or a partition, as /sys/class/block shows it. */
export interface Block {
  readonly name: string
  readonly major: number
  readonly minor: number
  /** Of 512 bytes. */
  readonly sectors: number
  readonly readOnly: boolean
  readonly removable: boolean
  /** Number of a partition; undefined for a whole disk. */
  readonly partition: number | undefined
  /** Disk of a partition. */
  readonly disk: string | undefined
  readonly model: string
}

const read = (p: Process, path: string): string | undefined => textAt(p, path)?.trim()

function blockAt(p: Process, name: string, path: string, disk?: string): Block | undefined {
  const [major = '', minor = ''] = (read(p, `${path}/dev`) ?? '').split(':')
  if (minor === '') return undefined
  const partition = read(p, `${path}/partition`)
  return {
    name,
    major: Number(major),
    minor: Number(minor),
    sectors: Number(read(p, `${path}/size`) ?? 0),
    readOnly: read(p, `${path}/ro`) === '1',
    removable: read(p, `${path}/removable`) === '1',
    partition: partition === undefined ? undefined : Number(partition),
    disk,
    model: read(p, `${path}/device/model`) ?? '',
  }
}

/** Disks that hold anything, each with its partitions behind it. */
export function blocks(p: Process): Block[] {
  const found: Block[] = []
  for (const name of namesIn(p, '/sys/block')) {
    const disk = blockAt(p, name, `/sys/block/${name}`)
    if (!disk || disk.sectors === 0) continue
    const parts = namesIn(p, `/sys/block/${name}`)
      .map((part) => blockAt(p, part, `/sys/block/${name}/${part}`, name))
      .filter((part) => part?.partition !== undefined)
    found.push(disk, ...(parts as Block[]).sort((a, b) => a.partition! - b.partition!))
  }
  return found
}
