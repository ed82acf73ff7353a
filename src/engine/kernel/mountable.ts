import { FsError } from '../base/errors.ts'
import { FatFs } from '../vfs/fat-fs.ts'
import { type Filesystem, isBlockDevice } from '../vfs/filesystem.ts'
import { TreeFs } from '../vfs/tree-fs.ts'
import { CGROUP_OPTIONS, cgroupFs } from './cgroup-fs.ts'
import { isOptionOf, notFoundOn, optionRefused } from './device-options.ts'
import { devtmpfs, devtmpfsOptions } from './devtmpfs.ts'
import { typesOnDevice } from './filesystem-types.ts'
import type { Kernel } from './kernel.ts'
import type { Mount } from './mounts.ts'
import { mountOverlay } from './overlay-mount.ts'
import { procFs } from './proc/proc-fs.ts'
import { type ProcessRecord, viewOf } from './record.ts'
import { requestModule } from './request-module.ts'
import { makeSpecial } from './special-fs.ts'
import { sysFs } from './sys-fs.ts'
import { newDevpts } from './terminal-fs.ts'
import { newTmpfs, resizeTmpfs } from './tmpfs.ts'
import { vfatOptions } from './vfat-options.ts'
import { resolve } from './walk.ts'

interface Wanted {
  readonly type: string
  readonly source: string
  /** Options of the file system, separated by commas. */
  readonly data: string
}

/** A file system of a type, with its options as /proc/mounts shows them. ENODEV, EINVAL, ENOENT, ENOTBLK. */
export function makeFilesystem(
  kernel: Kernel,
  record: ProcessRecord,
  { type, source, data }: Wanted,
): { fs: Filesystem; options: string[] } {
  const options = data.split(',').filter(Boolean)
  const plain = (fs: Filesystem): { fs: Filesystem; options: string[] } => {
    if (options.length > 0) throw new FsError('EINVAL')
    return { fs, options }
  }
  switch (type) {
    case 'tmpfs':
      return tmpfs(kernel, options)
    case 'proc':
      return plain(procFs(kernel, record.namespaces.pid))
    case 'sysfs':
      return plain(sysFs(kernel))
    case 'cgroup2':
      return { fs: cgroupFs(kernel), options: CGROUP_OPTIONS }
    case 'devtmpfs':
      return { fs: devtmpfs(kernel), options: devtmpfsOptions(kernel) }
    case 'devpts':
      return newDevpts(kernel, options)
    case 'overlay':
      return mountOverlay(kernel, record, options)
    default: {
      const special = makeSpecial(kernel, type, options)
      if (special) return special
      if (!typesOnDevice(kernel).includes(type)) requestModule(kernel, `fs-${type}`)
      if (!typesOnDevice(kernel).includes(type)) throw new FsError('ENODEV')
      const named = kernel.options.platform ? source.slice(source.lastIndexOf('/') + 1) : ''
      const refuse = (line: string): never => {
        if (named) kernel.log.print(line)
        throw new FsError('EINVAL')
      }
      const wrong = options.find((option) => !isOptionOf(type, option))
      if (wrong !== undefined) refuse(optionRefused(type, wrong))
      const fs = onDevice(kernel, record, type, source) ?? refuse(notFoundOn(type, named))
      if (type !== 'vfat') return { fs, options }
      const shown = vfatOptions(options)
      const mask = (name: string): number =>
        Number.parseInt(shown.find((option) => option.startsWith(`${name}=`))!.slice(name.length + 1), 8)
      if (fs instanceof FatFs) fs.masks = { file: mask('fmask'), directory: mask('dmask') }
      return { fs, options: shown }
    }
  }
}

/** A kernel that was booted shows that its tmpfs have inode numbers of 64 bits. */
function tmpfs(kernel: Kernel, options: readonly string[]): { fs: Filesystem; options: string[] } {
  const { platform } = kernel.options
  const made = newTmpfs(kernel.deviceNumber(), options, kernel.now(), platform?.memoryKiB)
  return platform ? { fs: made.fs, options: [...made.options, 'inode64'] } : made
}

/** The file system of that type on a block device; undefined where another is, or none. */
function onDevice(
  kernel: Kernel,
  record: ProcessRecord,
  type: string,
  source: string,
): Filesystem | undefined {
  const { mount, ino } = resolve(viewOf(record), source)
  const { mode, rdev } = mount.fs.stat(ino)
  if (!isBlockDevice(mode)) throw new FsError('ENOTBLK')
  const device = kernel.blockDevices.get(rdev.major, rdev.minor)
  if (!device) throw new FsError('ENXIO')
  const fs = device.filesystem()
  return fs?.type === type ? fs : undefined
}

function resizedTmpfs(
  { options: { platform } }: Kernel,
  fs: TreeFs,
  before: readonly string[],
  options: string[],
) {
  const shown = resizeTmpfs(fs, before, options, platform?.memoryKiB)
  return platform ? [...shown, 'inode64'] : shown
}

/** Options of a file system after `remount` with others. EINVAL. */
export function remountOptions(kernel: Kernel, { fs, superblock }: Mount, data: string): readonly string[] {
  const options = data.split(',').filter(Boolean)
  if (fs.type === 'tmpfs' && fs instanceof TreeFs && fs.capacity)
    return resizedTmpfs(kernel, fs, superblock.options, options)
  if (fs.type === 'devtmpfs') return superblock.options
  if (options.some((option) => !superblock.options.includes(option) && !known(fs, option)))
    throw new FsError('EINVAL')
  if (fs.type === 'ext4') return [...new Set([...superblock.options, ...options])]
  return superblock.options
}

/** What a remount may add to an ext4 (ext4(5)). */
const known = ({ type }: Filesystem, option: string): boolean =>
  type === 'ext4' && option.startsWith('errors=')
