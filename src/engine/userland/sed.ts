import { optionTable, parseOptions, usageError } from './options.ts'
import type { Io, Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import type { Address, Command, Piece } from './sedscript.ts'
import { ScriptParser } from './sedscript.ts'
import { allLines } from './stdio.ts'
import { toBytes } from './text.ts'

const OPTIONS = optionTable(
  '[OPTION]... {script-only-if-no-other-script} [input-file]...',
  `-n/--quiet --silent !--debug -e/--expression: -f/--file: --follow-symlinks -i/--in-place:: -l/--line-length: --posix
   -E/--regexp-extended -r -s/--separate --sandbox -u/--unbuffered -z/--null-data`,
  { suite: 'GNU sed) 4.9' },
)

export const sedMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const operands = [...options.operands]
  const syntax = options.has('E', 'r') ? 'extended' : 'basic'
  const commands: Command[] = []
  const read = (source: string, where: string): void => {
    const offset = commands.length
    for (const command of new ScriptParser(source, syntax, where).parse()) {
      if (command.name === '{') command.end += offset
      commands.push(command)
    }
  }
  if (!options.has('e', 'f')) {
    const script = operands.shift()
    if (script === undefined)
      throw io.busybox
        ? usageError(io, '')
        : new Failure('', 1, `Usage: ${io.name} [OPTION]... {script-only-if-no-other-script} [input-file]...`)
    read(script, '-e expression #1')
  }
  // Several -e are lines of one script.
  const expressions = options.all('e')
  if (expressions.length > 0) read(expressions.join('\n'), `-e expression #${expressions.length}`)
  for (const file of options.all('f')) {
    const fd = file === '-' ? 0 : io.p.open(file, { read: true })
    read((await allLines(io.p, fd)).lines.join('\n'), `file ${file} line 1`)
  }
  const labels = new Map(commands.flatMap((c, i) => (c.name === ':' ? [[c.text, i] as const] : [])))
  for (const c of commands)
    if ('btT'.includes(c.name) && c.text !== '' && !labels.has(c.text))
      throw new Failure(`-e expression #1, char 0: can't find label for jump to \`${c.text}'`)
  const inPlace = options.has('i')
  const editor = new Editor(io, commands, labels, options.has('n', 'silent'), options.has('z') ? '\0' : '\n')
  let code = 0
  const files = operands.length > 0 ? operands : ['-']
  const sources: { name: string; lines: string[]; terminated: boolean }[] = []
  for (const name of files) {
    try {
      const fd = name === '-' ? 0 : io.p.open(name, { read: true })
      const { lines, terminated } = await allLines(io.p, fd, options.has('z') ? 0 : 10)
      if (fd !== 0) io.p.close(fd)
      if (inPlace || options.has('s')) {
        const quit = await editor.edit(lines, terminated)
        if (inPlace) {
          const suffix = options.get('i')
          if (suffix)
            io.p.writeFile(
              suffix.includes('*') ? suffix.replaceAll('*', name) : name + suffix,
              io.p.readFile(name),
            )
          const mode = io.p.stat(name).mode & 0o7777
          const temporary = `${name}.sed${io.p.pid}`
          io.p.writeFile(temporary, toBytes(editor.take()), mode)
          io.p.chmod(temporary, mode)
          io.p.rename(temporary, name)
        } else await io.out.write(editor.take())
        if (quit !== undefined) return quit
      } else sources.push({ name, lines, terminated })
    } catch (error) {
      const why = reason(error)
      if (io.busybox) await io.error(`${name}: ${why}`)
      else
        await io.error(
          why === 'Is a directory'
            ? inPlace
              ? `couldn't edit ${name}: not a regular file`
              : `read error on ${name}: ${why}`
            : `can't read ${name}: ${why}`,
        )
      code = io.busybox ? 1 : 2
    }
  }
  if (sources.length > 0) {
    const quit = await editor.edit(
      sources.flatMap((s) => s.lines),
      sources.at(-1)!.terminated,
    )
    await io.out.write(editor.take())
    if (quit !== undefined) return quit
  }
  return code
}

class Editor {
  private readonly io: Io
  private readonly commands: readonly Command[]
  private readonly labels: ReadonlyMap<string, number>
  private readonly silent: boolean
  private readonly end: string
  private readonly parts: string[] = []
  private hold = ''
  private lastRegex: RegExp | undefined
  private line = 0
  constructor(
    io: Io,
    commands: readonly Command[],
    labels: ReadonlyMap<string, number>,
    silent: boolean,
    end: string,
  ) {
    this.io = io
    this.commands = commands
    this.labels = labels
    this.silent = silent
    this.end = end
  }

  /** What was printed since the last call. */
  take(): string {
    return this.parts.splice(0).join('')
  }

  /** Runs the script over lines; the exit code where it quit. */
  async edit(lines: readonly string[], terminated: boolean): Promise<number | undefined> {
    this.line = 0
    let next = 0
    let space = ''
    let restart = false
    while (next < lines.length || restart) {
      if (!restart) {
        space = lines[next++]!
        this.line++
        if (this.line % 256 === 0) {
          await this.io.p.yield()
          if (this.parts.length > 4096) await this.io.out.flush()
        }
      }
      restart = false
      const appended: string[] = []
      const print = (text: string): void => {
        this.parts.push(text + (next >= lines.length && !terminated ? '' : this.end))
      }
      let replaced = false
      let deleted = false
      let quit: number | undefined
      for (let at = 0; at < this.commands.length; at++) {
        const c = this.commands[at]!
        if (this.selected(c, space, next >= lines.length) === c.negate) {
          if (c.name === '{') at = c.end
          continue
        }
        switch (c.name) {
          case 'p':
            print(space)
            break
          case 'P':
            print(space.split('\n')[0]!)
            break
          case '=':
            this.parts.push(`${this.line}\n`)
            break
          case 'l':
            this.parts.push(`${listed(space)}$\n`)
            break
          case 'h':
            this.hold = space
            break
          case 'H':
            this.hold += `\n${space}`
            break
          case 'g':
            space = this.hold
            break
          case 'G':
            space += `\n${this.hold}`
            break
          case 'x':
            ;[space, this.hold] = [this.hold, space]
            break
          case 'y':
            space = [...space].map((char) => c.map!.get(char) ?? char).join('')
            break
          case 'i':
            this.parts.push(`${c.text}\n`)
            break
          case 'a':
            appended.push(`${c.text}\n`)
            break
          case 'c':
            deleted = true
            if (!c.to || c.active === undefined || c.negate) this.parts.push(`${c.text}\n`)
            break
          case 'r':
            if (this.io.p.exists(c.text)) {
              const body = this.io.p.readFile(c.text)
              appended.push(new TextDecoder().decode(body.read(0, body.size)))
            }
            break
          case 'w':
            this.io.p.writeFile(
              c.text,
              `${this.io.p.exists(c.text) && this.line > 1 ? new TextDecoder().decode(this.io.p.readFile(c.text).read(0, 1 << 30)) : ''}${space}\n`,
            )
            break
          case 's': {
            const done = this.substitute(c, space)
            if (done === undefined) break
            space = done
            replaced = true
            if (c.flags!.print) print(space)
            break
          }
          case 'n':
            if (next >= lines.length) {
              quit = 0
              break
            }
            if (!this.silent) print(space)
            space = lines[next++]!
            this.line++
            break
          case 'N':
            if (next >= lines.length) {
              quit = 0
              break
            }
            space += `\n${lines[next++]!}`
            this.line++
            break
          case 'D':
            deleted = true
            if (space.includes('\n')) {
              space = space.slice(space.indexOf('\n') + 1)
              restart = true
            }
            break
          case 'd':
            deleted = true
            break
          case 'q':
            quit = Number(c.text || 0)
            break
          case 'Q':
            return Number(c.text || 0)
          case 'b':
            at = c.text === '' ? this.commands.length : this.labels.get(c.text)!
            break
          case 't':
            if (replaced) at = c.text === '' ? this.commands.length : this.labels.get(c.text)!
            replaced = false
            break
          case 'T':
            if (!replaced) at = c.text === '' ? this.commands.length : this.labels.get(c.text)!
            replaced = false
            break
        }
        if (deleted || quit !== undefined) break
      }
      if (!this.silent && !deleted) print(space)
      this.parts.push(...appended)
      if (quit !== undefined) return quit
    }
    return undefined
  }

  private matches(address: Address, space: string, last: boolean): boolean {
    switch (address.kind) {
      case 'line':
        return this.line === address.line
      case 'last':
        return last
      case 'step':
        return address.step === 0
          ? this.line === address.first
          : this.line >= address.first && (this.line - address.first) % address.step === 0
      case 'regex':
        return this.find(address.regex, space)
      case 'plus':
        return false
    }
  }

  private find(regex: RegExp | undefined, space: string): boolean {
    const used = this.expression(regex)
    used.lastIndex = 0
    return used.test(space)
  }

  private expression(regex: RegExp | undefined): RegExp {
    const used = regex ?? this.lastRegex
    if (!used) throw new Failure('no previous regular expression')
    this.lastRegex = used
    return used
  }

  private selected(c: Command, space: string, last: boolean): boolean {
    if (!c.from) return true
    if (!c.to) return this.matches(c.from, space, last)
    if (c.active) {
      if (
        c.to.kind === 'regex'
          ? this.find(c.to.regex, space)
          : c.to.kind === 'last'
            ? last
            : this.line >= c.active.until
      ) {
        const past = c.to.kind === 'line' && this.line > c.active.until
        c.active = undefined
        return !past || (c.from.kind !== 'line' && this.matches(c.from, space, last))
      }
      return true
    }
    const zero = c.from.kind === 'line' && c.from.line === 0
    if (!zero && !this.matches(c.from, space, last)) return false
    if (zero && this.line !== 1) return false
    const until =
      c.to.kind === 'line'
        ? c.to.line
        : c.to.kind === 'plus'
          ? this.line + c.to.count
          : c.to.kind === 'step'
            ? Math.ceil(this.line / c.to.step) * c.to.step
            : 0
    const ends = (c.to.kind === 'line' || c.to.kind === 'plus' || c.to.kind === 'step') && until <= this.line
    if (
      !ends &&
      !(c.to.kind === 'last' && last) &&
      !(zero && c.to.kind === 'regex' && this.find(c.to.regex, space))
    )
      c.active = { until }
    return true
  }

  /** The new text, or undefined where nothing matched. */
  private substitute(c: Command, space: string): string | undefined {
    const regex = this.expression(c.regex)
    const { global, nth } = c.flags!
    let out = ''
    let at = 0
    let count = 0
    let ended = -1
    regex.lastIndex = 0
    for (const m of space.matchAll(regex)) {
      if (m[0] === '' && m.index === ended && count > 0) continue
      ended = m.index + m[0].length
      count++
      if (count < nth) continue
      out += space.slice(at, m.index) + fill(c.replacement!, m)
      at = m.index + m[0].length
      if (!global) break
    }
    return count < nth || count === 0 ? undefined : out + space.slice(at)
  }
}

function fill(pieces: readonly Piece[], m: RegExpMatchArray): string {
  let out = ''
  let mode = ''
  let once = ''
  for (const piece of pieces) {
    if (typeof piece !== 'string' && 'fold' in piece) {
      if (/[ul]/.test(piece.fold)) once = piece.fold
      else mode = piece.fold === 'E' ? '' : piece.fold
      continue
    }
    let text = typeof piece === 'string' ? piece : (m[piece.group] ?? '')
    if (mode === 'U') text = text.toUpperCase()
    else if (mode === 'L') text = text.toLowerCase()
    if (once && text) {
      text = (once === 'u' ? text[0]!.toUpperCase() : text[0]!.toLowerCase()) + text.slice(1)
      once = ''
    }
    out += text
  }
  return out
}

const listed = (text: string): string =>
  text
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/\t/g, '\\t')
    .replace(/[\x00-\x1f\x7f]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)

export const sed = program('sed', sedMain)
