import { SECOND } from '../../base/time.ts'
import type { Partition } from '../disk/disk.ts'
import type { Outcome, Pc } from '../pc.ts'
import { DISK_PATH, hardDrive } from './device-path.ts'

const hard = (partition: Partition): string => `${DISK_PATH}/${hardDrive(partition)}`

/** The EFI shell: its map of devices, the wait before startup.nsh, its prompt. */
export async function runShell(pc: Pc): Promise<Outcome> {
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
  for (;;) {
    const line = ((await terminal.line('Shell> ')) ?? '').trim()
    const [name = ''] = line.split(/\s+/)
    if (name === '') continue
    if (name === 'reset') return { kind: line.includes('-s') ? 'poweroff' : 'restart' }
    if (name === 'map') terminal.write(mapping(pc))
    else if (name === 'exit') return { kind: 'restart' }
    else
      terminal.write(
        `'${name}' is not recognized as an internal or external command, operable program, or script file.\n` +
          '(Of the EFI shell, Strata simulates map, reset and exit.)\n',
      )
  }
}

/** The table that the shell begins with: file systems first, then all block devices. */
function mapping({ disk }: Pc): string {
  const row = (name: string, alias: string, path: string): string =>
    `${name.padStart(9)}: Alias(s):${alias}\n          ${path}\n`
  const readable = disk.partitions.filter(({ volume }) => volume?.facts?.kind === 'vfat')
  const files = readable.map((partition, i) =>
    row(`FS${i}`, `HD0a65535a${partition.number}:;BLK${partition.number}:`, hard(partition)),
  )
  const blocks = disk.partitions
    .filter((partition) => !readable.includes(partition))
    .map((partition) => row(`BLK${partition.number}`, '', hard(partition)))
  return `Mapping table\n${files.join('')}${row('BLK0', '', DISK_PATH)}${blocks.join('')}`
}
