import { SECOND } from '../../base/time.ts'
import type { Partition } from '../disk/disk.ts'
import { readLine } from '../keys.ts'
import type { Outcome, Pc } from '../pc.ts'
import { DISK_PATH, hardDrive } from './device-path.ts'
import type { StartImage } from './esp-file.ts'
import { type EfiPlace, efiEntry, listing } from './shell-files.ts'

const hard = (partition: Partition): string => `${DISK_PATH}/${hardDrive(partition)}`

/** The EFI shell: its map of devices, the wait before startup.nsh, its prompt. */
export async function runShell(pc: Pc, start: StartImage): Promise<Outcome> {
  const { terminal } = pc
  terminal.write('UEFI Interactive Shell v2.2\nEDK II\nUEFI v2.70 (EDK II, 0x00010000)\n')
  terminal.write(mapping(pc))
  terminal.write('\n')
  for (let left = 5; left > 0; left--) {
    terminal.write(`Press ESC in ${left} seconds to skip startup.nsh or any other key to continue.`)
    if ((await terminal.key(SECOND)) !== undefined) break
    if (left > 1) terminal.write('\r')
  }
  terminal.write('\n\n')
  return new Shell(pc, start).run()
}

class Shell {
  private readonly pc: Pc
  private readonly start: StartImage
  /** Where it is: a file system and a folder of it. */
  private at: EfiPlace | undefined

  constructor(pc: Pc, start: StartImage) {
    this.pc = pc
    this.start = start
  }

  async run(): Promise<Outcome> {
    const { terminal } = this.pc
    for (;;) {
      const prompt = this.at ? `${this.at.name}:\\${this.at.folder.join('\\')}> ` : 'Shell> '
      const words = ((await readLine(terminal, prompt)) ?? '').trim().split(/\s+/)
      const outcome = await this.obey(words[0]!, words.slice(1))
      if (outcome) return outcome
    }
  }

  private async obey(name: string, args: readonly string[]): Promise<Outcome | undefined> {
    const { terminal } = this.pc
    const [arg] = args
    switch (name.toLowerCase()) {
      case '':
        return undefined
      case 'reset':
        return { kind: args.includes('-s') ? 'poweroff' : 'restart' }
      case 'exit':
        return { kind: 'restart' }
      case 'map':
        terminal.write(mapping(this.pc))
        return undefined
      case 'ls':
      case 'dir':
        this.list(arg)
        return undefined
      case 'cd':
        this.go(arg)
        return undefined
    }
    const volume = /^(fs\d+):$/i.exec(name)?.[1]
    if (volume !== undefined && this.volume(volume)) this.at = { ...this.volume(volume)!, folder: [] }
    else return this.execute(name)
    return undefined
  }

  private volume(name: string): Omit<EfiPlace, 'folder'> | undefined {
    const partition = readable(this.pc)[Number(name.slice(2))]
    return partition && { name: name.toUpperCase(), partition }
  }

  /** A path as typed: `\EFI`, `debian\grubx64.efi`, `FS0:\EFI`. */
  private place(path: string): EfiPlace | undefined {
    const [, volume, rest = ''] = /^(?:(fs\d+):)?(.*)$/i.exec(path.replaceAll('/', '\\'))!
    const base = volume === undefined ? this.at : this.volume(volume)
    if (!base) return undefined
    const folder = volume === undefined && !rest.startsWith('\\') ? [...(this.at?.folder ?? [])] : []
    for (const part of rest.split('\\'))
      if (part === '..') folder.pop()
      else if (part !== '' && part !== '.') folder.push(part)
    return { name: base.name, partition: base.partition, folder }
  }

  private list(path = ''): void {
    const place = this.place(path)
    const text = place && listing(place)
    const said = place ? `${place.name}:\\${place.folder.join('\\')}` : path
    this.pc.terminal.write(
      text ??
        (place
          ? `ls: File Not Found - '${said}'\n`
          : 'ls: No mapping found - the current directory is not set.\n'),
    )
  }

  private go(path = ''): void {
    const place = this.place(path)
    const found = place && efiEntry(place)
    if (place && found?.kind === 'directory') this.at = { ...place, folder: found.names }
    else this.pc.terminal.write(`cd: Directory not found - '${path}'\n`)
  }

  private async execute(name: string): Promise<Outcome | undefined> {
    const { terminal } = this.pc
    const place = this.place(name)
    const found =
      (place && efiEntry(place)) ?? (place && efiEntry({ ...place, folder: withSuffix(place.folder) }))
    if (!place || found?.kind !== 'file') {
      terminal.write(
        `'${name}' is not recognized as an internal or external command, operable program, or script file.\n`,
      )
      if (!/[\\:.]/.test(name))
        terminal.write(
          '(Of the EFI shell, Strata simulates map, ls, cd, reset, exit and paths of .efi files.)\n',
        )
      return undefined
    }
    const outcome = await this.start(this.pc, place.partition, `\\${found.names.join('\\')}`)
    if (typeof outcome !== 'string') return outcome
    terminal.write(`Command Error Status: ${outcome}\n`)
    return undefined
  }
}

const withSuffix = (folder: readonly string[]): string[] => [...folder.slice(0, -1), `${folder.at(-1)}.efi`]

/** Partitions that firmware can read. */
const readable = ({ disk }: Pc): Partition[] =>
  disk.partitions.filter(({ volume }) => volume?.facts?.kind === 'vfat')

/** The table that the shell begins with: file systems first, then all block devices. */
function mapping(pc: Pc): string {
  const row = (name: string, alias: string, path: string): string =>
    `${name.padStart(9)}: Alias(s):${alias}\n          ${path}\n`
  const files = readable(pc).map((partition, i) =>
    row(`FS${i}`, `HD0a65535a${partition.number}:;BLK${partition.number}:`, hard(partition)),
  )
  const blocks = pc.disk.partitions
    .filter((partition) => !readable(pc).includes(partition))
    .map((partition) => row(`BLK${partition.number}`, '', hard(partition)))
  return `Mapping table\n${files.join('')}${row('BLK0', '', DISK_PATH)}${blocks.join('')}`
}
