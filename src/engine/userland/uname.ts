import { bytesOf } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, program } from './program.ts'
import { quoteAlways } from './quoting.ts'
import { fieldsIn } from './system-files.ts'
import { toText } from './text.ts'

const UNAME = optionTable(
  '[OPTION]...',
  '-a/--all -s/--kernel-name -n/--nodename -r/--kernel-release -v/--kernel-version -m/--machine -p/--processor -i/--hardware-platform -o/--operating-system',
)
const HOSTNAME = optionTable(
  '[-b] {hostname|-F file}',
  '-a/--alias -A/--all-fqdns -d/--domain -f/--fqdn --long -F/--file: -i/--ip-address -I/--all-ip-addresses -s/--short -y/--yp',
)
const NPROC = optionTable('[OPTION]...', '--all --ignore:')

export const unameMain: Main = async (io) => {
  const options = parseOptions(io, UNAME)
  if (options.operands.length > 0) throw usageError(io, `extra operand ${quoteAlways(options.operands[0]!)}`)
  const u = io.p.uname()
  const all = options.has('a')
  const parts: string[] = []
  if (all || options.has('s') || options.order.length === 0) parts.push(u.sysname)
  if (all || options.has('n')) parts.push(u.nodename)
  if (all || options.has('r')) parts.push(u.release)
  if (all || options.has('v')) parts.push(u.version)
  if (all || options.has('m')) parts.push(u.machine)
  if (options.has('p')) parts.push('unknown')
  if (options.has('i')) parts.push('unknown')
  if (all || options.has('o')) parts.push('GNU/Linux')
  await io.out.write(`${parts.join(' ')}\n`)
  return 0
}

/** Addresses that /etc/hosts gives this host's name. */
function addresses(io: Io): string[] {
  const name = io.p.hostname()
  return fieldsIn(io.p, '/etc/hosts')
    .filter((fields) => fields.slice(1).includes(name))
    .map((fields) => fields[0]!)
}

/** The addresses of the interfaces, but for loopback and link-local ones. */
const configured = (io: Io): string[] =>
  io.p.net
    .addresses()
    .filter(({ scope }) => scope === 'global')
    .map(({ address }) => address)

/** The first name that /etc/hosts gives this host, as gethostbyname(3) finds it. */
function canonical(io: Io): string {
  const name = io.p.hostname()
  return fieldsIn(io.p, '/etc/hosts').find((fields) => fields.slice(1).includes(name))?.[1] ?? name
}

export const hostnameMain: Main = async (io) => {
  const options = parseOptions(io, HOSTNAME)
  const [wanted] = options.operands
  if (wanted !== undefined) {
    try {
      io.p.sethostname(wanted)
      return 0
    } catch (error) {
      if (!isErrno(error)) throw error
      const denied = error.errno === 'EPERM' ? 'you must be root to change the host name' : 'name too long'
      throw new Failure(io.busybox ? `sethostname: ${error.message}` : denied)
    }
  }
  const name = io.p.hostname()
  let text = name
  if (options.has('I'))
    text = configured(io)
      .map((address) => `${address} `)
      .join('')
  else if (options.has('i')) text = addresses(io).join(' ')
  else if (options.has('d')) text = canonical(io).split('.').slice(1).join('.')
  else if (options.has('f')) text = canonical(io)
  else if (options.has('s')) text = name.split('.')[0]!
  await io.out.write(`${text}\n`)
  return 0
}

export const nprocMain: Main = async (io) => {
  const options = parseOptions(io, NPROC)
  const info = toText(bytesOf(io.p.readFile('/proc/cpuinfo')))
  const count = info.split('\n').filter((line) => line.startsWith('processor')).length
  await io.out.write(`${Math.max(1, count - Number(options.get('ignore') ?? 0))}\n`)
  return 0
}

export const uname = program('uname', unameMain)
export const hostname = program('hostname', hostnameMain)
export const nproc = program('nproc', nprocMain)
