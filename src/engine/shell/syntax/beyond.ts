import { forEachChild } from 'unbash'
import type { Dialect } from '../dialect.ts'
import type { SyntaxNode } from './ast.ts'

/** Where a text uses grammar that its dialect does not have. */
export interface Foreign {
  readonly message: string
  readonly pos: number
}

/** The first piece of bash's grammar that ash or dash refuses: arrays, here-strings, `for ((`, `;&`, `|&`. */
export function beyondDialect(node: SyntaxNode, text: string, dialect: Dialect): Foreign | undefined {
  if (dialect === 'bash') return undefined
  const own = refused(node, text, dialect)
  if (own) return own
  if (node.type === 'Script' && node.source !== undefined) return undefined
  let found: Foreign | undefined
  forEachChild(node, (child) => {
    found ??= beyondDialect(child, text, dialect)
  })
  return found
}

function refused(node: SyntaxNode, text: string, dialect: Dialect): Foreign | undefined {
  switch (node.type) {
    case 'ArrayValue':
      return { message: "unexpected token '('", pos: text.indexOf('(', node.pos) }
    case 'HereString':
      return { message: 'unexpected redirection', pos: text.indexOf('<<<', node.pos) }
    case 'ArithmeticFor':
      return { message: 'bad for loop variable', pos: node.pos }
    case 'ProcessSubstitution':
      return dialect === 'dash' ? { message: "unexpected token '('", pos: node.pos + 1 } : undefined
    case 'CaseItem':
      return node.terminator === ';&' || node.terminator === ';;&'
        ? { message: "unexpected token '&'", pos: text.indexOf('&', node.body.end) }
        : undefined
    case 'Pipeline': {
      const at = node.operators.indexOf('|&')
      return at < 0
        ? undefined
        : { message: "unexpected token '&'", pos: text.indexOf('|&', node.commands[at]!.end) + 1 }
    }
    default:
      return undefined
  }
}
