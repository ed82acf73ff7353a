import { bytesOf } from '../../base/body.ts'
import { FsError, isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { MountRequest } from '../../kernel/process.ts'
import { isBlockDevice, isDirectory, isRegular } from '../../vfs/filesystem.ts'
import { blocks } from '../disks/devices.ts'
import { deviceOf, type FstabLine, fstabLines } from '../disks/fstab.ts'
import { contentsOf, tryHead } from '../disks/probe.ts'
import { isOfType, mountsOf, optionsOf } from '../mount-table.ts'
import { optionTable, parseOptions, usageError } from '../options.ts'
import { absolute, canonical } from '../paths.ts'
import type { Io, Main } from '../program.ts'
import { Failure, shortNamed } from '../program.ts'
import { flagsAfter, type MountOptions, readMountOptions } from './options.ts'

const OPTIONS = optionTable(
  '[options] [--source] <source> | [--target] <directory>',
  `-a/--all -c/--no-canonicalize -f/--fake -F/--fork -T/--fstab: -i/--internal-only -l/--show-labels -m/--mkdir:: -n/--no-mtab
   -o/--options: -O/--test-opts: -r/--read-only -t/--types: --source: --target: -v/--verbose -w/--rw --read-write
   !-N/--namespace: !-L/--label: !-U/--uuid: -B/--bind -M/--move -R/--rbind --make-shared --make-slave --make-private
   --make-unbindable --make-rshared --make-rslave --make-rprivate --make-runbindable`,
  { suite: 'util-linux 2.38.1)' },
)
/** Exit status of mount(8) where mount(2) failed. */
const FAILED = 32
/** Of `mount -a` where some succeeded. */
const SOME = 64
const HINT = '       dmesg(1) may have more information after failed mount system call.'
const MAKE = ['shared', 'slave', 'private', 'unbindable'].flatMap((kind) => [`make-${kind}`, `make-r${kind}`])

/** `mount`: lists the mounts, or makes, binds, moves and changes one (util-linux; busybox's words in an applet). */
export const mountMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const asked = readMountOptions(options.all('o'))
  if (options.has('r')) asked.readOnly = true
  if (options.has('w', 'read-write')) asked.readOnly = false
  if (options.has('B', 'R')) asked.bind = true
  if (options.has('R')) asked.recursive = true
  if (options.has('M')) asked.move = true
  asked.propagation ??= MAKE.find((name) => options.has(name))?.slice('make-'.length)
  const type = options.get('t')
  const { operands } = options
  if (options.has('a')) return mountAll(io, options)
  const named = options.has('source', 'target')
  if (operands.length === 0 && !named) {
    if (io.busybox && !io.p.exists('/proc/mounts')) throw new Failure('no /proc/mounts')
    for (const m of mountsOf(io.p))
      if (type === undefined || isOfType(m.type, type))
        await io.out.write(`${m.source} on ${m.path} type ${m.type} (${optionsOf(m)})\n`)
    return 0
  }
  if (operands.length > 2) throw usageError(io, io.busybox ? '' : 'bad usage')
  const two = operands.length === 2
  const target = options.get('target') ?? (two ? operands[1]! : operands[0])
  const source = options.get('source') ?? (two || named ? operands[0] : undefined)
  if (target === undefined) throw usageError(io, io.busybox ? '' : 'bad usage')
  const line = source === undefined && asked.propagation === undefined ? lineOf(io, target) : undefined
  if (line) return mountLine(io, line, options.all('o'), options.has('f'))
  if (source === undefined && !asked.remount && asked.propagation === undefined)
    throw new Failure(
      io.busybox ? `can't find ${target} in /etc/fstab` : `${target}: can't find in /etc/fstab.`,
    )
  if (asked.loop) throw new Failure('loop devices are not part of this simulation')
  if (asked.propagation && /shared|slave/.test(asked.propagation))
    throw new Failure('shared mounts are not part of this simulation: all mounts are private')
  if (options.has('m') && !io.p.exists(target)) makeDirectories(io, target)
  const job: Job = {
    source: source && (await sourceOf(io, { source }, io.busybox ? '' : `${target}: `)),
    target: pathOf(io, target),
    given: target,
    types: type?.split(',') ?? [],
    asked,
  }
  if (!options.has('f')) await run(io, job)
  if (options.has('v') && !io.busybox) await io.out.write(`mount: ${source} mounted on ${job.target}.\n`)
  return 0
}

/** The line of /etc/fstab that a source or a mount point is of. */
const lineOf = ({ p }: Io, name: string): FstabLine | undefined =>
  fstabLines(p).find(
    ({ path, source }) =>
      path === (name === '/' ? name : name.replace(/\/+$/, '')) ||
      source === name ||
      deviceOf(source) === name,
  )

/** Mounts what a line of /etc/fstab says; of a remount its options come first. */
async function mountLine(io: Io, line: FstabLine, given: readonly string[], fake: boolean): Promise<number> {
  const asked = readMountOptions([line.options.join(','), ...given])
  if (io.args.includes('-r')) asked.readOnly = true
  if (asked.remount) asked.readOnly ??= false
  const job: Job = {
    source: asked.remount ? line.source : await sourceOf(io, line),
    target: pathOf(io, line.path),
    given: line.path,
    types: line.type === 'auto' || asked.remount ? [] : [line.type],
    asked,
  }
  if (!fake) await run(io, job)
  return 0
}

/** The device behind a tag: by its link, else by a look at all devices. */
async function sourceOf({ p }: Io, { source }: Pick<FstabLine, 'source'>, whom = ''): Promise<string> {
  const path = deviceOf(source)
  if (path === source || p.exists(path)) return path === source ? source : p.realpath(path)
  const [kind, value = ''] = source.split('=', 2)
  for (const { name } of blocks(p)) {
    const head = await tryHead(p, `/dev/${name}`)
    const contents = head && contentsOf(head)
    if (contents && (kind === 'LABEL' ? contents.label : contents.uuid) === value) return `/dev/${name}`
  }
  throw new Failure(`${whom}can't find ${source}.`, 1)
}

/** Everything of /etc/fstab that is not there yet and is no `noauto`. */
async function mountAll(io: Io, options: ReturnType<typeof parseOptions>): Promise<number> {
  let [done, failed] = [0, 0]
  for (const line of fstabLines(io.p)) {
    if (line.type === 'swap' || line.options.includes('noauto') || !line.path.startsWith('/')) continue
    if (options.get('t') !== undefined && !isOfType(line.type, options.get('t')!)) continue
    if (line.path === '/' || isMounted(io, line.path)) continue
    try {
      await mountLine(io, line, options.all('o'), options.has('f'))
      done++
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      failed++
      if (!line.options.includes('nofail')) await io.error(error.message + (error.hint && `\n${error.hint}`))
    }
  }
  return failed === 0 ? 0 : done === 0 ? FAILED : SOME
}

interface Job {
  readonly source: string | undefined
  /** From the root. */
  readonly target: string
  /** As it was written. */
  readonly given: string
  readonly types: readonly string[]
  readonly asked: MountOptions
}

function pathOf({ p }: Io, path: string): string {
  try {
    return canonical(p, path, 'all')
  } catch (error) {
    if (isErrno(error)) return path
    throw error
  }
}

function makeDirectories({ p }: Io, path: string): void {
  let at = ''
  for (const name of absolute(p, path).split('/').filter(Boolean)) {
    at += `/${name}`
    if (!p.exists(at)) p.mkdir(at, 0o755)
  }
}

async function run(io: Io, job: Job): Promise<void> {
  try {
    await perform(io, job)
  } catch (error) {
    const more = error instanceof Failure ? hint(io) : ''
    if (!(error instanceof Failure) || more === '') throw error
    throw new Failure(error.message, error.code, error.hint ? `${error.hint}\n${more}` : more)
  }
  const more = hint(io)
  if (more !== '') await io.out.write(`${more}\n`)
}

/** When the service manager last read its units. */
const UNITS_LOADED = '/run/systemd/systemd-units-load'
const hinted = new WeakSet<Io>()

/** Says, once, that /etc/fstab is newer than what systemd knows of it (util-linux, mount.c, systemd_hint). */
function hint(io: Io): string {
  const { p } = io
  const asks = !io.busybox && !hinted.has(io) && p.isatty(2)
  if (!asks || !p.exists(UNITS_LOADED) || !p.exists('/etc/fstab')) return ''
  hinted.add(io)
  return p.stat(UNITS_LOADED).mtime < p.stat('/etc/fstab').mtime
    ? "mount: (hint) your fstab has been modified, but systemd still uses\n       the old version; use 'systemctl daemon-reload' to reload."
    : ''
}

async function perform(io: Io, job: Job): Promise<void> {
  const { asked, source } = job
  const types = await typesFor(io, job)
  try {
    if (types.length === 0) throw new FsError('ENOENT')
    for (const [i, type] of types.entries())
      try {
        for (const request of requestsOf(io, job, type)) io.p.mount(request)
        break
      } catch (error) {
        if (!isErrno(error) || error.errno !== 'EINVAL' || i === types.length - 1) throw error
      }
  } catch (error) {
    if (!isErrno(error)) throw error
    if (io.busybox) {
      if (error.errno === 'EPERM') throw new Failure('permission denied (are you root?)', 1)
      throw new Failure(`mounting ${source ?? 'none'} on ${job.given} failed: ${error.message}`, 255)
    }
    const seen = source?.startsWith('/dev/') ? pathOf(io, source) : source
    const why = reasonOf(io, { ...job, types, source: seen }, error.errno, error.message)
    throw new Failure(`${job.target}: ${why}`, FAILED, HINT)
  }
  if (asked.propagation !== undefined && !isMounted(io, job.target)) {
    if (io.busybox) throw new Failure(`mounting none on ${job.given} failed: Invalid argument`, 255)
    throw new Failure(`${job.target}: not mount point or bad option.`, FAILED, HINT)
  }
}

const isMounted = ({ p }: Io, target: string): boolean => mountsOf(p).some(({ path }) => path === target)

/** The calls of mount(2) that the command comes down to. */
function requestsOf(io: Io, { source, target, given, asked }: Job, type: string): MountRequest[] {
  const readOnly = asked.readOnly ?? false
  if (asked.propagation !== undefined && source === undefined) return []
  if (asked.move) return [{ kind: 'move', target, ...(source && { source }) }]
  if (asked.remount) {
    const now = mountsOf(io.p).findLast(({ path }) => path === target)
    if (!now && io.busybox) throw new Failure(`can't find ${given} in /proc/mounts`)
    const before = now?.own.includes('ro') || now?.shared.includes('ro') || false
    return [
      {
        kind: 'remount',
        target,
        bind: asked.bind,
        readOnly: asked.readOnly ?? before,
        flags: flagsAfter(asked, now?.own),
        data: [...(now?.shared ?? []).filter((o) => o !== 'rw' && o !== 'ro'), ...asked.data].join(','),
      },
    ]
  }
  if (asked.bind) {
    const flags = flagsAfter(asked)
    const bind: MountRequest = { kind: 'bind', target, recursive: asked.recursive, ...(source && { source }) }
    // Busybox leaves it at the first call, which takes no notice of flags.
    if (io.busybox || (!readOnly && flags.length === 0)) return [bind]
    return [bind, { kind: 'remount', bind: true, target, readOnly, flags }]
  }
  return [
    {
      kind: 'new',
      target,
      type,
      readOnly,
      flags: flagsAfter(asked),
      data: asked.data.join(','),
      ...(source && { source: source.startsWith('/dev/') ? pathOf(io, source) : source }),
    },
  ]
}

/** What a device may hold, where nobody says: what is seen on it, or (busybox) all that the kernel knows to read. */
async function typesFor({ p, busybox }: Io, { source, types, asked }: Job): Promise<string[]> {
  const said = types.find((name) => name !== 'auto' && !types[0]!.startsWith('no'))
  if (said !== undefined) return [said]
  if (source === undefined || asked.move || asked.remount || asked.bind) return ['none']
  if (p.exists(source) && isRegular(p.stat(source).mode))
    throw new Failure('loop devices are not part of this simulation')
  if (busybox) return p.exists('/proc/filesystems') ? readable(p) : []
  const head = await tryHead(p, source)
  const seen = head && contentsOf(head)?.type
  return [seen ?? 'ext4']
}

/** Types that need a device, of those that the kernel knows now. */
const readable = (p: Io['p']): string[] =>
  decode(bytesOf(p.readFile('/proc/filesystems')))
    .split('\n')
    .filter((line) => line.startsWith('\t'))
    .map((line) => line.trim())

/** Why mount(2) failed, in the words of util-linux (libmount, mnt_context_get_mount_excode). */
function reasonOf({ p }: Io, job: Job, errno: string, message: string): string {
  const { source, target, types, asked } = job
  switch (errno) {
    case 'EPERM':
      return p.credentials.uid === 0 ? 'permission denied.' : 'must be superuser to use mount.'
    case 'EBUSY':
      for (const line of mountsOf(p))
        if (!asked.remount && line.source === source && line.path === target)
          return `${source} already mounted on ${target}.`
      return asked.remount ? 'mount point is busy.' : `${source} already mounted or mount point busy.`
    case 'ENOENT':
      return p.exists(target) ? `special device ${source} does not exist.` : 'mount point does not exist.'
    case 'ENOTDIR':
      if (!isDirectory(p.stat(target).mode)) return 'mount point is not a directory.'
      return `mount(2) system call failed: ${message}.`
    case 'ENODEV':
      return `unknown filesystem type '${types[0]}'.`
    case 'ENOTBLK':
      return `${source} is not a block device${isBlockDevice(p.stat(source!).mode) || !isRegular(p.stat(source!).mode) ? '.' : '; try "-o loop".'}`
    case 'EINVAL':
      if (asked.remount) return 'mount point not mounted or bad option.'
      return `wrong fs type, bad option, bad superblock on ${asked.move ? pathOf({ p } as Io, source!) : source}, missing codepage or helper program, or other error.`
    default:
      return `mount(2) system call failed: ${message}.`
  }
}

export const mount = shortNamed('mount', mountMain)
