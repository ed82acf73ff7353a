import type { ExitCode } from '../../kernel/process.ts'
import type { CompletionSource } from '../editor/complete.ts'
import type { Shell } from '../state.ts'

export interface InteractiveOptions {
  start(): Promise<void>
  readonly completions: ReadonlyMap<string, CompletionSource>
}
export async function runInteractive(sh: Shell, options: InteractiveOptions): Promise<ExitCode> {
  await options.start()
  return sh.status
}
