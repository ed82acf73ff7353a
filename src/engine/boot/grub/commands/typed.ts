import { bytesOf } from '../../../base/body.ts'
import { decode, encode } from '../../../base/text.ts'
import { SECOND } from '../../../base/time.ts'
import { isDirectory } from '../../../vfs/filesystem.ts'
import { type Device, deviceAt, devicesOf, filesystemOf, splitPath } from '../devices.ts'
import { fileNotFound, GrubError } from '../errors.ts'
import type { Command, Grub } from '../shell.ts'
import { find } from '../tree-path.ts'
import { HEADER, readBlock } from './scripting.ts'

const KIND = { ext4: 'ext*', vfat: 'fat', swap: '' } as const

/** `ls (hd0,msdos1)`: what a device is. */
function describe({ name, sectors, partition }: Device): string {
  const facts = partition?.volume?.facts
  const size = `Total size ${sectors / 2}KiB`
  if (!facts || facts.kind === 'swap') {
    const start = partition ? ` - Partition start at ${partition.start / 2}KiB` : ''
    const what = partition ? `\tPartition ${name}` : `Device ${name}`
    return `${what}: No known filesystem detected${start}${partition ? '' : ' - Sector size 512B'} - ${size}\n`
  }
  const label = facts.label ? ` - Label \`${facts.label}'` : ''
  const uuid = facts.kind === 'vfat' ? facts.uuid : facts.uuid.toLowerCase()
  return `\tPartition ${name}: Filesystem type ${KIND[facts.kind]}${label}, UUID ${uuid} - Partition start at ${partition!.start / 2}KiB - ${size}\n`
}

/** Names of a directory in the order in which they were made, as a small one of ext4 keeps them. */
export function namesAt(grub: Grub, text: string, all: boolean): string[] {
  const { device, path } = splitPath(text)
  const fs = filesystemOf(deviceAt(grub.pc.disk, device || grub.variable('root')))
  const found = find(fs, path)
  if (!found) throw new GrubError(`file \`${path}' not found`)
  if (found.kind !== 'directory') return [path.slice(path.lastIndexOf('/') + 1)]
  const names = [...fs.readdir(found.ino)]
    .sort((a, b) => a.ino - b.ino)
    .map(({ name, type }) => (isDirectory(type) ? `${name}/` : name))
  return all ? ['./', '../', ...names] : names.filter((name) => !name.startsWith('.'))
}

const ls: Command = (grub, args) => {
  const [target] = args.filter((arg) => !arg.startsWith('-'))
  if (target === undefined) {
    for (const { name } of devicesOf(grub.pc.disk)) grub.out.print(`(${name}) `)
    grub.out.print('\n')
    return 0
  }
  const { device, path } = splitPath(target)
  if (device !== undefined && path === '') {
    grub.out.print(describe(deviceAt(grub.pc.disk, device)))
    return 0
  }
  for (const name of namesAt(grub, target, false)) grub.out.print(`${name} `)
  grub.out.print('\n')
  return 0
}

const cat: Command = (grub, args) => {
  const [file] = args.filter((arg) => !arg.startsWith('-'))
  if (file === undefined) throw new GrubError('filename expected')
  for (const char of decode(bytesOf(grub.file(file)))) grub.out.print(char)
  grub.out.print('\n')
  return 0
}

const sleep: Command = async (grub, args) => {
  const seconds = Number(args.findLast((arg) => /^\d+$/.test(arg)) ?? 0)
  await grub.pc.terminal.pause(seconds * SECOND)
  return 0
}

/** Bytes of an environment block. */
const BLOCK_SIZE = 1024

const listEnv: Command = (grub, args) => {
  for (const [name, value] of readBlock(grub, args)) grub.out.print(`${name}=${value}\n`)
  return 0
}

/** Writes variables into the environment block, in its place on the disk. */
const saveEnv: Command = (grub, names) => {
  const values = new Map(readBlock(grub, []))
  for (const name of names) {
    const value = grub.env.get(name)
    if (value === undefined) values.delete(name)
    else values.set(name, value)
  }
  const text = HEADER + [...values].map(([name, value]) => `${name}=${value}\n`).join('')
  overwrite(grub, `${grub.variable('prefix')}/grubenv`, encode(text.padEnd(BLOCK_SIZE, '#')))
  return 0
}

/** Writes over the blocks of a file: nothing else of it changes. */
function overwrite(grub: Grub, text: string, bytes: Uint8Array): void {
  const { device, path } = splitPath(text)
  const fs = filesystemOf(deviceAt(grub.pc.disk, device || grub.variable('root')))
  const found = grub.open(text)
  if (found.kind !== 'file' || found.stat.size !== bytes.length) throw fileNotFound(path)
  fs.write(found.ino, 0, bytes, found.stat.mtime)
}

const chainloader: Command = (grub, [file]) => {
  if (file === undefined) throw new GrubError('filename expected')
  if (!file.startsWith('+')) grub.file(file)
  throw new GrubError('chain loading is not part of this simulation')
}

/** Another configuration file, with a menu of its own that Escape leads back from. */
const configfile: Command = async (grub, [path]) => {
  if (path === undefined) throw new GrubError('filename expected')
  const before = grub.entries
  grub.entries = []
  grub.out.clear()
  try {
    await grub.runFile(path)
    await grub.showMenu(grub.entries)
  } finally {
    grub.entries = before
  }
  return 0
}

const normal: Command = (grub, [path = `${grub.variable('prefix')}/grub.cfg`], block) =>
  configfile(grub, [path], block)

const clear: Command = ({ out }) => {
  out.clear()
  return 0
}

/** Commands that people type, and no configuration of Debian's runs: they come when one of them is called. */
export const TYPED = {
  ls,
  cat,
  sleep,
  list_env: listEnv,
  save_env: saveEnv,
  chainloader,
  clear,
  configfile,
  normal,
} as const
