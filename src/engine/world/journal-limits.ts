import { bytesOf } from '../base/body.ts'
import { decode } from '../base/text.ts'
import { type Ino, isRegular } from '../vfs/filesystem.ts'
import type { TreeFs } from '../vfs/tree-fs.ts'

/** How much of the disk the journal may take, in bytes. */
export interface JournalLimits {
  /** One file, before the next is begun. */
  readonly file: number
  /** All files that are no longer written to. */
  readonly archived: number
  /** How many files there may be, with the one that is written to. */
  readonly files: number
}

const KIB = 1024
const MIB = 1024 * KIB
const UNITS: Readonly<Record<string, number>> = { '': 1, K: KIB, M: MIB, G: 1024 * MIB }
/** Bounds of journald for a large disk, and the least it takes (systemd, src/libsystemd/sd-journal/journal-file.c). */
const MOST_USE = 4096 * MIB
const MOST_FILE = 128 * MIB
const LEAST_FILE = 512 * KIB
const MOST_FILES = 100

/** Files of the configuration, below the root: the later ones win. */
const CONFIGURATION = ['etc/systemd/journald.conf', 'etc/systemd/journald.conf.d']

/** What journald.conf(5) on a disk says: `SystemMaxUse`, `SystemMaxFileSize`, `SystemMaxFiles`. */
export function journalLimits(disk: TreeFs): JournalLimits {
  let [use, files] = [MOST_USE, MOST_FILES]
  let file: number | undefined
  for (const text of configurationOf(disk))
    for (const [, name, amount, unit] of text.matchAll(/^\s*(SystemMax\w+)\s*=\s*(\d+)([KMG]?)\s*$/gm)) {
      const bytes = Number(amount) * UNITS[unit!]!
      if (name === 'SystemMaxUse') use = bytes
      else if (name === 'SystemMaxFileSize') file = bytes
      else if (name === 'SystemMaxFiles' && unit === '') files = bytes
    }
  const archived = Math.max(use, 2 * LEAST_FILE)
  return { archived, files, file: Math.max(Math.min(file ?? archived / 8, MOST_FILE), LEAST_FILE) }
}

function* configurationOf(disk: TreeFs): Generator<string> {
  for (const path of CONFIGURATION) {
    let at: Ino | undefined = disk.root
    for (const name of path.split('/')) at = at === undefined ? undefined : disk.child(at, name)
    if (at === undefined) continue
    if (isRegular(disk.stat(at).mode)) yield decode(bytesOf(disk.body(at)))
    else
      for (const { name, ino } of disk.readdir(at))
        if (name.endsWith('.conf')) yield decode(bytesOf(disk.body(ino)))
  }
}
