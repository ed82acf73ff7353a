/** Where a piece of source stands: lines count from 1, columns from 0. `end` is a column of `endLine`. */
export interface Span {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly end: number
  /** The part that an error is about, where it is on the first line: an operator, an index. */
  readonly focus?: { readonly column: number; readonly end: number }
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '<<' | '>>' | '&' | '|' | '^' | '@'
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'is' | 'is not'

/** One part of an f-string: text as it is, or an expression with its conversion and format. */
export type FormatPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'value'
      readonly value: Expression
      /** `{x=}` shows the source before the value. */
      readonly shown: string
      readonly conversion: string
      readonly spec: readonly FormatPart[]
    }

export interface Argument {
  /** `*x`, `**x`, or one with a name. */
  readonly star: 0 | 1 | 2
  readonly name: string | undefined
  readonly value: Expression
}

export interface Comprehension {
  readonly target: Expression
  readonly iterable: Expression
  readonly conditions: readonly Expression[]
}

export interface Parameter {
  readonly name: string
  readonly star: 0 | 1 | 2
  readonly fallback: Expression | undefined
  /** After a `*`: only by its name. */
  readonly keywordOnly: boolean
}

/** Expressions of Python 3.11 (Language Reference, 6). */
export type Expression = { readonly span: Span } & (
  | { readonly kind: 'constant'; readonly value: null | boolean | bigint | number | string | Uint8Array }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'format'; readonly parts: readonly FormatPart[] }
  | { readonly kind: 'tuple' | 'list' | 'set'; readonly items: readonly Expression[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expression | undefined, Expression])[] }
  | { readonly kind: 'star'; readonly value: Expression }
  | { readonly kind: 'attribute'; readonly value: Expression; readonly name: string }
  | { readonly kind: 'subscript'; readonly value: Expression; readonly index: Expression }
  | {
      readonly kind: 'slice'
      readonly start: Expression | undefined
      readonly stop: Expression | undefined
      readonly step: Expression | undefined
    }
  | { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Argument[] }
  | { readonly kind: 'unary'; readonly operator: '-' | '+' | '~' | 'not'; readonly value: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: 'compare'
      readonly first: Expression
      readonly rest: readonly (readonly [Comparison, Expression])[]
    }
  | { readonly kind: 'and' | 'or'; readonly items: readonly Expression[] }
  | {
      readonly kind: 'if'
      readonly test: Expression
      readonly then: Expression
      readonly otherwise: Expression
    }
  | { readonly kind: 'lambda'; readonly parameters: readonly Parameter[]; readonly body: Expression }
  | { readonly kind: 'walrus'; readonly name: string; readonly value: Expression }
  | { readonly kind: 'yield'; readonly value: Expression | undefined; readonly from: boolean }
  | {
      readonly kind: 'comprehension'
      readonly of: 'list' | 'set' | 'dict' | 'generator'
      readonly key: Expression | undefined
      readonly item: Expression
      readonly loops: readonly Comprehension[]
    }
)

export interface Handler {
  readonly type: Expression | undefined
  readonly name: string | undefined
  readonly body: readonly Statement[]
}

/** Statements (Language Reference, 7 and 8). */
export type Statement = { readonly span: Span } & (
  | { readonly kind: 'expression'; readonly value: Expression }
  | { readonly kind: 'assign'; readonly targets: readonly Expression[]; readonly value: Expression }
  | {
      readonly kind: 'augment'
      readonly target: Expression
      readonly operator: BinaryOperator
      readonly value: Expression
    }
  | { readonly kind: 'annotate'; readonly target: Expression; readonly value: Expression | undefined }
  | { readonly kind: 'pass' | 'break' | 'continue' }
  | { readonly kind: 'return'; readonly value: Expression | undefined }
  | { readonly kind: 'raise'; readonly value: Expression | undefined; readonly cause: Expression | undefined }
  | { readonly kind: 'delete'; readonly targets: readonly Expression[] }
  | { readonly kind: 'assert'; readonly test: Expression; readonly message: Expression | undefined }
  | { readonly kind: 'global' | 'nonlocal'; readonly names: readonly string[] }
  | {
      readonly kind: 'import'
      readonly names: readonly { readonly path: string; readonly as: string | undefined }[]
    }
  | {
      readonly kind: 'from'
      readonly path: string
      /** `*` alone stands for all. */
      readonly names: readonly { readonly name: string; readonly as: string | undefined }[]
    }
  | {
      readonly kind: 'if'
      readonly test: Expression
      readonly body: readonly Statement[]
      readonly otherwise: readonly Statement[]
    }
  | {
      readonly kind: 'while'
      readonly test: Expression
      readonly body: readonly Statement[]
      readonly otherwise: readonly Statement[]
    }
  | {
      readonly kind: 'for'
      readonly target: Expression
      readonly iterable: Expression
      readonly body: readonly Statement[]
      readonly otherwise: readonly Statement[]
    }
  | {
      readonly kind: 'try'
      readonly body: readonly Statement[]
      readonly handlers: readonly Handler[]
      readonly otherwise: readonly Statement[]
      readonly last: readonly Statement[]
    }
  | {
      readonly kind: 'with'
      readonly items: readonly { readonly value: Expression; readonly target: Expression | undefined }[]
      readonly body: readonly Statement[]
    }
  | {
      readonly kind: 'def'
      readonly name: string
      readonly parameters: readonly Parameter[]
      readonly body: readonly Statement[]
      readonly decorators: readonly Expression[]
      readonly generator: boolean
    }
  | {
      readonly kind: 'class'
      readonly name: string
      readonly bases: readonly Argument[]
      readonly body: readonly Statement[]
      readonly decorators: readonly Expression[]
    }
)

/** What is wrong with a source, as CPython tells it. `incomplete`: more lines could mend it. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  /** `SyntaxError`, `IndentationError`; `unsupported` is Python that is not simulated. */
  readonly kind: 'SyntaxError' | 'IndentationError' | 'unsupported'
  readonly span: Span
  readonly incomplete: boolean
  constructor(kind: SourceError['kind'], message: string, span: Span, incomplete = false) {
    super(message)
    this.kind = kind
    this.span = span
    this.incomplete = incomplete
  }
}
