/** What the options of mount(8) ask for. */
export interface MountOptions {
  readOnly: boolean | undefined
  /** Flags that are given (true) and taken back (false). */
  readonly flags: Map<string, boolean>
  /** For the file system, in their order. */
  readonly data: string[]
  bind: boolean
  recursive: boolean
  move: boolean
  remount: boolean
  /** Kind of propagation: `private`, `rshared` … */
  propagation: string | undefined
  loop: boolean
}

const FLAGS: Readonly<Record<string, readonly [flag: string, on: boolean]>> = {
  nosuid: ['nosuid', true],
  suid: ['nosuid', false],
  nodev: ['nodev', true],
  dev: ['nodev', false],
  noexec: ['noexec', true],
  exec: ['noexec', false],
  noatime: ['noatime', true],
  atime: ['noatime', false],
  relatime: ['strictatime', false],
  norelatime: ['strictatime', true],
  strictatime: ['strictatime', true],
  nostrictatime: ['strictatime', false],
  nodiratime: ['nodiratime', true],
  diratime: ['nodiratime', false],
}

/** Options that concern fstab, or that make no difference here. */
const IDLE =
  /^(defaults|auto|noauto|user|nouser|users|owner|group|nofail|_netdev|async|sync|dirsync|mand|nomand|silent|loud|lazytime|nolazytime|iversion|noiversion|comment=.*|x-.*|X-.*)$/
const PROPAGATION = /^r?(private|shared|slave|unbindable)$/

/** Reads the lists of `-o`, one after another. */
export function readMountOptions(lists: readonly string[]): MountOptions {
  const found: MountOptions = {
    readOnly: undefined,
    flags: new Map(),
    data: [],
    bind: false,
    recursive: false,
    move: false,
    remount: false,
    propagation: undefined,
    loop: false,
  }
  for (const option of lists.flatMap((list) => list.split(',')).filter(Boolean)) {
    const flag = FLAGS[option]
    if (flag) found.flags.set(...flag)
    else if (option === 'ro' || option === 'rw') found.readOnly = option === 'ro'
    else if (option === 'bind' || option === 'rbind') {
      found.bind = true
      found.recursive ||= option === 'rbind'
    } else if (option === 'move') found.move = true
    else if (option === 'remount') found.remount = true
    else if (option === 'loop' || option.startsWith('loop=')) found.loop = true
    else if (PROPAGATION.test(option)) found.propagation = option
    else if (!IDLE.test(option)) found.data.push(option)
  }
  return found
}

/** The flags that are set, where `before` were. */
export function flagsAfter({ flags }: MountOptions, before: readonly string[] = []): string[] {
  const all = new Set(before.filter((flag) => Object.values(FLAGS).some(([name]) => name === flag)))
  for (const [flag, on] of flags) {
    if (on) all.add(flag)
    else all.delete(flag)
  }
  return [...all]
}
