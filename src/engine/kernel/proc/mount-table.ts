import type { Mount, Place } from '../mounts.ts'
import type { ProcessRecord } from '../record.ts'
import { viewOf } from '../record.ts'
import { pathOf } from '../walk.ts'

/** Blanks in a path of /proc/mounts are octal (getmntent(3)). */
const octal = (text: string): string =>
  !/[ \t\n\\]/.test(text)
    ? text
    : text.replace(/[ \t\n\\]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)

/** The mounts that a process can reach, with their paths from its root (seq_path_root). */
function reachable(record: ProcessRecord): { mount: Mount; path: string }[] {
  const { mounts, root: top } = record.namespaces.mount
  const first: Place = { mount: top, ino: top.root }
  const root = pathOf({ ...viewOf(record), root: first }, record.root)
  const found: { mount: Mount; path: string }[] = []
  for (const mount of mounts) {
    if (mount.hidden || !leadsTo(mount, record.root.mount)) continue
    if (root === '/') found.push({ mount, path: mount.path })
    else if (mount.path === root) found.push({ mount, path: '/' })
    else if (mount.path.startsWith(`${root}/`)) found.push({ mount, path: mount.path.slice(root.length) })
  }
  return found
}

/** A mount is below another, or it is the other: what lies under a process's root is not to be reached. */
function leadsTo(mount: Mount, root: Mount): boolean {
  for (let at: Mount | undefined = mount; at; at = at.at?.mount) if (at === root) return true
  return false
}

/** Options of the mount as such (show_mnt_opts). */
function ownOptions({ flags }: Mount): string[] {
  const relative = flags.includes('noatime') || flags.includes('strictatime') ? [] : ['relatime']
  return [...flags.filter((flag) => flag !== 'strictatime'), ...relative]
}

/** /proc/PID/mounts (fs/proc_namespace.c, show_vfsmnt). */
export function mountTable(record: ProcessRecord): string {
  return reachable(record)
    .map(({ mount, path }) => {
      const access = mount.readOnly || mount.superblock.readOnly ? 'ro' : 'rw'
      const options = [access, ...ownOptions(mount), ...mount.superblock.options].join(',')
      return `${octal(mount.source)} ${octal(path)} ${mount.fs.type} ${options} 0 0\n`
    })
    .join('')
}

/** /proc/PID/mountinfo (proc(5); show_mountinfo). */
export function mountInfo(record: ProcessRecord): string {
  return reachable(record)
    .map(({ mount, path }) => {
      const { id, fs, rootPath, readOnly, source, superblock } = mount
      const device = `${Math.floor(fs.dev / 256)}:${fs.dev % 256}`
      const own = [readOnly ? 'ro' : 'rw', ...ownOptions(mount)].join(',')
      const shared = [superblock.readOnly ? 'ro' : 'rw', ...superblock.options].join(',')
      const parent = visibleParent(mount)
      return `${id} ${parent} ${device} ${octal(rootPath)} ${octal(path)} ${own} - ${fs.type} ${octal(source)} ${shared}\n`
    })
    .join('')
}

function visibleParent({ at }: Mount): number {
  let parent = at?.mount
  while (parent?.hidden) parent = parent.at?.mount
  return parent?.id ?? 1
}
