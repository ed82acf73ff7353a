import { byCodeUnit } from '../../base/text.ts'
import { quote } from '../go/quote.ts'
import type { Command } from './command.ts'
import { type Flags, shownDefault } from './flags.ts'
import type { Located } from './tree.ts'

/** Help texts as cobra prints them with Docker's template (docker/cli, cli/cobra.go) at 80 columns. */

const DEFAULT_COLUMNS = 80

/** Cuts text after at most `limit` characters at white space; a little more where that is all of it. */
function cutLine(limit: number, slop: number, text: string): [line: string, rest: string] {
  if (limit + slop > text.length) return [text, '']
  const head = text.slice(0, limit)
  const space = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\t'), head.lastIndexOf('\n'))
  if (space <= 0) return [text, '']
  const newline = head.lastIndexOf('\n')
  const at = newline > 0 && newline < space ? newline : space
  return [text.slice(0, at), text.slice(at + 1)]
}

/** Wraps text for a column that starts at `indent` (pflag, `wrap`). */
function wrap(indent: number, columns: number, text: string): string {
  const slop = 5
  let margin = indent
  let out = ''
  if (columns - margin < 24) {
    margin = 16
    out = `\n${' '.repeat(margin)}`
    if (columns - margin < 24) return text.replaceAll('\n', out)
  }
  const pad = `\n${' '.repeat(margin)}`
  const lines: string[] = []
  let rest = text
  do {
    const [line, more] = cutLine(columns - margin - slop, slop, rest)
    lines.push(line.replaceAll('\n', pad))
    rest = more
  } while (rest !== '')
  return out + lines.join(pad)
}

/** The Options section: one flag a row, ordered by name (pflag, `FlagUsagesWrapped`). */
export function flagUsages(
  flags: Flags,
  values: Readonly<Record<string, unknown>>,
  columns = DEFAULT_COLUMNS,
): string {
  const rows = Object.entries(flags)
    .filter(([, flag]) => !flag.hidden && !flag.deprecated)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([name, flag]) => {
      const short = flag.short && !flag.shortDeprecated ? `  -${flag.short}, ` : '      '
      const type = flag.type.name && ` ${flag.type.name}`
      const value = shownDefault(flag, name in values ? values[name] : flag.default)
      const shown = value !== undefined && flag.type.name === 'string' ? quote(value) : value
      return {
        head: `${short}--${name}${type}`,
        text: flag.help + (shown === undefined ? '' : ` (default ${shown})`),
      }
    })
  const width = Math.max(...rows.map(({ head }) => head.length + 1))
  return rows
    .map(({ head, text }) => `${head.padEnd(width + 2)}${wrap(width + 2, columns - 1, text)}\n`)
    .join('')
    .trimEnd()
}

const isShown = (command: Command): boolean => !command.hidden
const isNoun = (command: Command): boolean => command.commands !== undefined

function commandRows(title: string, commands: readonly Command[], padding: number): string {
  const shown = commands.filter(isShown)
  if (shown.length === 0) return ''
  return `\n\n${title}:\n${shown.map(({ name, summary }) => `  ${name.padEnd(padding)} ${summary}`).join('\n')}`
}

const experimentalNotice = (path: string): string => `

EXPERIMENTAL:
  ${path} is an experimental feature.
  Experimental features provide early access to product functionality. These
  features may change between releases without warning, or can be removed from a
  future release. Learn more about experimental features in our documentation:
  https://docs.docker.com/go/experimental/`

/** The usage line of a command: what errors show behind `Usage:  `. */
export const useLine = ({ path, command }: Located): string =>
  command.usage ? `${path} ${command.usage}` : path

const hasShownFlags = (flags: Flags): boolean =>
  Object.values(flags).some((flag) => !flag.hidden && !flag.deprecated)

/** What help depends on besides the command. */
export interface HelpSetting {
  /** Values of the flags on the command line that asks for it. */
  readonly values?: Readonly<Record<string, unknown>>
  /** Width of the terminal. */
  readonly columns?: number | undefined
}

/** `docker … --help` of a command below the root. `flags` are its own. */
export function commandHelp(located: Located, { values = {}, columns }: HelpSetting = {}): string {
  const { path, command, parent, experimental } = located
  const children = command.commands ?? []
  const options = hasShownFlags(command.flags)
  const padding = Math.max(11, ...children.map(({ name }) => name.length))
  const aliases =
    command.calledAs ?? (command.aliases && [path, ...command.aliases.map((name) => `${parent} ${name}`)])
  return [
    `Usage:  ${isNoun(command) ? `${path} COMMAND` : useLine(located)}\n\n${(command.long ?? command.summary).trim()}`,
    experimental ? experimentalNotice(path) : '',
    aliases ? `\n\nAliases:\n  ${aliases.join(', ')}` : '',
    options ? `\n\nOptions:\n${flagUsages(command.flags, values, columns)}` : '',
    commandRows('Management Commands', children.filter(isNoun), padding),
    commandRows(
      'Commands',
      children.filter((child) => !isNoun(child)),
      padding,
    ),
    isNoun(command) ? `\n\nRun '${path} COMMAND --help' for more information on a command.` : '',
    '\n',
  ].join('')
}

/** `docker --help`. */
export function rootHelp(
  root: Command,
  common: readonly Command[],
  others: readonly Command[],
  { values = {}, columns }: HelpSetting = {},
): string {
  const padding = Math.max(11, ...[...common, ...others].map(({ name }) => name.length))
  return [
    `Usage:  docker [OPTIONS] COMMAND\n\n${root.summary}`,
    commandRows('Common Commands', common, padding),
    commandRows(
      'Management Commands',
      others.filter((command) => isNoun(command) && !command.swarm),
      padding,
    ),
    commandRows(
      'Swarm Commands',
      others.filter((command) => isNoun(command) && command.swarm),
      padding,
    ),
    commandRows(
      'Commands',
      others.filter((command) => !isNoun(command)),
      padding,
    ),
    `\n\nGlobal Options:\n${flagUsages(root.flags, values, columns)}`,
    "\n\nRun 'docker COMMAND --help' for more information on a command.",
    '\n\nFor more help on how to use Docker, head to https://docs.docker.com/go/guides/\n',
  ].join('')
}
