import { PROMPTS, type Prompt } from '../../src/lessons/typed.ts'

const NAMES = Object.keys(PROMPTS) as Prompt[]

/** One command of a `console` block and what it prints. */
export interface Step {
  /** What stands before the command where that is not a shell's `$ `. */
  readonly prompt?: Prompt
  /** As typed, without prompts; continuation lines are joined by newlines. Keys at `[menu]` and `[editor]`, as `keysOf` reads them. */
  readonly command: string
  /** Lines below it, each with its newline; empty when it prints nothing. */
  readonly output: string
}

/** A `console` block of a chapter. */
export interface ConsoleBlock {
  readonly steps: readonly Step[]
  /** Text above the first command, where there is any. */
  readonly preamble: string
}

/**
 * Reads the text of a `console` block. A line that begins with `$ ` or another prompt is a command; lines right below it that begin
 * with `> ` continue it, as in a shell; all others are output.
 */
export function parseConsole(text: string): ConsoleBlock {
  const steps: { prompt?: Prompt; command: string; output: string }[] = []
  let preamble = ''
  let typing = false
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const step = steps.at(-1)
    const prompt = NAMES.find((each) => line.startsWith(each))
    if (prompt !== undefined) {
      steps.push({ prompt, command: line.slice(prompt.length), output: '' })
      typing = false
    } else if (line.startsWith('$ ')) {
      steps.push({ command: line.slice(2), output: '' })
      typing = true
    } else if (typing && step && (line.startsWith('> ') || line === '>')) {
      step.command += `\n${line.slice(2)}`
    } else {
      typing = false
      if (step) step.output += `${line}\n`
      else preamble += `${line}\n`
    }
  }
  return { steps, preamble: steps.length ? preamble : text }
}

/** Writes a block the way `parseConsole` reads it. */
export function printConsole(block: ConsoleBlock): string {
  const steps = block.steps.map(
    (s) => `${s.prompt ?? '$ '}${s.command.replaceAll('\n', '\n> ')}\n${s.output}`,
  )
  return block.preamble + steps.join('')
}

/** Whether an output, as a chapter shows it, is what was printed: lines of it may be left out at `⋮`. */
export function shows(shown: string, printed: string): boolean {
  const pieces = shown.split(/^⋮\n/m)
  if (pieces.length === 1) return shown === printed
  return new RegExp(
    `^${pieces.map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('(?:.*\\n)*?')}$`,
  ).test(printed)
}

/** What stands after the language of a fence: ```` ```console id=pull no-run ````. */
export interface BlockMeta {
  readonly id?: string
  /** The block is only to be read: no Run button, and tests leave it out. */
  readonly noRun: boolean
}

/** Reads a fence's info string after the language. Throws on a word it does not know. */
export function parseMeta(meta: string): BlockMeta {
  let id: string | undefined
  let noRun = false
  for (const word of meta.split(/\s+/).filter(Boolean)) {
    if (word === 'no-run') noRun = true
    else if (/^id=[a-z0-9-]+$/.test(word)) id = word.slice(3)
    else throw new Error(`unknown word in a console fence: ${word}`)
  }
  return { id, noRun }
}

/** A `console` block in a chapter's source. */
export interface FencedBlock extends ConsoleBlock, BlockMeta {
  /** 1-based line of the opening fence. */
  readonly line: number
  /** Offsets of the text between the fences. */
  readonly start: number
  readonly end: number
}

/** All `console` blocks of an MDX source, in order. */
export function consoleBlocksOf(source: string): FencedBlock[] {
  const blocks: FencedBlock[] = []
  for (const match of source.matchAll(/^( *)(`{3,})console\b(.*)\n([\s\S]*?)^\1\2 *$/gm)) {
    const [whole, indent = '', , meta = '', body = ''] = match
    const start = match.index + whole.indexOf('\n') + 1
    const text = indent ? body.replaceAll(new RegExp(`^${indent}`, 'gm'), '') : body
    blocks.push({
      ...parseConsole(text),
      ...parseMeta(meta),
      line: source.slice(0, match.index).split('\n').length,
      start,
      end: start + body.length,
    })
  }
  return blocks
}
