import type { Raised } from './errors.ts'
import type { Span, Statement } from './syntax.ts'
import type { Code, PyClass, Scope, Value } from './values.ts'

/** Where a piece of a program is being run. */
export interface Context {
  readonly scope: Scope
  readonly file: string
  /** The name in tracebacks: `<module>`, a function's. */
  readonly name: string
  /** What is being evaluated. */
  span: Span
  readonly code: Code | undefined
  /** Gives a value to whoever goes through the generator; the answer is what was sent. */
  readonly yield?: ((value: Value) => Promise<Value>) | undefined
  readonly depth: number
  /** The statements of the module, where these are being run: `os.fork` goes on in them. */
  readonly module?: readonly Statement[]
  readonly owner?: PyClass | undefined
  /** The exception that a handler is at work on. */
  handled?: Raised | undefined
}
