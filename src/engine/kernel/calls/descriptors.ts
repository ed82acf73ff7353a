import { FsError } from '../../base/errors.ts'
import { encode } from '../../base/text.ts'
import {
  isBlockDevice,
  isCharDevice,
  isDirectory,
  isRegular,
  isSymlink,
  S_IFIFO,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
  type Stat,
} from '../../vfs/filesystem.ts'
import { BlockFile } from '../block-file.ts'
import { ComputedFs } from '../computed-fs.ts'
import { EXECUTE, isForeignInSticky, modeAfterWrite, permitted, READ, WRITE } from '../credentials.ts'
import { ComputedFile, FifoEnd, MemoryDevice, PipeEnd, RegularFile, TtyFile } from '../files.ts'
import { allowedToChange, takeAsTerminal, toForeground } from '../job-control.ts'
import type { Kernel } from '../kernel.ts'
import { LogDevice } from '../log-device.ts'
import { inodeKey, type Place } from '../mounts.ts'
import { NamespaceFs } from '../namespace-fs.ts'
import type { OpenFile } from '../open-file.ts'
import type { OpenFlags, Process } from '../process.ts'
import { type ProcessRecord, viewOf } from '../record.ts'
import { virtualTerminal } from '../virtual-terminals.ts'
import { walk } from '../walk.ts'
import { newInode, refuseDirectory } from './new-inode.ts'

const DEFAULT_READ = 65536

type DescriptorCalls = Pick<
  Process,
  'open' | 'close' | 'dup' | 'dup2' | 'isOpen' | 'pipe' | 'read' | 'write' | 'seek' | 'ftruncate' | 'fstat'
>

/** Calls on descriptors (open(2), read(2), write(2), dup(2), pipe(2)). */
export function descriptorCalls(kernel: Kernel, record: ProcessRecord): DescriptorCalls {
  const services = {
    scheduler: kernel.scheduler,
    now: () => kernel.now(),
    hold: kernel.hold,
    modeAfterWrite: (stat: Stat) => modeAfterWrite(stat, record.credentials),
  }

  const existing = (place: Place, path: string, flags: OpenFlags): OpenFile => {
    const { fs } = place.mount
    const stat = fs.stat(place.ino)
    const write = Boolean(flags.write || flags.append || flags.truncate)
    const demand = (): void => {
      if (!permitted(stat, record.credentials, want)) throw new FsError('EACCES')
    }
    const want = (flags.read ? READ : 0) | (write ? WRITE : 0)
    if (isSymlink(stat.mode)) throw new FsError('ELOOP')
    if (isDirectory(stat.mode)) {
      if (write || flags.create) throw new FsError('EISDIR')
      demand()
      const opened = { mount: place.mount, ino: fs.open(place.ino, false, kernel.now()) }
      return new RegularFile('directory', path, opened, { read: true, write: false, append: false }, services)
    }
    if (flags.directory) throw new FsError('ENOTDIR')
    // A file system that is read-only says so before permissions are looked at, a mount after (sb_permission).
    if (write && isRegular(stat.mode) && place.mount.superblock.readOnly) throw new FsError('EROFS')
    demand()
    if (isDevice(stat.mode) && place.mount.has('nodev')) throw new FsError('EACCES')
    if (isCharDevice(stat.mode))
      return (fs instanceof ComputedFs && fs.fileOf(place.ino)) || device(stat, path)
    if (isBlockDevice(stat.mode)) {
      const found = kernel.blockDevices.get(stat.rdev.major, stat.rdev.minor)
      if (!found) throw new FsError('ENXIO')
      return new BlockFile(path, found, stat, kernel.scheduler)
    }
    if ((stat.mode & S_IFMT) === S_IFIFO) return fifo(place, path, flags)
    if ((stat.mode & S_IFMT) === S_IFSOCK || !isRegular(stat.mode)) throw new FsError('ENXIO')
    if (write && place.mount.forbidsWrites) throw new FsError('EROFS')
    if (fs instanceof NamespaceFs) return fs.fileOf(place.ino)
    if (fs instanceof ComputedFs) {
      const set = fs.writerOf(place.ino)
      if (write && !set) throw new FsError('EACCES')
      return new ComputedFile(path, place, services, write ? set : undefined)
    }
    const time = kernel.now()
    const ino = fs.open(place.ino, write, time)
    if (write && flags.truncate) {
      const mode = modeAfterWrite(stat, record.credentials)
      fs.setattr(ino, { size: 0, mtime: time, time, ...(mode !== undefined && { mode }) })
    }
    return new RegularFile('regular', path, { mount: place.mount, ino }, modeOf(flags), services)
  }

  /** What somebody else put into a sticky directory for all is not opened by one who meant to make it (protected_regular). */
  const refuseForeign = (directory: Place, { mount, ino }: Place): void => {
    const stat = mount.fs.stat(ino)
    const kind = stat.mode & S_IFMT
    if (kind !== S_IFREG && kind !== S_IFIFO) return
    if (isForeignInSticky(directory.mount.fs.stat(directory.ino), stat, record.credentials))
      throw new FsError('EACCES')
  }

  const device = (stat: Stat, path: string): OpenFile => {
    const { major, minor } = stat.rdev
    if (major === 1 && minor === 11) return new LogDevice(path, stat, kernel)
    if (major === 1) return new MemoryDevice(path, stat, record.random, kernel.scheduler)
    const { serial } = kernel
    if (serial && major === 5 && minor === 1) return new TtyFile(serial, path)
    if (serial && major === serial.device.major && minor === serial.device.minor) {
      takeAsTerminal(record, serial)
      return new TtyFile(serial, path)
    }
    if (serial && major === 4 && minor > 0 && minor < 64) {
      const screen = virtualTerminal(kernel, minor)
      takeAsTerminal(record, screen)
      return new TtyFile(screen, path)
    }
    if (major === 5 && (minor === 0 || minor === 1)) {
      if (!record.terminal) throw new FsError('ENXIO')
      return new TtyFile(record.terminal, serial && record.terminal === serial ? '/dev/ttyS0' : undefined)
    }
    throw new FsError('ENXIO')
  }

  const fifo = (place: Place, path: string, flags: OpenFlags): OpenFile => {
    const at = inodeKey(place)
    const known = kernel.fifos.get(at)
    const pipe = known && known.readers + known.writers > 0 ? known : kernel.pipe()
    kernel.fifos.set(at, pipe)
    const write = flags.write || flags.append
    return new FifoEnd(pipe, !write ? 'read' : flags.read ? 'both' : 'write', path)
  }

  const file = (fd: number): OpenFile => record.fds.get(fd)
  const add = (open: OpenFile, closeOnExec: boolean, atLeast?: number): number =>
    record.fds.add(open, closeOnExec, record.limits.nofile.soft, atLeast)

  return {
    open: (path, flags, mode = 0o666) => {
      if (flags.create && flags.directory) throw new FsError('EINVAL')
      if (flags.create) refuseDirectory(viewOf(record), path)
      const walked = walk(viewOf(record), path, !(flags.noFollow || (flags.create && flags.exclusive)))
      const closeOnExec = flags.closeOnExec ?? true
      if (walked.file) return add(walked.file, closeOnExec)
      if (walked.place) {
        if (flags.create && flags.exclusive) throw new FsError('EEXIST')
        if (flags.create) refuseForeign(walked.directory, walked.place)
        return add(existing(walked.place, path, flags), closeOnExec)
      }
      if (!flags.create) throw new FsError('ENOENT')
      const { mount, ino: parent } = walked.directory
      if (mount.forbidsWrites) throw new FsError('EROFS')
      if (!permitted(mount.fs.stat(parent), record.credentials, WRITE | EXECUTE)) throw new FsError('EACCES')
      const time = kernel.now()
      const attributes = newInode(record, mount.fs.stat(parent), mode, time)
      const created = mount.fs.create(parent, walked.name, attributes)
      const ino = mount.fs.open(created, true, time)
      return add(new RegularFile('regular', path, { mount, ino }, modeOf(flags), services), closeOnExec)
    },
    close: (fd) => record.fds.close(fd),
    dup: (fd, atLeast = 0, closeOnExec = false) => add(file(fd), closeOnExec, atLeast),
    dup2: (fd, as) => {
      const open = file(fd)
      if (as >= record.limits.nofile.soft) throw new FsError('EBADF')
      if (fd !== as) record.fds.set(as, open, false)
    },
    isOpen: (fd) => record.fds.has(fd),
    pipe: () => {
      const pipe = kernel.pipe()
      const name = `pipe:[${kernel.pipeNumber()}]`
      return {
        read: add(new PipeEnd(pipe, 'read', name), true),
        write: add(new PipeEnd(pipe, 'write', name), true),
      }
    },
    read: (fd, max = DEFAULT_READ) =>
      kernel.scheduler.interruptible(async () => {
        const open = file(fd)
        if (open instanceof TtyFile) await toForeground(kernel, record, open.tty)
        return open.read(max)
      }),
    write: async (fd, data) => {
      const open = file(fd)
      if (open instanceof TtyFile && open.tty.termios.tostop) await allowedToChange(kernel, record, open.tty)
      try {
        await open.write(typeof data === 'string' ? encode(data) : data)
      } catch (error) {
        if (error instanceof FsError && error.errno === 'EPIPE') {
          kernel.signal(record, 'SIGPIPE')
          await kernel.scheduler.tick()
        }
        throw error
      }
    },
    seek: (fd, offset, whence) => {
      const open = file(fd)
      if (!(open instanceof RegularFile || open instanceof ComputedFile || open instanceof BlockFile))
        throw new FsError('ESPIPE')
      const size = open instanceof BlockFile ? open.size : open.stat().size
      const base = whence === 'set' ? 0 : whence === 'current' ? open.offset : size
      if (base + offset < 0) throw new FsError('EINVAL')
      open.offset = base + offset
      return open.offset
    },
    ftruncate: (fd, size) => {
      const open = file(fd)
      if (!(open instanceof RegularFile)) throw new FsError('EINVAL')
      open.truncate(size)
    },
    fstat: (fd) => file(fd).stat(),
  }
}

const isDevice = (mode: number): boolean => isCharDevice(mode) || isBlockDevice(mode)

const modeOf = (flags: OpenFlags) => ({
  read: flags.read ?? false,
  write: (flags.write ?? false) || (flags.append ?? false),
  append: flags.append ?? false,
})
