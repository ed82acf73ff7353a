import type { AddressType, ConntrackState } from '../../../kernel/netfilter/rule.ts'
import { bang, lastOf, type MatchExtension, negated } from '../extension.ts'
import { notSimulated, WrongCall } from '../failure.ts'

const STATES: readonly ConntrackState[] = [
  'INVALID',
  'NEW',
  'RELATED',
  'ESTABLISHED',
  'UNTRACKED',
  'SNAT',
  'DNAT',
]

function readStates(text: string, known: readonly ConntrackState[], option: string): ConntrackState[] {
  const asked = text.split(',').map((name) => {
    const state = known.find((one) => one === name.toUpperCase())
    if (!state) throw new WrongCall(`Bad ${option} "${name}"`)
    return state
  })
  return known.filter((state) => asked.includes(state))
}

const OTHERS = [
  'ctproto',
  'ctorigsrc',
  'ctorigdst',
  'ctreplsrc',
  'ctrepldst',
  'ctorigsrcport',
  'ctorigdstport',
].concat(['ctreplsrcport', 'ctrepldstport', 'ctstatus', 'ctexpire', 'ctdir'])

export const conntrack: MatchExtension<'conntrack'> = {
  options: {
    ctstate: { values: 1, not: true },
    ...Object.fromEntries(OTHERS.map((name) => [name, { values: 1, not: true }])),
  },
  read(given) {
    const other = given.find(({ name }) => name !== 'ctstate')
    if (other) throw notSimulated(`--${other.name} of conntrack`)
    const one = lastOf(given, 'ctstate')
    if (!one) throw new WrongCall('conntrack: At least one option is required')
    return { kind: 'conntrack', states: readStates(one.values[0]!, STATES, 'ctstate'), ...negated(one.not) }
  },
  print: ({ states, not }) => `${not ? ' !' : ''} ctstate ${states.join(',')}`,
  save: ({ states, not }) => ` ${bang({ not: not ?? false })}--ctstate ${states.join(',')}`,
}

export const state: MatchExtension<'state'> = {
  options: { state: { values: 1, not: true } },
  read(given) {
    const one = lastOf(given, 'state')
    if (!one) throw new WrongCall('state: option "--state" must be specified\n')
    return {
      kind: 'state',
      states: readStates(one.values[0]!, STATES.slice(0, 5), 'state'),
      ...negated(one.not),
    }
  },
  print: ({ states, not }) => `${not ? ' !' : ''} state ${states.join(',')}`,
  save: ({ states, not }) => ` ${bang({ not: not ?? false })}--state ${states.join(',')}`,
}

const TYPES: readonly AddressType[] = [
  'UNSPEC',
  'UNICAST',
  'LOCAL',
  'BROADCAST',
  'ANYCAST',
  'MULTICAST',
  'BLACKHOLE',
  'UNREACHABLE',
  'PROHIBIT',
]

function readTypes(text: string): AddressType[] {
  const asked = text.split(',').map((name) => {
    const type = TYPES.find((one) => one === name.toUpperCase())
    if (!type) throw new WrongCall(`addrtype: bad type "${name}"`)
    return type
  })
  return TYPES.filter((type) => asked.includes(type))
}

export const addrtype: MatchExtension<'addrtype'> = {
  options: {
    'src-type': { values: 1, not: true },
    'dst-type': { values: 1, not: true },
    'limit-iface-in': { values: 0 },
    'limit-iface-out': { values: 0 },
  },
  read(given) {
    const of = (name: string) => {
      const one = lastOf(given, name)
      return one && { types: readTypes(one.values[0]!), ...negated(one.not) }
    }
    const [src, dst] = [of('src-type'), of('dst-type')]
    if (!src && !dst) throw new WrongCall('addrtype: you must specify --src-type or --dst-type')
    const limits = given.filter(({ name }) => name.startsWith('limit')).map(({ name }) => name.slice(12))
    if (limits.length > 1)
      throw new WrongCall("addrtype: you can't specify both --limit-iface-in and --limit-iface-out")
    const limit = limits[0] as 'in' | 'out' | undefined
    return { kind: 'addrtype', ...(src && { src }), ...(dst && { dst }), ...(limit && { limit }) }
  },
  print({ src, dst, limit }) {
    const of = (name: string, side: typeof src): string =>
      side ? ` ${name}-type ${side.not ? '!' : ''}${side.types.join(',')}` : ''
    return ` ADDRTYPE match${of('src', src)}${of('dst', dst)}${limit ? ` limit-${limit}` : ''}`
  },
  save({ src, dst, limit }) {
    const of = (name: string, side: typeof src): string =>
      side ? ` ${bang(side)}--${name}-type ${side.types.join(',')}` : ''
    return `${of('src', src)}${of('dst', dst)}${limit ? ` --limit-iface-${limit}` : ''}`
  },
}
