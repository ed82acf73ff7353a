import { later } from '../../base/later.ts'
import type { Program } from '../../kernel/process.ts'

/** Programs that are loaded together, when one of them is first run. */
export class Shelf {
  readonly #load: () => Promise<{ readonly programs: readonly Program[] }>
  #programs: ReadonlyMap<string, Program> | undefined

  constructor(load: () => Promise<{ readonly programs: readonly Program[] }>) {
    this.#load = later(load)
  }

  /** Throws an `EngineError` where they cannot be loaded. */
  async programs(): Promise<ReadonlyMap<string, Program>> {
    this.#programs ??= new Map((await this.#load()).programs.map((program) => [program.name, program]))
    return this.#programs
  }
}
