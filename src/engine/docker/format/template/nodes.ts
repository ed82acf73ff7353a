/** What a template is made of (text/template/parse, node.go). `at` is the offset that errors name. */

export type Operand =
  | { readonly kind: 'identifier'; readonly at: number; readonly name: string }
  | {
      readonly kind: 'variable'
      readonly at: number
      readonly name: string
      readonly fields: readonly string[]
    }
  | { readonly kind: 'field'; readonly at: number; readonly fields: readonly string[] }
  | { readonly kind: 'chain'; readonly at: number; readonly of: Operand; readonly fields: readonly string[] }
  | { readonly kind: 'dot' | 'nil'; readonly at: number }
  | { readonly kind: 'bool'; readonly at: number; readonly value: boolean }
  | { readonly kind: 'string'; readonly at: number; readonly value: string; readonly text: string }
  | {
      readonly kind: 'number'
      readonly at: number
      readonly value: number
      readonly float: boolean
      readonly text: string
    }
  | Pipe

export interface Command {
  readonly at: number
  readonly args: readonly Operand[]
}
export interface Pipe {
  readonly kind: 'pipe'
  readonly at: number
  readonly assign: boolean
  readonly variables: readonly string[]
  readonly commands: readonly Command[]
}

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly at: number; readonly pipe: Pipe }
  | {
      readonly kind: 'if' | 'with' | 'range'
      readonly at: number
      readonly pipe: Pipe
      readonly body: readonly Node[]
      readonly otherwise: readonly Node[] | undefined
    }
  | { readonly kind: 'template'; readonly at: number; readonly name: string; readonly pipe: Pipe | undefined }
  | { readonly kind: 'break' | 'continue'; readonly at: number }

/** A node as errors show it: `<.Nope>`. */
export function showOperand(operand: Operand): string {
  switch (operand.kind) {
    case 'identifier':
      return operand.name
    case 'variable':
      return [operand.name, ...operand.fields].join('.')
    case 'field':
      return operand.fields.map((name) => `.${name}`).join('')
    case 'chain': {
      const inner = operand.of.kind === 'pipe' ? `(${showOperand(operand.of)})` : showOperand(operand.of)
      return inner + operand.fields.map((name) => `.${name}`).join('')
    }
    case 'dot':
      return '.'
    case 'nil':
      return 'nil'
    case 'bool':
      return String(operand.value)
    case 'pipe': {
      const variables =
        operand.variables.length > 0 && `${operand.variables.join(', ')} ${operand.assign ? '=' : ':='} `
      return (variables || '') + operand.commands.map(showCommand).join(' | ')
    }
    default:
      return operand.text
  }
}

export const showCommand = (command: Command): string =>
  command.args.map((arg) => (arg.kind === 'pipe' ? `(${showOperand(arg)})` : showOperand(arg))).join(' ')
