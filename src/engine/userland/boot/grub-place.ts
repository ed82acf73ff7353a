import type { Process } from '../../kernel/process.ts'
import { type Block, blocks } from '../disks/devices.ts'
import { contentsOf, tableOf, tryHead } from '../disks/probe.ts'
import { mountsOf } from '../mount-table.ts'
import { Failure } from '../program.ts'

/** Where a path lies, as GRUB names it. */
export interface GrubPlace {
  /** Of the file system. */
  readonly uuid: string
  /** `hd0,msdos1`. */
  readonly device: string
  /** The path within the file system: `` for its root. */
  readonly folder: string
  /** Type of the file system. */
  readonly type: string
  /** The partition. */
  readonly block: Block
}

/** What a path lies on: UUID of the file system, GRUB's name of the device, the path there. */
export async function placeOf(p: Process, path: string): Promise<GrubPlace> {
  const mounts = mountsOf(p).filter(
    (each) => path === each.path || each.path === '/' || path.startsWith(`${each.path}/`),
  )
  const mount = mounts.sort((a, b) => a.path.length - b.path.length).at(-1)
  const name = mount?.source.startsWith('/dev/') ? mount.source.slice(5) : undefined
  const block = blocks(p).find((each) => each.name === name)
  const head = block && (await tryHead(p, `/dev/${block.name}`))
  const uuid = head && contentsOf(head)?.uuid
  if (!block?.disk || uuid === undefined)
    throw new Failure(`error: failed to get canonical path of \`${mount?.source ?? path}'.`)
  const disk = await tryHead(p, `/dev/${block.disk}`)
  const kind = disk && tableOf(disk)?.kind === 'gpt' ? 'gpt' : 'msdos'
  const folder = mount!.path === '/' ? path : path.slice(mount!.path.length)
  return { uuid, device: `hd0,${kind}${block.partition}`, folder, type: mount!.type, block }
}
