import { WrongCall } from './failure.ts'

/** How many words follow an option: `?` is a word that does not begin with a dash, or none. */
type Words = 0 | 1 | '?'

/** Options of iptables by their letters, with their long names. */
const BASE: readonly (readonly [letter: string, long: string, words: Words])[] = [
  ['A', 'append', 1],
  ['C', 'check', 1],
  ['D', 'delete', 1],
  ['I', 'insert', 1],
  ['R', 'replace', 1],
  ['L', 'list', '?'],
  ['S', 'list-rules', '?'],
  ['F', 'flush', '?'],
  ['Z', 'zero', '?'],
  ['N', 'new-chain', 1],
  ['E', 'rename-chain', 1],
  ['X', 'delete-chain', '?'],
  ['P', 'policy', 1],
  ['s', 'source', 1],
  ['s', 'src', 1],
  ['d', 'destination', 1],
  ['d', 'dst', 1],
  ['p', 'protocol', 1],
  ['p', 'proto', 1],
  ['i', 'in-interface', 1],
  ['o', 'out-interface', 1],
  ['j', 'jump', 1],
  ['g', 'goto', 1],
  ['m', 'match', 1],
  ['t', 'table', 1],
  ['c', 'set-counters', 1],
  ['w', 'wait', '?'],
  ['W', 'wait-interval', '?'],
  ['f', 'fragments', 0],
  ['n', 'numeric', 0],
  ['v', 'verbose', 0],
  ['x', 'exact', 0],
  ['0', 'line-numbers', 0],
  ['M', 'modprobe', 1],
  ['4', 'ipv4', 0],
  ['6', 'ipv6', 0],
  ['V', 'version', 0],
  ['h', 'help', '?'],
]

/** An option, or a word that is none. */
export type Argument =
  | { readonly kind: 'base'; readonly letter: string; readonly value: string | undefined }
  | { readonly kind: 'extension'; readonly name: string }
  | { readonly kind: 'word'; readonly text: string }

/** The words of a command line, read as getopt_long(3) does without reordering. */
export class Arguments {
  private readonly words: readonly string[]
  private at = 0
  /** The rest of a group of letters: `nL` of `-vnL`. */
  private letters = ''

  constructor(words: readonly string[]) {
    this.words = words
  }

  /** A word that belongs to the option before, where it does not look like another. */
  optional(): string | undefined {
    const word = this.words[this.at]
    if (word === undefined || word.startsWith('-') || word === '!') return undefined
    this.at++
    return word
  }
  /** The next word, whatever it is. */
  demand(option: string): string {
    const word = this.words[this.at++]
    if (word === undefined) throw new WrongCall(`option "${option}" requires an argument`)
    return word
  }

  /** The next one; `known` are the options of the modules that are loaded. Undefined at the end. */
  next(known: () => readonly string[]): Argument | undefined {
    if (this.letters !== '') return this.short()
    const word = this.words[this.at++]
    if (word === undefined) return undefined
    if (word.startsWith('--') && word.length > 2) return this.long(word.slice(2), known())
    if (word.startsWith('-') && word.length > 1) {
      this.letters = word.slice(1)
      return this.short()
    }
    return { kind: 'word', text: word }
  }

  private short(): Argument {
    const letter = this.letters[0]!
    this.letters = this.letters.slice(1)
    const option = BASE.find(([one]) => one === letter)
    if (!option || letter === '0') throw new WrongCall(`unknown option "-${letter}"`)
    const [, , words] = option
    if (words === 0) return { kind: 'base', letter, value: undefined }
    const attached = this.letters
    this.letters = ''
    if (attached !== '') return { kind: 'base', letter, value: attached }
    return { kind: 'base', letter, value: words === 1 ? this.demand(`-${letter}`) : this.optional() }
  }

  private long(text: string, extensions: readonly string[]): Argument {
    const [, name = '', attached] = /^([^=]*)(?:=(.*))?$/s.exec(text)!
    const candidates = [...BASE.map(([, long]) => long), ...extensions]
    const exact = candidates.includes(name) ? [name] : candidates.filter((one) => one.startsWith(name))
    const letters = new Set(exact.map((one) => BASE.find(([, long]) => long === one)?.[0] ?? one))
    if (letters.size !== 1) return { kind: 'extension', name }
    const full = exact[0]!
    const option = BASE.find(([, long]) => long === full)
    if (!option) {
      if (attached !== undefined) this.pushBack(attached)
      return { kind: 'extension', name: full }
    }
    const [letter, , words] = option
    if (words === 0) return { kind: 'base', letter, value: undefined }
    const value = attached ?? (words === 1 ? this.demand(`--${full}`) : this.optional())
    return { kind: 'base', letter, value }
  }

  private pending: string[] = []
  private pushBack(value: string): void {
    this.pending.push(value)
  }
  /** A value of an option of a module. */
  value(option: string): string {
    return this.pending.pop() ?? this.demand(`--${option}`)
  }
}
