import { FsError } from '../base/errors.ts'
import type { Filesystem } from '../vfs/filesystem.ts'
import { overlayOf } from '../vfs/overlay/mount.ts'
import { WatchedOverlayFs } from '../vfs/overlay/watched-fs.ts'
import type { Kernel } from './kernel.ts'
import type { Place } from './mounts.ts'
import { type ProcessRecord, viewOf } from './record.ts'
import { pathOf, resolve } from './walk.ts'

/** Options that say what holds here anyway: Debian's kernel has these features off. */
const AS_IS = new Set([
  'index=off',
  'metacopy=off',
  'redirect_dir=off',
  'redirect_dir=nofollow',
  'nfs_export=off',
  'xino=off',
  'uuid=on',
])

/** Splits at colons that no backslash stands before (fs/overlayfs/super.c, ovl_split_lowerdirs). */
const splitLowers = (text: string): string[] =>
  [...text.matchAll(/(?:\\.|[^:\\])+/g)].map(([part]) => part.replace(/\\(.)/g, '$1'))

/** `mount -t overlay` with the options of mount(2). EINVAL, ENOENT, ELOOP. */
export function mountOverlay(
  kernel: Kernel,
  record: ProcessRecord,
  options: readonly string[],
): { fs: Filesystem; options: string[] } {
  const given = new Map<string, string>()
  for (const option of options) {
    const equals = option.indexOf('=')
    const name = option.slice(0, equals)
    if (equals > 0 && ['lowerdir', 'upperdir', 'workdir'].includes(name))
      given.set(name, option.slice(equals + 1))
    else if (!AS_IS.has(option)) throw new FsError('EINVAL')
  }
  const find = (path: string): Place => resolve(viewOf(record), path)
  const lowerdir = given.get('lowerdir')
  if (!lowerdir) throw new FsError('EINVAL')
  const upperdir = given.get('upperdir')
  const workdir = given.get('workdir')
  const upper = upperdir === undefined ? undefined : find(upperdir)
  const work = upper && workdir !== undefined ? find(workdir) : undefined
  if (upper && work && (upper.mount !== work.mount || upper.mount.forbidsWrites)) throw new FsError('EINVAL')
  const ref = ({ mount, ino }: Place) => ({ fs: mount.fs, ino })
  const name = upper ? pathOf(viewOf(record), upper) : lowerdir
  const fs = overlayOf({
    dev: kernel.deviceNumber(),
    lowers: splitLowers(lowerdir).map((path) => ref(find(path))),
    upper: upper && ref(upper),
    work: work && ref(work),
    time: kernel.now(),
    uuid: kernel.random('overlay').bytes(16),
    create: (inner) => new WatchedOverlayFs(inner, name, kernel.overlays),
  })
  const shown = ['lowerdir', 'upperdir', 'workdir'].flatMap((key) =>
    given.has(key) && (key === 'lowerdir' || upper) ? [`${key}=${given.get(key)}`] : [],
  )
  return { fs, options: fs.overlay.marked ? [...shown, 'uuid=on'] : shown }
}
