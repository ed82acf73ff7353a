/** A variable: a parameter of the function around it has its place there. */
export interface Variable {
  readonly kind: 'var'
  readonly name: string
  readonly local: number | undefined
}
export interface Element {
  readonly kind: 'element'
  readonly table: Variable
  readonly keys: readonly Expression[]
}
export interface FieldOf {
  readonly kind: 'field'
  readonly of: Expression
}
/** What may be assigned to. */
export type Target = Variable | Element | FieldOf

export type Expression =
  | Target
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'regex'; readonly source: string; readonly line: number }
  /** `operator` is empty for `=`. */
  | { readonly kind: 'assign'; readonly operator: string; readonly to: Target; readonly value: Expression }
  | { readonly kind: 'step'; readonly by: 1 | -1; readonly before: boolean; readonly to: Target }
  | { readonly kind: 'unary'; readonly operator: string; readonly of: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'choice'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: 'in'; readonly keys: readonly Expression[]; readonly table: Variable }
  | {
      readonly kind: 'call'
      readonly name: string
      readonly args: readonly Expression[]
      readonly line: number
    }
  | { readonly kind: 'builtin'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'getline'
      readonly from: 'main' | 'file' | 'command'
      readonly source?: Expression
      readonly to?: Target
    }
  /** What stands in parentheses: several only before `in` and behind `print`. */
  | { readonly kind: 'group'; readonly items: readonly Expression[] }

export type Statement =
  | { readonly kind: 'expression'; readonly of: Expression }
  | {
      readonly kind: 'print'
      readonly formatted: boolean
      readonly args: readonly Expression[]
      readonly mode?: '>' | '>>' | '|'
      readonly to?: Expression
    }
  | { readonly kind: 'block'; readonly list: readonly Statement[] }
  | { readonly kind: 'if'; readonly test: Expression; readonly yes: Statement; readonly no?: Statement }
  | {
      readonly kind: 'loop'
      readonly first?: Statement
      readonly test?: Expression
      readonly step?: Statement
      readonly body: Statement
      /** The body runs before the test. */
      readonly late: boolean
    }
  | { readonly kind: 'each'; readonly name: Target; readonly table: Variable; readonly body: Statement }
  | { readonly kind: 'jump'; readonly to: 'break' | 'continue' | 'next' | 'nextfile' }
  | { readonly kind: 'exit' | 'return'; readonly value?: Expression }
  | { readonly kind: 'delete'; readonly table: Variable; readonly keys?: readonly Expression[] }

export interface Definition {
  readonly parameters: readonly string[]
  readonly body: Statement
}

/** A pattern, two of them for a range, none for every record. */
export interface Rule {
  readonly patterns: readonly Expression[]
  readonly action: Statement
}

export interface Tree {
  readonly begin: readonly Statement[]
  readonly rules: readonly Rule[]
  readonly end: readonly Statement[]
  readonly functions: ReadonlyMap<string, Definition>
}
