import { forEachChild, parse } from 'unbash'
import type { SyntaxNode } from './ast.ts'

const MAX_ROUNDS = 20

interface Edit {
  readonly pos: number
  readonly end: number
  readonly name: string
}

/** Replaces aliases at command positions in a text (POSIX 2.3.1). An alias is not expanded within itself. */
export function expandAliases(text: string, aliases: ReadonlyMap<string, string>): string {
  if (aliases.size === 0) return text
  /** Stretches of the text that came out of an alias, and its names. */
  let made: { start: number; end: number; names: readonly string[] }[] = []
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const edit = commandNames(parse(text), text).find((each) => {
      const inside = made.find((stretch) => each.pos >= stretch.start && each.end <= stretch.end)
      return aliases.has(each.name) && !inside?.names.includes(each.name)
    })
    if (!edit) return text
    const value = aliases.get(edit.name)!
    const outer = made.find((stretch) => edit.pos >= stretch.start && edit.end <= stretch.end)
    const grown = value.length - (edit.end - edit.pos)
    made = made.map((stretch) => ({
      ...stretch,
      start: stretch.start > edit.pos ? stretch.start + grown : stretch.start,
      end: stretch.end >= edit.end ? stretch.end + grown : stretch.end,
    }))
    const names = [...(outer?.names ?? []), edit.name]
    made.unshift({ start: edit.pos, end: edit.pos + value.length, names })
    text = text.slice(0, edit.pos) + value + text.slice(edit.end)
  }
  return text
}

/** Names of the simple commands in a tree, in order, as written. */
function commandNames(script: SyntaxNode, text: string): Edit[] {
  const found: Edit[] = []
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Script' && node.source !== undefined) return
    if (node.type === 'Command' && node.name) {
      const { pos, end } = node.name
      const name = text.slice(pos, end)
      if (/^[^\s'"\\$`]+$/.test(name)) found.push({ pos, end, name })
    }
    forEachChild(node, visit)
  }
  visit(script)
  return found
}
