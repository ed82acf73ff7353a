import { type Node, parseText } from '../dockerfile/parser.ts'

/** One instruction as the classic builder takes it. */
export interface Instruction {
  /** As written, in any case. */
  readonly word: string
  /** `--name=value` right after it, by name. */
  readonly flags: ReadonlyMap<string, string>
  /** What follows, without blanks around it. */
  readonly rest: string
  /** All of it, its lines made one. */
  readonly source: string
  /** Where it begins, from 1. */
  readonly line: number
  /** There are empty lines in it, which the builder warns of. */
  readonly gaps: boolean
}

const instructionOf = ({ word, flags, rest, original, range }: Node, gaps: boolean): Instruction => ({
  word,
  flags: new Map(
    flags.map((flag) => {
      const [name = '', ...value] = flag.slice(2).split('=')
      return [name, value.join('=')]
    }),
  ),
  rest,
  source: original.trim(),
  line: range.start,
  gaps,
})

/** Instructions of a text, as the parser of Dockerfiles reads them. Throws `invalid`. */
export function parseInstructions(text: string): Instruction[] {
  const { nodes, gaps } = parseText(text)
  return nodes.map((node) =>
    instructionOf(
      node,
      gaps.some(({ source }) => source === node.original),
    ),
  )
}
