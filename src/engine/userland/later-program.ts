import { EngineError } from '../base/errors.ts'
import type { Program } from '../kernel/process.ts'

/** A program that is loaded when it runs. `load` throws an `EngineError` where that cannot be done: then the program says so and exits with 126. */
export const laterProgram = (name: string, load: () => Promise<Program>): Program => ({
  name,
  async run(process) {
    let program: Program
    try {
      program = await load()
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      await process.write(2, `${name}: ${error.message}\n`)
      return 126
    }
    return program.run(process)
  },
})
