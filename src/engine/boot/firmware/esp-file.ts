import type { Body } from '../../base/body.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import type { Partition } from '../disk/disk.ts'
import { lookUp } from '../grub/tree-path.ts'
import type { Outcome, Pc } from '../pc.ts'

/** Why an image was not started, or came back (UEFI specification, appendix D), in the firmware's words. */
export type EfiStatus = 'Not Found' | 'Unsupported' | 'Security Violation'

/** Starts the executable at a path of a partition. */
export type StartImage = (pc: Pc, partition: Partition, path: string) => Promise<Outcome | EfiStatus>

/** A file of an EFI system partition: names in any case, folders divided by `\`. */
export function efiFile({ volume }: Partition, path: string): Body | undefined {
  const fs = volume?.facts?.kind === 'vfat' ? volume.fs : undefined
  if (!fs) return undefined
  const names = path.split('\\').filter(Boolean)
  let at = fs.root
  for (const name of names) {
    if (!isDirectory(fs.stat(at).mode)) return undefined
    const entry = fs.readdir(at).find((each) => each.name.toLowerCase() === name.toLowerCase())
    if (!entry) return undefined
    at = entry.ino
  }
  const found = lookUp(fs, at)
  return found.kind === 'file' ? found.body : undefined
}
