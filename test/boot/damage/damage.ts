import { bytesBody, EMPTY, resizeBody, textBody, writeBody, zeroBody } from '../../../src/engine/base/body.ts'
import { isErrno } from '../../../src/engine/base/errors.ts'
import { decode } from '../../../src/engine/base/text.ts'
import { SECTOR } from '../../../src/engine/vfs/blocks/bytes.ts'
import { type Ino, isDirectory, isRegular, isSymlink } from '../../../src/engine/vfs/filesystem.ts'
import type { TreeFs } from '../../../src/engine/vfs/tree-fs.ts'
import type { Installed } from '../../../src/engine/world/pc/installed.ts'
import { FIRST_START } from '../../../src/engine/world/pc/pc.ts'
import type { Dice } from '../../support/random.ts'

interface Name {
  readonly fs: TreeFs
  readonly dir: Ino
  readonly name: string
  readonly ino: Ino
  readonly path: string
}

const TIME = FIRST_START - 60_000_000_000n
/** What no boot goes without, and what one looks at: most changes hit them. */
const VITAL =
  /^\/(grub|EFI|vmlinuz-.*|initrd\.img-.*|etc|usr|root|bin|sbin|lib|boot|dev|proc|sys|run)$|^\/grub\/(grub\.cfg|i386-pc|x86_64-efi|i386-pc\/normal\.mod)$|^\/EFI\/|^\/etc\/(fstab|passwd|shadow|group|pam\.d|machine-id|systemd)$|\/systemd\/(systemd|systemd-[a-z]*d|system|system-generators)$|(default|multi-user|sysinit|basic|local-fs|getty|graphical|emergency|rescue)\.(target|service)|getty|\/(init|agetty|fsck|sulogin|modprobe|kmod|sh|bash|dash|mount|login|systemctl|udevadm|mount.*\.service)$/
const LOOKED_AT =
  /^\/(grub|EFI|vmlinuz|initrd)|^\/etc\/(fstab|passwd|shadow|hostname|machine-id|issue|profile|initramfs|default|modprobe|systemd)|lib\/systemd|lib\/udev|usr\/lib\/modules|s?bin\//
const OWNER = { uid: 0, gid: 0, time: TIME }

/** All names of a file system, in its order. */
function namesOf(fs: TreeFs): Name[] {
  const found: Name[] = []
  const walk = (dir: Ino, path: string): void => {
    for (const { name, ino } of fs.readdir(dir)) {
      found.push({ fs, dir, name, ino, path: `${path}/${name}` })
      if (isDirectory(fs.stat(ino).mode)) walk(ino, `${path}/${name}`)
    }
  }
  walk(fs.root, '')
  return found
}

function remove({ fs, dir, name, ino }: Name): void {
  if (!isDirectory(fs.stat(ino).mode)) {
    fs.unlink(dir, name, TIME)
    return
  }
  for (const inner of fs.readdir(ino)) remove({ fs, dir: ino, name: inner.name, ino: inner.ino, path: '' })
  fs.rmdir(dir, name, TIME)
}

const noise = (dice: Dice, size: number): Uint8Array =>
  Uint8Array.from({ length: size }, () => dice.below(256))

/** Changes of one regular file. */
const FILE_CHANGES: Readonly<Record<string, (file: Name, dice: Dice, other: Name) => void>> = {
  empty: ({ fs, ino }) => fs.setBody(ino, EMPTY, TIME),
  truncate: ({ fs, ino }, dice) =>
    fs.setBody(ino, resizeBody(fs.body(ino), dice.below(fs.body(ino).size + 1)), TIME),
  lengthen: ({ fs, ino }, dice) =>
    fs.setBody(ino, writeBody(fs.body(ino), fs.body(ino).size, noise(dice, 1 + dice.below(600))), TIME),
  flip: ({ fs, ino }, dice) => {
    let body = fs.body(ino)
    // The first bytes are looked at most.
    const limit = dice.chance(0.5) ? Math.min(body.size, 512) : body.size
    for (let left = 1 + dice.below(8); left > 0 && limit > 0; left--)
      body = writeBody(body, dice.below(limit), noise(dice, 1))
    fs.setBody(ino, body, TIME)
  },
  noise: ({ fs, ino }, dice) => fs.setBody(ino, bytesBody(noise(dice, dice.below(5000))), TIME),
  zeros: ({ fs, ino }) => fs.setBody(ino, zeroBody(fs.body(ino).size), TIME),
  swap: ({ fs, ino }, _dice, other) => {
    const body = fs.body(ino)
    fs.setBody(ino, other.fs.body(other.ino), TIME)
    other.fs.setBody(other.ino, body, TIME)
  },
  lines: ({ fs, ino }, dice) => {
    const { size } = fs.body(ino)
    if (size > 100_000) return
    fs.setBody(ino, textBody(changedText(decode(fs.body(ino).read(0, size)), dice)), TIME)
  },
}

/** A text with a line taken away, doubled, moved, cut or with another word in it. */
function changedText(text: string, dice: Dice): string {
  const lines = text.split('\n')
  const at = dice.below(lines.length)
  const line = lines[at]!
  const words = line.split(/(\s+|=)/)
  const change = dice.below(7)
  if (change === 0) lines.splice(at, 1)
  else if (change === 1) lines.splice(at, 0, line)
  else if (change === 2) lines.splice(dice.below(lines.length), 0, ...lines.splice(at, 1))
  else if (change === 3) lines[at] = line.slice(0, dice.below(line.length + 1))
  else if (change === 4) {
    words[dice.below(words.length)] = dice.pick([
      '',
      '/nowhere',
      'yes',
      '$x',
      '"',
      '}',
      'UUID=1',
      'é',
      '%',
      '0',
    ])
    lines[at] = words.join('')
  } else if (change === 5) {
    words.splice(dice.below(words.length), 1)
    lines[at] = words.join('')
  } else {
    const [a, b] = [dice.below(words.length), dice.below(words.length)]
    ;[words[a], words[b]] = [words[b]!, words[a]!]
    lines[at] = words.join('')
  }
  return lines.join('\n')
}

/** Changes of a name, whatever it is of. */
const NAME_CHANGES: Readonly<Record<string, (name: Name, dice: Dice, all: readonly Name[]) => void>> = {
  delete: (name) => remove(name),
  mode: ({ fs, ino }, dice) => {
    if (isSymlink(fs.stat(ino).mode)) return
    fs.setattr(ino, { mode: dice.pick([0, 0o200, 0o644, 0o755, 0o7777]), time: TIME })
  },
  owner: ({ fs, ino }, dice) => fs.setattr(ino, { uid: dice.below(2000), gid: dice.below(2000), time: TIME }),
  rename: ({ fs, dir, name }, dice) =>
    fs.rename(dir, name, dir, `${name}${dice.pick(['~', '.bak', ' ', '-'])}`, TIME),
  directory: (name) => {
    remove(name)
    name.fs.mkdir(name.dir, name.name, { mode: 0o755, ...OWNER })
  },
  link: (name, dice, all) => {
    remove(name)
    const target = dice.pick([name.name, '.', '/', '/dev/null', '/nowhere', '..', dice.pick(all).path])
    name.fs.symlink(name.dir, name.name, target, { mode: 0o777, ...OWNER })
  },
  device: (name, dice) => {
    remove(name)
    const rdev = dice.pick([
      { major: 1, minor: 3 },
      { major: 5, minor: 1 },
      { major: 8, minor: 2 },
      { major: 0, minor: 0 },
    ])
    name.fs.mknod(name.dir, name.name, dice.pick([0o020000, 0o060000, 0o010000]), rdev, {
      mode: 0o666,
      ...OWNER,
    })
  },
}

/** Changes of the disk below its file systems, or of what the firmware keeps. */
const DISK_CHANGES: Readonly<Record<string, (made: Installed, dice: Dice) => void>> = {
  'first sectors': ({ disk }, dice) => {
    const count = dice.pick([1, 1, 1, 40])
    for (let left = count; left > 0; left--) disk.overwrite(dice.below(40 * SECTOR), noise(dice, 1))
  },
  'partition table': ({ disk }, dice) => {
    for (let left = 1 + dice.below(3); left > 0; left--) disk.overwrite(446 + dice.below(66), noise(dice, 1))
  },
  'boot code': ({ disk }, dice) =>
    disk.overwrite(0, dice.chance(0.5) ? new Uint8Array(446) : noise(dice, 1 + dice.below(446))),
  'first sector': ({ disk }) => disk.overwrite(0, new Uint8Array(SECTOR)),
  'first megabyte': ({ disk }) => disk.overwrite(0, new Uint8Array(2048 * SECTOR)),
  'end of the disk': ({ disk }) => disk.overwrite((disk.sectors - 33) * SECTOR, new Uint8Array(33 * SECTOR)),
  superblock: ({ disk, parts }, dice) => {
    const { start } = dice.pick(parts)
    const bytes = dice.chance(0.3) ? new Uint8Array(4096) : noise(dice, 1 + dice.below(4))
    disk.overwrite(start * SECTOR + (bytes.length === 4096 ? 0 : dice.below(4096)), bytes)
  },
  nvram: ({ nvram }, dice) => {
    const change = dice.below(4)
    if (change === 0) nvram.order = []
    else if (change === 1) nvram.order = [...nvram.order].reverse()
    else if (change === 2) nvram.next = dice.below(8)
    else nvram.entries = nvram.entries.filter(() => dice.chance(0.5))
  },
}

/** Leaves a file system little room or none: a file takes the rest, or all inodes are gone. */
function fill(fs: TreeFs, dice: Dice): void {
  const { capacity } = fs
  if (!capacity) return
  const used = fs.usage()
  if (dice.chance(0.8)) {
    const left = dice.pick([0, 4096, 65_536, 1_000_000])
    const ino = fs.create(fs.root, 'filled', { mode: 0o644, ...OWNER })
    fs.setBody(ino, zeroBody(Math.max(0, capacity.bytes - used.bytes - left)), TIME)
  } else fs.capacity = { ...capacity, inodes: used.inodes + dice.below(20) }
}

/** Changes a disk at random, once to four times; what was done, in words. */
export function damage(made: Installed, dice: Dice): string[] {
  const trees = made.disk.partitions.flatMap(({ volume }) => (volume?.fs ? [volume.fs] : []))
  const done: string[] = []
  for (let left = 1 + dice.below(4); left > 0; left--)
    try {
      change(made, trees, dice, done)
    } catch (error) {
      // A disk that was filled takes no more; a name may be taken.
      if (!isErrno(error)) throw error
    }
  return done
}

function change(made: Installed, trees: readonly TreeFs[], dice: Dice, done: string[]): void {
  const fs = dice.pick(trees)
  const kind = dice.below(20)
  if (kind === 0) {
    done.push(`fill ${fs.dev & 7}`)
    fill(fs, dice)
    return
  }
  if (kind < 4) {
    const what = dice.pick(Object.keys(DISK_CHANGES))
    done.push(what)
    DISK_CHANGES[what]!(made, dice)
    return
  }
  const all = namesOf(fs)
  if (all.length === 0) return
  const pattern = dice.pick([VITAL, VITAL, LOOKED_AT, /^/])
  const watched = all.filter(({ path }) => pattern.test(path))
  const from = watched.length > 0 ? watched : all
  const chosen = dice.pick(from)
  const isFile = isRegular(fs.stat(chosen.ino).mode)
  if (isFile && dice.chance(0.65)) {
    const files = from.filter(({ ino }) => isRegular(fs.stat(ino).mode))
    const what = dice.pick(Object.keys(FILE_CHANGES))
    done.push(`${what} ${chosen.path}`)
    FILE_CHANGES[what]!(chosen, dice, dice.pick(files))
  } else {
    const what = dice.pick(Object.keys(NAME_CHANGES))
    done.push(`${what} ${chosen.path}`)
    NAME_CHANGES[what]!(chosen, dice, all)
  }
}
