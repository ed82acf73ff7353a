import { bytesOf } from '../../../base/body.ts'
import { decode } from '../../../base/text.ts'
import { isDirectory } from '../../../vfs/filesystem.ts'
import { type Device, deviceAt, devicesOf, filesystemOf, splitPath } from '../devices.ts'
import { GrubError } from '../errors.ts'
import type { Command, Grub } from '../shell.ts'
import { find } from '../tree-path.ts'

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

/** `search --fs-uuid --set=root UUID`. */
const search: Command = (grub, args) => {
  const options = args.filter((arg) => arg.startsWith('-'))
  const [wanted, variable] = args.filter((arg) => !arg.startsWith('-'))
  if (wanted === undefined) throw new GrubError('one argument expected')
  const has = (...names: string[]): boolean => options.some((option) => names.includes(option))
  const matches = (device: Device): boolean => {
    const facts = device.partition?.volume?.facts
    if (!facts || facts.kind === 'swap') return false
    if (has('--fs-uuid', '-u')) return facts.uuid.toLowerCase() === wanted.toLowerCase()
    if (has('--label', '-l')) return facts.label === wanted
    return find(filesystemOf(device), wanted) !== undefined
  }
  const found = devicesOf(grub.pc.disk).filter(matches)
  if (found.length === 0) throw new GrubError(`no such device: ${wanted}`)
  const set = options.find((option) => /^(--set|-s)(=|$)/.test(option))
  if (set !== undefined) grub.env.set(set.split('=')[1] ?? variable ?? 'root', found.at(-1)!.name)
  else grub.out.print(` ${found.map(({ name }) => name).join(' ')}\n`)
  return 0
}

export const LOOKING: readonly (readonly [string, Command, module?: string])[] = [
  ['ls', ls, 'ls'],
  ['cat', cat, 'cat'],
  ['search', search, 'search'],
  [
    'search.fs_uuid',
    (grub, args) => search(grub, ['--fs-uuid', `--set=${args[1] ?? 'root'}`, ...args.slice(0, 1)]),
    'search_fs_uuid',
  ],
]
