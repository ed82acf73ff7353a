import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { optionTable, parseOptions } from '../../userland/options.ts'
import { Failure, type Io, program } from '../../userland/program.ts'
import { textAt } from '../../userland/system-files.ts'
import { inUtf8 } from '../../userland/table.ts'
import { textWidth } from '../../userland/width.ts'
import { prettyName } from '../os-release.ts'
import { virtualization } from '../programs/detect-virt.ts'
import { demandBus, refusedVerb } from './bus.ts'

const OPTIONS = optionTable(
  '[OPTIONS...] COMMAND ...',
  '--no-ask-password !-H/--host: !-M/--machine: --static --transient --pretty !--json: !-j',
  { suite: 'systemd 252' },
)
/** Names of hostname(7): labels of letters, digits and `-`. */
const NAME = /^(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*$/

/** hostnamectl of systemd 252: what the machine is called, and what it is. */
export const hostnamectl = program('hostnamectl', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [verb = 'status', name] = options.operands
  demandBus(io, 'Failed to query system properties')
  if (verb === 'status') {
    await (options.has('static', 'transient', 'pretty') ? printName(io, options.has('pretty')) : status(io))
    return 0
  }
  if (verb === 'hostname' || verb === 'set-hostname') {
    if (name === undefined && verb === 'hostname') await printName(io, options.has('pretty'))
    else setName(io, name ?? '')
    return 0
  }
  throw refusedVerb('hostnamectl', verb, ['icon-name', 'chassis', 'deployment', 'location'])
})

async function printName(io: Io, pretty: boolean): Promise<void> {
  await io.out.write(`${pretty ? '' : staticName(io.p)}\n`)
}

const staticName = (p: Process): string => textAt(p, '/etc/hostname')?.trim() ?? ''

function setName(io: Io, name: string): void {
  if (!NAME.test(name)) throw new Failure('', 1, `Could not set static hostname: Invalid hostname '${name}'`)
  try {
    io.p.writeFile('/etc/hostname', `${name}\n`)
    io.p.sethostname(name)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure('', 1, `Could not set static hostname: ${error.message}`)
  }
}

/** What firmware says of the machine, as the kernel found it (`DMI: VENDOR MODEL, BIOS VERSION DATE`). */
function hardware(p: Process): { vendor: string; model: string; firmware: string } | undefined {
  const line = p.kernelLog().find(({ text }) => text.startsWith('DMI: '))?.text
  const [, vendor = '', model = '', firmware = ''] =
    /^DMI: (\S+) (.*), BIOS (\S+) \S+$/.exec(line ?? '') ?? []
  return line === undefined ? undefined : { vendor, model, firmware }
}

async function status(io: Io): Promise<void> {
  const { p } = io
  const id = (path: string): string => (textAt(p, path) ?? '').trim().replaceAll('-', '')
  const names = p.uname()
  const found = hardware(p)
  const virtual = virtualization(p)
  const machine = names.machine === 'x86_64' ? 'x86-64' : names.machine
  const transient = names.nodename === staticName(p) ? undefined : names.nodename
  const rows: [string, string | undefined][] = [
    ['Static hostname', staticName(p) || '(unset)'],
    ['Transient hostname', transient],
    ['Icon name', virtual === undefined ? 'computer' : 'computer-vm'],
    ['Chassis', virtual === undefined ? undefined : `vm${inUtf8(p) ? ' 🖴' : ''}`],
    ['Machine ID', id('/etc/machine-id')],
    ['Boot ID', id('/proc/sys/kernel/random/boot_id')],
    ['Virtualization', virtual],
    ['Operating System', prettyName(p)],
    ['Kernel', `${names.sysname} ${names.release}`],
    ['Architecture', machine],
    ['Hardware Vendor', found?.vendor],
    ['Hardware Model', found?.model],
    ['Firmware Version', found?.firmware],
  ]
  const shown = rows.filter(([, value]) => value !== undefined)
  const width = Math.max(...shown.map(([title]) => textWidth(title)))
  for (const [title, value] of shown) await io.out.write(`${title.padStart(width)}: ${value}\n`)
}
