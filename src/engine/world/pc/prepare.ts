import type { Instant } from '../../base/time.ts'
import type { TreeFs } from '../../vfs/tree-fs.ts'
import type { Installed } from './installed.ts'
import type { Part } from './layout.ts'
import { Workshop } from './workshop.ts'

const PLACES: Partial<Record<Part['role'], string>> = { boot: '/boot', efi: '/boot/efi' }

/** Files of a partition by what it is for. */
export function treeOf({ disk, parts }: Installed, role: Part['role']): TreeFs {
  const part = parts.find((each) => each.role === role)
  const tree = part && disk.volumeAt(part.start)?.fs
  if (!tree) throw new Error(`no file system for ${role}`)
  return tree
}

/** How a line of shell ended that was run on a disk's own system. */
export interface Prepared {
  readonly line: string
  readonly output: string
  readonly code: number
}

/** Runs lines of shell on a disk's own system as root, its partitions mounted, without a boot. */
export async function prepareDisk(
  installed: Installed,
  firmware: 'bios' | 'uefi',
  clock: Instant,
  lines: readonly string[],
): Promise<Prepared[]> {
  const workshop = new Workshop(installed.disk, treeOf(installed, 'root'), firmware, clock, installed.nvram)
  const mounts = installed.parts.flatMap(({ role, kind }, i): (readonly [string, number, string])[] => {
    const place = PLACES[role]
    return place === undefined ? [] : [[place, i + 1, kind]]
  })
  await workshop.mountAll(mounts.sort(([a], [b]) => a.length - b.length))
  const done: Prepared[] = []
  for (const line of lines) done.push({ line, ...(await workshop.run(line)) })
  workshop.leave()
  return done
}
