import { FsError } from '../base/errors.ts'
import type { ExitCode } from './process.ts'
import type { ProcessRecord } from './record.ts'

/** A bug in a program: shown as one, on its standard error. */
export async function report(record: ProcessRecord, error: unknown): Promise<ExitCode> {
  const text =
    error instanceof FsError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error)
  try {
    await record.calls.write(
      2,
      `${record.comm}: ${error instanceof FsError ? '' : 'internal error: '}${text}\n`,
    )
  } catch (lost) {
    if (!(lost instanceof FsError)) throw lost
  }
  return 134
}
