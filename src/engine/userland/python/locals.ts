import type { Expression, Statement } from './syntax.ts'
import type { Code } from './values.ts'

const known = new WeakMap<Code, ReadonlySet<string>>()

/** Names that a function assigns somewhere: they are its own, from its first line on (Language Reference, 4.2.2). */
export function localsOf(code: Code): ReadonlySet<string> {
  let names = known.get(code)
  if (!names) {
    const found = new Set(code.parameters.map(({ name }) => name))
    if (Array.isArray(code.body)) collect(code.body as readonly Statement[], found)
    known.set(code, found)
    names = found
  }
  return names
}

function collect(body: readonly Statement[], names: Set<string>): void {
  for (const statement of body) collectOne(statement, names)
}

function collectOne(statement: Statement, names: Set<string>): void {
  switch (statement.kind) {
    case 'assign':
      for (const each of statement.targets) target(each, names)
      walrus(statement.value, names)
      return
    case 'augment':
    case 'annotate':
      target(statement.target, names)
      return
    case 'expression':
      walrus(statement.value, names)
      return
    case 'delete':
      for (const each of statement.targets) target(each, names)
      return
    case 'import':
      for (const { path, as } of statement.names) names.add(as ?? path.split('.', 1)[0]!)
      return
    case 'from':
      for (const { name, as } of statement.names) if (name !== '*') names.add(as ?? name)
      return
    case 'def':
    case 'class':
      names.add(statement.name)
      return
    case 'if':
    case 'while':
      walrus(statement.test, names)
      collect(statement.body, names)
      collect(statement.otherwise, names)
      return
    case 'for':
      target(statement.target, names)
      collect(statement.body, names)
      collect(statement.otherwise, names)
      return
    case 'with':
      for (const item of statement.items) if (item.target) target(item.target, names)
      collect(statement.body, names)
      return
    case 'try':
      collect(statement.body, names)
      for (const handler of statement.handlers) {
        if (handler.name) names.add(handler.name)
        collect(handler.body, names)
      }
      collect(statement.otherwise, names)
      collect(statement.last, names)
      return
    default:
  }
}

function target(expression: Expression, names: Set<string>): void {
  if (expression.kind === 'name') names.add(expression.name)
  else if (expression.kind === 'star') target(expression.value, names)
  else if (expression.kind === 'tuple' || expression.kind === 'list')
    for (const item of expression.items) target(item, names)
}

/** `:=` in the places where it is commonly met. */
function walrus(expression: Expression, names: Set<string>): void {
  if (expression.kind === 'walrus') names.add(expression.name)
  else if (expression.kind === 'compare') {
    walrus(expression.first, names)
    for (const [, operand] of expression.rest) walrus(operand, names)
  } else if (expression.kind === 'and' || expression.kind === 'or')
    for (const item of expression.items) walrus(item, names)
  else if (expression.kind === 'unary') walrus(expression.value, names)
  else if (expression.kind === 'call') for (const { value } of expression.args) walrus(value, names)
}
