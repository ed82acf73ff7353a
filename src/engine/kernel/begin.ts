import { load } from './exec.ts'
import type { Kernel } from './kernel.ts'
import type { Program } from './process.ts'
import { type ProcessRecord, viewOf } from './record.ts'
import { lastName } from './walk.ts'

/** Starts a program in a process that has none yet. What cannot be executed throws as execve(2). */
export function begin(kernel: Kernel, record: ProcessRecord, path: string, argv: readonly string[]): void {
  const loaded = load(viewOf(record), path, argv, kernel.options.executables)
  record.argv = loaded.argv
  record.exe = path
  record.comm = lastName(path)
  runProgram(kernel, record, loaded.program)
}

/** Runs a loaded program; its exit status is the process's. */
export function runProgram(kernel: Kernel, record: ProcessRecord, program: Program): void {
  kernel.run(record, (process) => {
    if (program.startup !== undefined) kernel.scheduler.charge(program.startup)
    return program.run(process)
  })
}
