import { type Instant, rfc3339 } from '../../base/time.ts'
import type { Partition } from '../disk/disk.ts'
import { type Found, lookUp } from '../grub/tree-path.ts'

/** A folder or file of a FAT volume, as the EFI shell names it. */
export interface EfiPlace {
  /** `FS0`. */
  readonly name: string
  readonly partition: Partition
  readonly folder: readonly string[]
}

/** What is at a place, with its names as they are written on the disk; FAT knows no difference between `a` and `A`. */
export function efiEntry({
  partition,
  folder,
}: EfiPlace): (Found & { readonly names: string[] }) | undefined {
  const fs = partition.volume?.fs
  if (!fs) return undefined
  let at = fs.root
  const names: string[] = []
  for (const name of folder) {
    if (lookUp(fs, at).kind !== 'directory') return undefined
    const entry = fs.readdir(at).find((each) => each.name.toLowerCase() === name.toLowerCase())
    if (!entry) return undefined
    names.push(entry.name)
    at = entry.ino
  }
  return { ...lookUp(fs, at), names }
}

/** What `ls` prints of a folder; undefined where there is none. */
export function listing(place: EfiPlace): string | undefined {
  const fs = place.partition.volume?.fs
  const found = efiEntry(place)
  if (!fs || found?.kind !== 'directory') return undefined
  const entries = fs.readdir(found.ino).map(({ name, ino }) => ({ name, ...lookUp(fs, ino) }))
  const files = entries.filter(({ kind }) => kind === 'file')
  const rows = entries.map(({ name, kind, stat }) => {
    const size = (kind === 'directory' ? 4096 : stat.size).toLocaleString('en-US')
    return `${timeOf(stat.mtime)} ${kind === 'directory' ? '<DIR>' : '     '}${size.padStart(14)}  ${name}\n`
  })
  const bytes = files.reduce((sum, { stat }) => sum + stat.size, 0).toLocaleString('en-US')
  const count = (n: number): string => String(n).padStart(11)
  return `Directory of: ${place.name}:\\${found.names.join('\\')}\n${rows.join('')}${count(files.length)} File(s) ${bytes.padStart(11)} bytes\n${count(entries.length - files.length)} Dir(s)\n`
}

/** `11/22/2026  01:46`. */
function timeOf(at: Instant): string {
  const [year, month, day, time] = rfc3339(at).split(/[-T]/)
  return `${month}/${day}/${year}  ${time!.slice(0, 5)}`
}
