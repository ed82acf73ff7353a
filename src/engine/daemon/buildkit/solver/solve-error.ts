import { EngineError } from '../../../base/errors.ts'
import type { Range } from '../../dockerfile/location.ts'

/** A step that failed, and where in the Dockerfile it stands. */
export class SolveError extends EngineError {
  readonly range: Range | undefined
  constructor(message: string, range: Range | undefined) {
    super('internal', message)
    this.range = range
  }
}
