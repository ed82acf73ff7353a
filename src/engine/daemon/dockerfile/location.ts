import { EngineError } from '../../base/errors.ts'

/** Lines of a Dockerfile, from 1; both ends count. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** What is wrong with a Dockerfile, and where. */
export class DockerfileError extends EngineError {
  readonly range: Range
  /** More places that it is about. */
  readonly others: readonly Range[]
  constructor(message: string, range: Range, others: readonly Range[] = []) {
    super('invalid', message)
    this.range = range
    this.others = others
  }
}

/** Says of an error where it comes from; the first to say so is right. */
export function within<T>(range: Range, work: () => T, prefix = ''): T {
  try {
    return work()
  } catch (error) {
    throw located(error, range, prefix)
  }
}

export function located(error: unknown, range: Range, prefix = ''): unknown {
  if (error instanceof DockerfileError)
    return prefix === '' ? error : new DockerfileError(`${prefix}${error.message}`, error.range, error.others)
  return error instanceof EngineError ? new DockerfileError(`${prefix}${error.message}`, range) : error
}
