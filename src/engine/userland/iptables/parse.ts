import type { Match, RuleSpec, Selector, Target } from '../../kernel/netfilter/rule.ts'
import { Failure } from '../program.ts'
import { Arguments } from './arguments.ts'
import type { Call, Command } from './call.ts'
import { type Context, type Given, type MatchExtension, negated, type TargetExtension } from './extension.ts'
import { notSimulated, VERSION, WrongCall } from './failure.ts'
import { matchExtension, OTHER_MATCHES, PROTOCOL_MODULES } from './matches/index.ts'
import type { NameTables } from './names.ts'
import { OTHER_TARGETS, targetExtension } from './targets.ts'
import { type Family, readNumber, readPrefixes } from './values.ts'

const COMMANDS = 'ACDIRLSFZNXEP'
/** Commands that take a rule. */
const WITH_RULE = 'ACDIR'
const PLAIN_TARGETS = ['ACCEPT', 'DROP', 'RETURN'] as const
const NAME_LENGTH = 28
const INTERFACE_LENGTH = 15

/** A module of a rule with the options that it was given. */
interface Loaded<E> {
  readonly name: string
  readonly extension: E
  readonly given: Given[]
}

export interface Grammar {
  readonly family: Family
  readonly names: NameTables
  /** The chain of a name is there, in the table. */
  hasChain(table: string, name: string): boolean
}

/** Reads one command line of iptables. */
export function parseCall(words: readonly string[], grammar: Grammar, table = 'filter'): Call {
  return new Parser(words, grammar, table).run()
}

class Parser {
  private readonly args: Arguments
  private readonly grammar: Grammar
  private command: Command | undefined
  private zero = false
  private table: string
  private chain: string | undefined
  private second: string | undefined
  private number: number | undefined
  private readonly seen = new Set<string>()
  private readonly addresses: { s?: { text: string; not: boolean }; d?: { text: string; not: boolean } } = {}
  private readonly selector: { -readonly [K in keyof Selector]: Selector[K] } = {}
  private readonly matches: Loaded<MatchExtension>[] = []
  private target: (Loaded<TargetExtension> & { goto: boolean }) | { chain: string; goto: boolean } | undefined
  private targetName: string | undefined
  private counters: Call['counters']
  private invert = false

  constructor(words: readonly string[], grammar: Grammar, table: string) {
    this.args = new Arguments(words)
    this.grammar = grammar
    this.table = table
  }

  run(): Call {
    for (;;) {
      const argument = this.args.next(() => this.extensionOptions())
      if (!argument) break
      if (argument.kind === 'word') {
        if (argument.text !== '!') throw new WrongCall(`Bad argument \`${argument.text}'`, true)
        if (this.invert) throw new WrongCall('multiple consecutive ! not allowed')
        this.invert = true
        continue
      }
      if (argument.kind === 'extension') this.extensionOption(argument.name)
      else this.option(argument.letter, argument.value)
      this.invert = false
    }
    return this.finish()
  }

  private extensionOptions(): string[] {
    const target = this.target && 'extension' in this.target ? [this.target] : []
    const loaded = [...this.matches, ...target].flatMap(({ extension }) => Object.keys(extension.options))
    const module = this.protocolModule()
    const implied = module && !this.matches.some(({ name }) => name === module)
    return [...loaded, ...(implied ? Object.keys(matchExtension(module, this.grammar.family)!.options) : [])]
  }
  private protocolModule(): string | undefined {
    const { protocol } = this.selector
    const module = protocol && !protocol.not ? PROTOCOL_MODULES[protocol.number] : undefined
    return module && matchExtension(module, this.grammar.family) ? module : undefined
  }

  private extensionOption(name: string): void {
    const module = this.protocolModule()
    const takes = ({ extension }: { extension: MatchExtension | TargetExtension }): boolean =>
      name in extension.options
    if (
      module &&
      !this.matches.some((one) => one.name === module) &&
      !this.matches.some(takes) &&
      name in matchExtension(module, this.grammar.family)!.options
    )
      this.load(module)
    const target = this.target && 'extension' in this.target && takes(this.target) ? this.target : undefined
    const owner = target ?? this.matches.findLast(takes)
    if (!owner) throw new WrongCall(`unknown option "--${name}"`)
    const shape = owner.extension.options[name]!
    if (this.invert && !shape.not) throw new WrongCall(`option "--${name}" cannot be inverted`)
    const values = Array.from({ length: shape.values }, () => this.args.value(name))
    owner.given.push({ name: shape.as ?? name, values, not: this.invert })
  }

  private load(name: string): void {
    const { family } = this.grammar
    const extension = matchExtension(name, family)
    if (!extension) {
      if (OTHER_MATCHES.includes(name)) throw notSimulated(`the match ${name}`)
      throw new WrongCall(`Couldn't load match \`${name}':No such file or directory\n`)
    }
    this.matches.push({ name, extension, given: [] })
  }

  private option(letter: string, value: string | undefined): void {
    if (COMMANDS.includes(letter)) {
      this.setCommand(letter as Command, value)
      return
    }
    const once = 'sdpiojcf'
    if (once.includes(letter) && this.seen.has(letter))
      throw new WrongCall(`multiple -${letter} flags not allowed`)
    this.seen.add(letter)
    const not = this.invert
    switch (letter) {
      case 's':
      case 'd':
        this.addresses[letter] = { text: value!, not }
        return
      case 'p':
        this.setProtocol(value!.toLowerCase(), not)
        return
      case 'i':
      case 'o':
        if (value!.length > INTERFACE_LENGTH)
          throw new WrongCall(
            `interface name \`${value}' must be shorter than IFNAMSIZ (${INTERFACE_LENGTH})`,
          )
        if (value !== '+' || not)
          this.selector[letter === 'i' ? 'in' : 'out'] = { name: value!, ...negated(not) }
        return
      case 'f':
        this.selector.fragment = negated(not)
        return
      case 'm':
        if (not) throw new WrongCall('unexpected ! flag before --match')
        this.load(value!)
        return
      case 'j':
      case 'g':
        this.setTarget(value!, letter === 'g')
        return
      case 't':
        if (not) throw new WrongCall('unexpected ! flag before --table')
        this.table = value!
        return
      case 'c':
        this.setCounters(value!)
        return
      case '6':
      case '4':
        if ((letter === '6') !== (this.grammar.family === 'inet6')) throw new WrongCall('')
        return
      case 'V':
        throw new Failure(`${this.grammar.family === 'inet' ? 'iptables' : 'ip6tables'} ${VERSION}\n`, 0)
      case 'h':
        throw notSimulated('the help of iptables')
      default:
        return
    }
  }

  private setCommand(command: Command, value: string | undefined): void {
    const listing = (one: Command | undefined): boolean => one === 'L' || one === 'S'
    if (this.command === 'Z' && listing(command)) this.zero = true
    else if (command === 'Z' && listing(this.command)) {
      this.zero = true
      if (value !== undefined) this.chain = value
      return
    } else if (this.command) throw new WrongCall(`Cannot use -${command} with -${this.command}`)
    if (this.invert) throw new WrongCall(`unexpected ! flag before -${command}`)
    this.command = command
    if (value !== undefined) this.chain = value
    if (command === 'N') this.checkName(value!)
    if (command === 'E' || command === 'P') {
      this.second = this.args.optional()
      if (this.second === undefined)
        throw new WrongCall(
          command === 'E'
            ? '-E requires old-chain-name and new-chain-name'
            : '-P requires a chain and a policy',
        )
      if (command === 'E') this.checkName(this.second)
    }
    if ('LSZ'.includes(command) && value === undefined) return
    if (!'DIRLSZ'.includes(command)) return
    const digits = this.args.optional()
    if (digits === undefined) {
      if (command === 'R') throw new WrongCall('-R requires a rule number')
      return
    }
    this.number = readNumber(digits)
    if (!this.number) throw new WrongCall(`Invalid rule number \`${digits}'`)
  }

  private checkName(name: string): void {
    if (/^[-!]/.test(name)) throw new WrongCall(`chain name not allowed to start with \`${name[0]}'`)
    const { family } = this.grammar
    if (
      targetExtension(name, family) ||
      OTHER_TARGETS.includes(name) ||
      [...PLAIN_TARGETS, 'QUEUE'].includes(name)
    )
      throw new WrongCall('chain name may not clash with target name')
    if (name.length > NAME_LENGTH)
      throw new WrongCall(`chain name \`${name}' too long (must be under ${NAME_LENGTH + 1} chars)`)
  }

  private setProtocol(name: string, not: boolean): void {
    const number = readNumber(name, 255) ?? this.grammar.names.protocolNumber(name)
    if (number === undefined) throw new WrongCall(`unknown protocol "${name}" specified`)
    if (number === 0 && not) throw new WrongCall('rule would never match protocol')
    if (number !== 0) this.selector.protocol = { number, ...negated(not) }
  }

  private setTarget(name: string, goto: boolean): void {
    if (this.target || this.targetName) throw new WrongCall('multiple -j flags not allowed')
    this.targetName = name
    const { family } = this.grammar
    if (this.invert) throw new WrongCall(`cannot have ! before -${goto ? 'g' : 'j'}`)
    if (goto) {
      this.target = { chain: name, goto }
      return
    }
    if ((PLAIN_TARGETS as readonly string[]).includes(name)) return
    const extension = targetExtension(name, family)
    if (extension) this.target = { name, extension, given: [], goto }
    else if (OTHER_TARGETS.includes(name)) throw notSimulated(`the target ${name}`)
    else this.target = { chain: name, goto }
  }

  private setCounters(packets: string): void {
    const bytes = this.args.optional()
    if (bytes === undefined) throw new WrongCall('-c requires packet and byte counter')
    const numbers = [packets, bytes].map((text) => (/^\d+$/.test(text) ? Number(text) : undefined))
    if (numbers[0] === undefined) throw new WrongCall('-c packet counter not numeric')
    if (numbers[1] === undefined) throw new WrongCall('-c byte counter not numeric')
    this.counters = { packets: numbers[0], bytes: numbers[1] }
  }

  private finish(): Call {
    const { command, chain, selector } = this
    if (!command) throw new WrongCall('no command specified')
    const places: Readonly<Record<string, 'in' | 'out'>> = {
      OUTPUT: 'in',
      POSTROUTING: 'in',
      INPUT: 'out',
      PREROUTING: 'out',
    }
    const wrong = chain === undefined ? undefined : places[chain]
    if (wrong && selector[wrong] && WITH_RULE.includes(command))
      throw new WrongCall(`Can't use -${wrong === 'in' ? 'i' : 'o'} with ${chain}\n`)
    const takesRule = WITH_RULE.includes(command) && !(command === 'D' && this.number !== undefined)
    return {
      command,
      zero: this.zero,
      table: this.table,
      chain,
      second: this.second,
      number: this.number,
      rules: takesRule ? this.rules() : [],
      counters: this.counters,
      numeric: this.seen.has('n'),
      verbose: this.seen.has('v'),
      exact: this.seen.has('x'),
      lineNumbers: this.seen.has('0'),
    }
  }

  private rules(): RuleSpec[] {
    const { family, names } = this.grammar
    const { s, d } = this.addresses
    const sources = s ? readPrefixes(s.text, family, names) : [undefined]
    const destinations = d ? readPrefixes(d.text, family, names) : [undefined]
    if ((s?.not && sources.length > 1) || (d?.not && destinations.length > 1))
      throw new WrongCall('! not allowed with multiple source or destination IP addresses')
    const { protocol } = this.selector
    const context: Context = {
      family,
      names,
      table: this.table,
      protocol: protocol && !protocol.not ? protocol.number : undefined,
    }
    for (const { name } of this.matches)
      if ((name === 'tcp' || name === 'udp') && PROTOCOL_MODULES[context.protocol ?? 0] !== name)
        throw new WrongCall(`${name.toUpperCase()} match requires '-p ${name}'`)
    const matches: Match[] = this.matches.map(({ extension, given }) => extension.read(given, context))
    const target = this.readTarget(context)
    return sources.flatMap((src) =>
      destinations.map((dst) => ({
        selector: {
          ...this.selector,
          ...(src && (src.length > 0 || s!.not) && { src: { ...src, ...negated(s!.not) } }),
          ...(dst && (dst.length > 0 || d!.not) && { dst: { ...dst, ...negated(d!.not) } }),
        },
        matches,
        target,
      })),
    )
  }

  private readTarget(context: Context): Target | undefined {
    const { target, targetName } = this
    if (target && 'extension' in target) return target.extension.read(target.given, context)
    if (target) {
      if (!this.grammar.hasChain(this.table, target.chain))
        throw new WrongCall(`Chain '${target.chain}' does not exist`)
      return { kind: 'chain', name: target.chain, ...(target.goto && { goto: true }) }
    }
    if (targetName === 'DROP' && this.table === 'nat')
      throw new WrongCall(
        '\nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n',
      )
    return targetName === undefined ? undefined : { kind: targetName as 'ACCEPT' }
  }
}
