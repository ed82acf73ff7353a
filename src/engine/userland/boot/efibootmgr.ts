import { isErrno } from '../../base/errors.ts'
import { headOf, tableOf } from '../disks/probe.ts'
import { type Options, optionTable, parseOptions } from '../options.ts'
import { Failure, type Io, type Main, program } from '../program.ts'
import { BootVariables, entryName, hex4 } from './boot-entries.ts'
import { filePath, pathText } from './device-path.ts'

const OPTIONS = optionTable(
  '[options]',
  `-a/--active -A/--inactive -b/--bootnum: -B/--delete-bootnum -c/--create -C/--create-only -d/--disk: -D/--remove-dups -l/--loader:
   -L/--label: -n/--bootnext: -N/--delete-bootnext -o/--bootorder: -O/--delete-bootorder -p/--part: -q/--quiet -t/--timeout:
   -T/--delete-timeout -v/--verbose -V/--version !-e/--edd: !-E/--device: !-f/--reconnect !-F/--no-reconnect !-g/--gpt !-i/--iface:
   !-I/--index: !-k/--keep !-m/--mirror-below-4G: !-M/--mirror-above-4G: !-r/--driver !-u/--unicode !-w/--write-signature !-y/--sysprep
   !-@/--append-binary-args: -h/--help`,
)

/** `efibootmgr`: the boot entries of UEFI firmware, and their order. */
const main: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.has('V')) {
    await io.out.write('version 17\n')
    return 0
  }
  const variables = new BootVariables(io.p)
  if (!variables.supported) {
    await io.stderr('EFI variables are not supported on this system.\n')
    return 2
  }
  const number = options.get('b') === undefined ? undefined : numberOf(options.get('b')!, 'bootnum')
  if (options.has('B')) remove(variables, number)
  if (options.has('a', 'A')) setActive(variables, number, options.has('a'))
  if (options.has('c', 'C')) await create(io, variables, options, number)
  if (options.has('D')) removeDoubles(variables)
  if (options.has('O')) removeIfThere(variables, 'BootOrder')
  if (options.has('o')) variables.setNumbers('BootOrder', order(variables, options.get('o')!))
  if (options.has('N')) removeIfThere(variables, 'BootNext')
  if (options.has('n')) {
    const next = numberOf(options.get('n')!, 'BootNext')
    if (!variables.entry(next)) throw new Failure('Could not set BootNext: No such file or directory', 12)
    variables.setNumbers('BootNext', [next])
  }
  if (options.has('T')) removeIfThere(variables, 'Timeout')
  if (options.has('t')) variables.setNumbers('Timeout', [Number.parseInt(options.get('t')!, 10)])
  if (!options.has('q')) await show(io, variables, options.has('v'))
  return 0
}

function numberOf(text: string, what: string): number {
  if (!/^[0-9a-f]{1,4}$/i.test(text)) throw new Failure(`Invalid ${what} value: ${text}`, 1)
  return Number.parseInt(text, 16)
}

function order(variables: BootVariables, text: string): number[] {
  return text.split(',').map((each) => {
    const number = numberOf(each, 'BootOrder order entry')
    if (!variables.entry(number)) throw new Failure(`Invalid BootOrder order entry value: ${each}`, 8)
    return number
  })
}

function removeIfThere(variables: BootVariables, name: string): void {
  try {
    variables.remove(name)
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
  }
}

function remove(variables: BootVariables, number: number | undefined): void {
  if (number === undefined) throw new Failure('You must specify an entry to delete (see the -b option).', 3)
  if (!variables.entry(number)) throw new Failure('Could not delete variable: No such file or directory', 15)
  variables.remove(entryName(number))
  variables.setNumbers(
    'BootOrder',
    (variables.numbers('BootOrder') ?? []).filter((each) => each !== number),
  )
}

function setActive(variables: BootVariables, number: number | undefined, active: boolean): void {
  if (number === undefined) throw new Failure('You must specify an entry to activate (see the -b option', 3)
  const entry = variables.entry(number)
  if (!entry) throw new Failure('Could not set active state for Boot: No such file or directory', 4)
  variables.write({ ...entry, active })
}

function removeDoubles(variables: BootVariables): void {
  const numbers = variables.numbers('BootOrder') ?? []
  variables.setNumbers('BootOrder', [...new Set(numbers)])
}

async function create(
  io: Io,
  variables: BootVariables,
  options: Options,
  wanted: number | undefined,
): Promise<void> {
  const disk = options.get('d') ?? '/dev/sda'
  const part = Number(options.get('p') ?? 1)
  const label = options.get('L') ?? 'Linux'
  const loader = (options.get('l') ?? '\\EFI\\debian\\grub.efi').replaceAll('/', '\\')
  const head = await headOf(io.p, disk).catch((error: unknown) => {
    if (isErrno(error)) throw new Failure(`Could not prepare Boot variable: ${error.message}`, 5)
    throw error
  })
  const table = tableOf(head)
  const found = table?.kind === 'gpt' ? table.partitions.find((each) => each.number === part) : undefined
  if (!found) throw new Failure('Could not prepare Boot variable: No such file or directory', 5)
  for (const entry of variables.entries())
    if (entry.label === label)
      await io.stderr(`efibootmgr: ** Warning ** : ${entryName(entry.number)} has same label ${label}\n`)
  const { number, start, sectors, uuid } = found
  const path = filePath({ number, start, sectors, guid: uuid }, loader)
  const made = variables.create(label, path, !options.has('A'), wanted)
  const before = (variables.numbers('BootOrder') ?? []).filter((each) => each !== made)
  if (options.has('c')) variables.setNumbers('BootOrder', [made, ...before])
}

async function show({ out }: Io, variables: BootVariables, verbose: boolean): Promise<void> {
  for (const name of ['BootNext', 'BootCurrent']) {
    const value = variables.numbers(name)?.[0]
    if (value !== undefined) await out.write(`${name}: ${hex4(value)}\n`)
  }
  const timeout = variables.numbers('Timeout')?.[0]
  if (timeout !== undefined) await out.write(`Timeout: ${timeout} seconds\n`)
  const numbers = variables.numbers('BootOrder')
  await out.write(
    numbers
      ? `BootOrder: ${numbers.map(hex4).join(',')}\n`
      : 'No BootOrder is set; firmware will attempt recovery\n',
  )
  for (const { number, label, active, path, data } of variables.entries()) {
    const more = [...data]
      .map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.'))
      .join('')
    await out.write(
      `${entryName(number)}${active ? '*' : ' '} ${label}${verbose ? `\t${pathText(path)}${more}` : ''}\n`,
    )
  }
}

export const efibootmgr = program('efibootmgr', main)
