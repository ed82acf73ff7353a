import { type Device, devicesOf, filesystemOf } from '../devices.ts'
import { GrubError } from '../errors.ts'
import { typed } from '../later.ts'
import type { Command } from '../shell.ts'
import { find } from '../tree-path.ts'

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
  ['ls', typed('ls'), 'ls'],
  ['cat', typed('cat'), 'cat'],
  ['search', search, 'search'],
  [
    'search.fs_uuid',
    (grub, args) => search(grub, ['--fs-uuid', `--set=${args[1] ?? 'root'}`, ...args.slice(0, 1)]),
    'search_fs_uuid',
  ],
]
