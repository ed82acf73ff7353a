import type { Body } from '../../base/body.ts'
import { bytesOf } from '../../base/body.ts'
import { decode } from '../../base/text.ts'
import type { Outcome, Pc } from '../pc.ts'
import { RESERVE } from '../reserve.ts'
import { openAt, splitPath } from './devices.ts'
import { fileNotFound, GrubError } from './errors.ts'
import { type Block, parseScript, ScriptError, type Statement, type Word } from './syntax.ts'
import type { TextOut } from './text.ts'
import type { Found } from './tree-path.ts'

export type Platform = 'i386-pc' | 'x86_64-efi'

/** One entry of a menu. */
export interface MenuEntry {
  readonly title: string
  readonly id: string
  readonly hotkey: string | undefined
  /** `$1` and so on: its title and what follows it. */
  readonly args: readonly string[]
  /** What it runs. */
  readonly source: string
  readonly submenu: boolean
}

/** A command of GRUB. Its result is its status; it throws `GrubError`. */
export type Command = (grub: Grub, args: readonly string[], block?: Block) => Promise<number> | number

/** What `linux` and `initrd` have loaded. */
export interface Loaded {
  image?: Body
  commandLine?: string
  initrd?: Body
}

/** Thrown to leave GRUB: with a kernel, or by power. */
export class Leave {
  readonly outcome: Outcome
  constructor(outcome: Outcome) {
    this.outcome = outcome
  }
}

/** Turns that a loop may take before GRUB is taken to hang. */
const MAX_TURNS = 100_000
/** Scripts and functions that may run within each other: its stack is small, and nobody watches its end. */
const MAX_DEPTH = 200

/** A running GRUB: variables, functions, modules, what is loaded, the entries that a script has made. */
export class Grub {
  readonly pc: Pc
  readonly platform: Platform
  readonly out: TextOut
  readonly env = new Map<string, string>()
  readonly modules: Set<string>
  /** Says what is signed, on a machine that starts nothing else; this GRUB is locked down then. */
  readonly trusts: ((image: Body) => boolean) | undefined
  readonly loaded: Loaded = {}
  entries: MenuEntry[] = []
  /** Shows entries as a menu of its own until it is left; set in normal mode. */
  showMenu: (entries: readonly MenuEntry[]) => Promise<void> = async () => {}
  private readonly functions = new Map<string, readonly Statement[]>()
  private readonly commands: ReadonlyMap<string, { run: Command; module: string | undefined }>
  private args: readonly string[] = []
  private turns = 0
  private depth = 0

  constructor(
    pc: Pc,
    platform: Platform,
    out: TextOut,
    modules: Iterable<string>,
    commands: ReadonlyMap<string, { run: Command; module: string | undefined }>,
    trusts?: (image: Body) => boolean,
  ) {
    this.pc = pc
    this.trusts = trusts
    this.platform = platform
    this.out = out
    this.modules = new Set(modules)
    this.commands = commands
  }

  variable(name: string): string {
    if (/^\d+$/.test(name)) return this.args[Number(name) - 1] ?? ''
    if (name === '#') return String(this.args.length)
    if (name === '@' || name === '*') return this.args.join(' ')
    return this.env.get(name) ?? ''
  }

  /** `set`. A device keeps its parentheses nowhere but in paths: `root` is without them (GRUB, kern/main.c). */
  assign(name: string, value: string): void {
    this.env.set(name, name === 'root' ? value.replace(/^\((.*)\)$/, '$1') : value)
  }
  /** What is at `(device)/path`, or at a path of `$root`. */
  open(text: string): Found {
    const { device, path } = splitPath(text)
    return openAt(this.pc.disk, device || this.variable('root'), path)
  }
  /** The body of a file. */
  file(text: string): Body {
    const found = this.open(text)
    if (found.kind !== 'file') throw new GrubError('not a regular file')
    return found.body
  }
  /** Loads a module from `$prefix`, unless it is there. */
  insmod(name: string): void {
    if (this.modules.has(name)) return
    const prefix = this.env.get('prefix')
    if (prefix === undefined) throw new GrubError("variable `prefix' isn't set")
    const path = `${prefix}/${this.platform}/${name}.mod`
    const found = this.open(path)
    if (found.kind !== 'file') throw fileNotFound(splitPath(path).path)
    const magic = found.body.read(0, 4)
    if (this.trusts) throw new GrubError('prohibited by secure boot policy')
    if (decode(magic.subarray(1)) !== 'ELF') throw new GrubError('invalid arch-independent ELF magic')
    this.modules.add(name)
  }

  /** Parses and runs a script. Errors of commands are shown, and the script goes on. */
  async run(source: string, args = this.args): Promise<number> {
    return this.within(args, () => this.list(parseScript(source)))
  }
  /** Runs the script in a file; what is wrong in it is shown. */
  async runFile(path: string): Promise<number> {
    // A carriage return is not part of a line (normal/main.c, grub_file_getline).
    const script = decode(bytesOf(this.file(path))).replaceAll('\r', '')
    try {
      return await this.run(script)
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error
      return RESERVE.code.runByLine(this, script)
    }
  }
  /** The parser stumbles twice: over the error, and over what is left of its line (script/parser.y, grub_script_yyerror). */
  showSyntaxError(error: ScriptError): void {
    for (const each of [error, new GrubError('Incorrect command'), error]) this.showError(each)
  }
  /** Runs something with other arguments. */
  private async within(args: readonly string[], what: () => Promise<number>): Promise<number> {
    const before = this.args
    this.args = args
    if (++this.depth > MAX_DEPTH) throw new Leave({ kind: 'hang' })
    try {
      return await what()
    } finally {
      this.depth--
      this.args = before
    }
  }
  /** Errors that were shown so far. */
  errors = 0
  showError(error: GrubError): void {
    this.errors++
    this.out.print(`error: ${error.message}.\n`)
  }

  private async list(statements: readonly Statement[]): Promise<number> {
    let status = 0
    for (const statement of statements) status = await this.statement(statement)
    return status
  }
  private async statement(statement: Statement): Promise<number> {
    switch (statement.kind) {
      case 'command':
        return this.command(statement.words, statement.block)
      case 'if':
        for (const { test, body } of statement.branches)
          if ((await this.list(test)) === 0) return this.list(body)
        return this.list(statement.otherwise)
      case 'for': {
        let status = 0
        for (const value of statement.words.flatMap((word) => this.expand(word))) {
          this.env.set(statement.name, value)
          status = await this.list(statement.body)
        }
        return status
      }
      case 'while': {
        let status = 0
        while (((await this.list(statement.test)) === 0) !== statement.until) {
          if (++this.turns > MAX_TURNS) throw new Leave({ kind: 'hang' })
          status = await this.list(statement.body)
        }
        return status
      }
      case 'function':
        this.functions.set(statement.name, statement.body)
        return 0
    }
  }

  private async command(words: readonly Word[], block: Block | undefined): Promise<number> {
    const [name, ...args] = words.flatMap((word) => this.expand(word))
    if (name === undefined) return 0
    let status: number
    try {
      status = await this.call(name, args, block)
    } catch (error) {
      if (!(error instanceof GrubError)) throw error
      this.showError(error)
      status = 1
    }
    this.env.set('?', String(status))
    return status
  }
  private async call(name: string, args: readonly string[], block: Block | undefined): Promise<number> {
    const body = this.functions.get(name)
    if (body) return this.within(args, () => this.list(body))
    const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(name)
    if (assignment && args.length === 0) {
      this.env.set(assignment[1]!, assignment[2]!)
      return 0
    }
    const command = this.commands.get(name)
    if (!command) throw new GrubError(`can't find command \`${name}'`)
    if (command.module !== undefined) this.insmod(command.module)
    return command.run(this, args, block)
  }

  setArguments(args: readonly string[]): void {
    this.args = args
  }

  /** The fields of a word: unquoted variables are split at blanks. */
  private expand(word: Word): string[] {
    const fields: string[] = []
    let field: string | undefined
    for (const part of word) {
      if (part.kind === 'text') {
        field = (field ?? '') + part.text
        continue
      }
      const value = this.variable(part.name)
      if (part.quoted) {
        field = (field ?? '') + value
        continue
      }
      const pieces = value.split(/\s+/)
      for (const [i, piece] of pieces.entries()) {
        if (i > 0 && field !== undefined) {
          fields.push(field)
          field = undefined
        }
        if (piece !== '') field = (field ?? '') + piece
      }
    }
    return field === undefined ? fields : [...fields, field]
  }
}
