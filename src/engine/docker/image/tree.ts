import { shortID } from '../../base/digest.ts'
import type { ImageSummary } from '../../daemon/api.ts'
import type { ClientContext } from '../cli/command.ts'
import { humanSize } from '../format/units.ts'
import { ellipsis, textWidth } from '../format/width.ts'

/** `docker images --tree` (docker/cli, command/image/tree.go) of the classic store, whose images have one platform. */

const SPACING = '   '
const RESET = '\x1b[0m'
const TITLE = '\x1b[39m\x1b[1m'
const WARNING = '\x1b[93m'
const NAME = '\x1b[34m\x1b[1m'
const NORMAL = '\x1b[39m'

interface Column {
  readonly title: string
  width: number
  readonly right?: boolean
  readonly text: (image: ImageSummary) => string
  readonly plain?: boolean
}

const columnsOf = (names: number): Column[] => [
  { title: 'IMAGE', width: names, text: () => '' },
  { title: 'ID', width: 12, text: ({ Id }) => shortID(Id) },
  { title: 'DISK USAGE', width: 10, right: true, text: ({ Size }) => humanSize(Size, 3) },
  { title: 'CONTENT SIZE', width: 12, right: true, text: () => '0B' },
  { title: 'EXTRA', width: 5, text: () => '', plain: true },
]

const paint = (color: string, text: string): string => (color === '' ? text : color + text + RESET)

function cell(column: Column, color: string, text: string): string {
  const missing = column.width - textWidth(text)
  if (missing < 0) return paint(color, ellipsis(text, column.width))
  const space = ' '.repeat(missing)
  return column.right ? space + paint(color, text) : paint(color, text) + space
}

/** Drops columns for which the terminal is too narrow and gives the names what is left, as far as they need it. */
function fitColumns(columns: Column[], columnsWide: number): Column[] {
  let left = columnsWide
  let kept = columns.length
  for (const [i, { width }] of columns.entries()) {
    if (i === 0) continue
    const need = width + SPACING.length
    if (left - need < 12) {
      kept = i
      break
    }
    left -= need
  }
  columns[0]!.width = Math.min(left, columns[0]!.width)
  return columns.slice(0, kept)
}

function legend(width: number, terminal: boolean): string {
  const header = terminal
    ? '\x1b[1m\x1b[106m\x1b[30mi\x1b[0m\x1b[0m \x1b[96mInfo → \x1b[0m\x1b[0m'
    : ' Info -> '
  const chip = terminal ? '\x1b[38;5;0m\x1b[48;5;14m U \x1b[0m' : 'U'
  const text = `${header} ${chip} In Use `
  const shown = textWidth(text.replace(/\x1b\[[0-9;]*m/g, ''))
  return ' '.repeat(Math.max(0, width - shown)) + text
}

export async function showTree(
  context: ClientContext,
  images: readonly ImageSummary[],
  all: boolean,
): Promise<void> {
  const terminal = context.terminal !== undefined
  const width = Math.max(20, context.terminal?.columns || 80)
  const shown = images
    .filter(({ RepoTags, RepoDigests }) => all || RepoTags.length > 0 || RepoDigests.length > 0)
    .sort((a, b) => b.Created - a.Created)
  const names = Math.max(5, ...shown.flatMap(({ RepoTags }) => RepoTags.map((name) => name.length)))
  const columns = fitColumns(columnsOf(names), width)
  const warning =
    "WARNING: This is an experimental feature. The output may change and shouldn't be depended on."
  let text = `${terminal ? paint(WARNING, warning) : warning}\n${legend(width, terminal)}\n\n`
  text += `${columns.map((column) => cell(column, TITLE, column.title)).join(SPACING)}\n`
  for (const image of shown) {
    const tags = [...image.RepoTags].sort((a, b) => b.length - a.length)
    if (tags.length === 0) text += cell(columns[0]!, terminal ? '\x1b[39m\x1b[2m' : '', '<untagged>')
    tags.forEach((tag, i) => {
      const color = terminal ? NAME : ''
      text += i < tags.length - 1 ? `${paint(color, ellipsis(tag, width))}\n` : cell(columns[0]!, color, tag)
    })
    for (const column of columns.slice(1))
      text += SPACING + cell(column, terminal && !column.plain ? NORMAL : '', column.text(image))
    text += '\n'
  }
  await context.out(text)
}
