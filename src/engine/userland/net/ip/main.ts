import { type Main, program } from '../../program.ts'
import { enterNamespace } from '../netns.ts'
import { addAddress, deleteAddress, flushAddresses } from './address-change.ts'
import { showAddresses } from './address-show.ts'
import { type Family, IpCall, type IpOptions, matches, Plain } from './call.ts'
import { addLink, deleteLink, setLink } from './link-change.ts'
import { showLinks } from './link-show.ts'
import { addNeighbour, deleteNeighbour, flushNeighbours, getNeighbour, showNeighbours } from './neighbour.ts'
import { netnsCommands } from './netns.ts'
import { addRoute, deleteRoute, flushRoutes } from './route-change.ts'
import { getRoute, showRoutes } from './route-show.ts'
import { addRule, deleteRule, flushRules, showRules } from './rule.ts'
import { USAGE } from './usage.ts'

type Command = (call: IpCall) => Promise<number>
/** Commands of an object, in the order in which a cut word finds them; the first of `show` is the default. */
type Commands = readonly (readonly [name: string, command: Command])[]

const link: Commands = [
  ['add', addLink],
  ['set', setLink],
  ['change', setLink],
  ['replace', addLink],
  ['delete', deleteLink],
  ['show', showLinks],
  ['lst', showLinks],
  ['list', showLinks],
]
const address: Commands = [
  ['add', (call) => addAddress(call, false)],
  ['change', (call) => addAddress(call, true)],
  ['chg', (call) => addAddress(call, true)],
  ['replace', (call) => addAddress(call, true)],
  ['delete', deleteAddress],
  ['show', showAddresses],
  ['lst', showAddresses],
  ['list', showAddresses],
  ['flush', flushAddresses],
]
const route: Commands = [
  ['list', showRoutes],
  ['show', showRoutes],
  ['lst', showRoutes],
  ['get', getRoute],
  ['add', (call) => addRoute(call, 'add')],
  ['append', (call) => addRoute(call, 'append')],
  ['change', (call) => addRoute(call, 'change')],
  ['chg', (call) => addRoute(call, 'change')],
  ['replace', (call) => addRoute(call, 'replace')],
  ['delete', deleteRoute],
  ['flush', flushRoutes],
]
const neighbour: Commands = [
  ['add', (call) => addNeighbour(call, 'add')],
  ['change', (call) => addNeighbour(call, 'change')],
  ['chg', (call) => addNeighbour(call, 'change')],
  ['replace', (call) => addNeighbour(call, 'replace')],
  ['delete', deleteNeighbour],
  ['show', showNeighbours],
  ['lst', showNeighbours],
  ['list', showNeighbours],
  ['flush', flushNeighbours],
  ['get', getNeighbour],
]
const rule: Commands = [
  ['list', showRules],
  ['lst', showRules],
  ['show', showRules],
  ['add', addRule],
  ['delete', deleteRule],
  ['flush', flushRules],
]

interface Subject {
  /** Its help, and its name in messages. */
  readonly name: string
  readonly commands: Commands
  /** What it does without a word. */
  readonly plain: Command
}
const LINK: Subject = { name: 'link', commands: link, plain: showLinks }
const ADDRESS: Subject = { name: 'address', commands: address, plain: showAddresses }
const ROUTE: Subject = { name: 'route', commands: route, plain: showRoutes }
const NEIGHBOUR: Subject = { name: 'neighbour', commands: neighbour, plain: showNeighbours }
const RULE: Subject = { name: 'rule', commands: rule, plain: showRules }
const NETNS: Subject = { name: 'netns', commands: netnsCommands, plain: netnsCommands[0]![1] }

/** Objects in the order in which a cut word finds them (iproute2, ip.c). Undefined: not simulated. */
const OBJECTS: readonly (readonly [name: string, subject: Subject | undefined])[] = [
  ['address', ADDRESS],
  ['addrlabel', undefined],
  ['maddress', undefined],
  ['route', ROUTE],
  ['rule', RULE],
  ['neighbor', NEIGHBOUR],
  ['neighbour', NEIGHBOUR],
  ['ntable', undefined],
  ['ntbl', undefined],
  ['link', LINK],
  ...[
    'l2tp',
    'fou',
    'ila',
    'macsec',
    'tunnel',
    'tunl',
    'tuntap',
    'tap',
    'token',
    'tcpmetrics',
    'tcp_metrics',
    'monitor',
    'xfrm',
    'mroute',
    'mrule',
  ].map((name) => [name, undefined] as const),
  ['netns', NETNS],
  ...['netconf', 'vrf', 'sr', 'nexthop', 'mptcp', 'ioam', 'amt'].map((name) => [name, undefined] as const),
]

const FAMILIES: Readonly<Record<string, Family>> = { inet: 'inet', inet6: 'inet6', link: 'link' }

/** `ip`: interfaces, addresses, routes, neighbours, namespaces (iproute2 6.1.0). */
export const ipMain: Main = async (io) => {
  const args = [...io.args]
  let options: IpOptions = {
    family: undefined,
    brief: false,
    details: false,
    statistics: 0,
    human: false,
    all: false,
    json: false,
    pretty: false,
    color: false,
    oneLine: false,
  }
  while (args[0]?.startsWith('-')) {
    const given = args.shift()!
    if (given === '--') break
    const word = given.replace(/^--?/, '')
    if (given !== '-' && matches(word, 'loops')) args.shift()
    else if (word === '4') options = { ...options, family: 'inet' }
    else if (word === '6') options = { ...options, family: 'inet6' }
    else if (word === '0') options = { ...options, family: 'link' }
    else if (matches(word, 'family')) options = { ...options, family: familyOf(args.shift()) }
    else if (word === 'h' || matches(word, 'human-readable')) {
      if (word !== 'h' && matches(word, 'help')) throw new Plain(USAGE.ip!.trimEnd(), 255)
      options = { ...options, human: true }
    } else if (word === 'help') throw new Plain(USAGE.ip!.trimEnd(), 255)
    else if (matches(word, 'stats') || matches(word, 'statistics'))
      options = { ...options, statistics: options.statistics + 1 }
    else if (matches(word, 'details')) options = { ...options, details: true }
    else if (matches(word, 'oneline')) options = { ...options, oneLine: true }
    else if (matches(word, 'brief') && word.length > 1) options = { ...options, brief: true }
    else if (matches(word, 'json')) options = { ...options, json: true }
    else if (matches(word, 'pretty')) options = { ...options, pretty: true }
    else if (matches(word, 'all')) options = { ...options, all: true }
    else if (matches(word, 'resolve') || matches(word, 'Numeric') || matches(word, 'iec')) continue
    else if (/^c(o(l(or?)?)?)?(=|$)/.test(word))
      options = { ...options, color: colorWanted(word, io.out.terminal) }
    else if (matches(word, 'Version')) {
      await io.out.write('ip utility, iproute2-6.1.0, libbpf 1.1.2\n')
      return 0
    } else if (matches(word, 'netns')) enterNamespace(io.p, args.shift() ?? '')
    else if (['M', 'B', 't', 'ts', 'b', 'batch', 'force', 'rc', 'timestamp', 'tshort'].includes(word))
      throw new Plain(`ip: option ${given} is not part of this simulation`, 1)
    else throw new Plain(`Option "${given}" is unknown, try "ip -help".`, 255)
  }
  if (options.json) options = { ...options, color: false }
  const [word, ...rest] = args
  if (word === undefined || matches(word, 'help')) throw new Plain(USAGE.ip!.trimEnd(), 255)
  const [name, subject] = OBJECTS.find(([object]) => matches(word, object)) ?? []
  if (name === undefined) throw new Plain(`Object "${word}" is unknown, try "ip help".`, 1)
  if (!subject) throw new Plain(`ip ${name}: not part of this simulation`, 1)
  return subcommand(subject, new IpCall(io, options, rest))
}
export const ip = program('ip', ipMain)

function familyOf(word: string | undefined): Family {
  const family = FAMILIES[word ?? '']
  if (!family) throw new Plain(`Error: argument "${word ?? ''}" is wrong: invalid protocol family\n`, 255)
  return family
}

function colorWanted(word: string, terminal: boolean): boolean {
  const when = word.includes('=') ? word.slice(word.indexOf('=') + 1) : 'always'
  return when === 'always' || (when === 'auto' && terminal)
}

async function subcommand({ name, commands, plain }: Subject, call: IpCall): Promise<number> {
  const word = call.next()
  if (word === undefined) return plain(call)
  const found = commands.find(([command]) => matches(word, command))
  if (found) {
    const code = await usageOr(name, () => found[1](call))
    return code
  }
  if (matches(word, 'help')) throw new Plain(USAGE[name]!.trimEnd(), 255)
  throw new Plain(`Command "${word}" is unknown, try "ip ${name} help".`, 255)
}

/** A wrong call of a command without a word of its own shows the usage of its object. */
async function usageOr(name: string, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof Plain && error.hint === '') throw new Plain(USAGE[name]!.trimEnd(), 255)
    throw error
  }
}
