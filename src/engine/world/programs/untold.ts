import type { ExitCode, Process } from '../../kernel/process.ts'

/** What a program says that is known by name only. */
export async function untold(name: string, process: Process): Promise<ExitCode> {
  await process.write(2, `${name}: this program is in the image, but Strata does not simulate it\n`)
  return 126
}
