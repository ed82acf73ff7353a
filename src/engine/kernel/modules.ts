import type { Body } from '../base/body.ts'
import { FsError } from '../base/errors.ts'
import type { Kernel } from './kernel.ts'

/** What a module brings. */
export interface Driver {
  readonly name: string
  /** Bytes it takes in memory. */
  readonly size: number
  /** Modules whose symbols it uses. */
  readonly uses: readonly string[]
  /** Starts it; ends when it has looked for its devices. */
  start?(kernel: Kernel): Promise<void>
  /** Gives its devices up. */
  stop?(kernel: Kernel): void
}

/** Finds the driver in the bytes of a module; undefined for what is none. */
export type DriverIn = (body: Body) => Driver | undefined

interface Loaded {
  readonly driver: Driver
  readonly users: Set<string>
}

/** The modules that are loaded (lsmod(8)). */
export class Modules {
  private readonly loaded = new Map<string, Loaded>()
  /** Last loaded first, as /proc/modules lists them. */
  get all(): readonly Loaded[] {
    return [...this.loaded.values()].reverse()
  }
  has(name: string): boolean {
    return this.loaded.has(name)
  }
  /** init_module(2). EEXIST; ENOENT where a symbol is unknown because another module is not loaded. */
  async load(kernel: Kernel, driver: Driver): Promise<void> {
    this.insert(driver)
    await driver.start?.(kernel)
  }
  /** The same for what starts nothing. */
  insert(driver: Driver): void {
    if (this.loaded.has(driver.name)) throw new FsError('EEXIST')
    for (const name of driver.uses) if (!this.loaded.has(name)) throw new FsError('ENOENT')
    for (const name of driver.uses) this.loaded.get(name)!.users.add(driver.name)
    this.loaded.set(driver.name, { driver, users: new Set() })
  }
  /** delete_module(2). ENOENT, EWOULDBLOCK for one in use. */
  unload(kernel: Kernel, name: string): void {
    const found = this.loaded.get(name)
    if (!found) throw new FsError('ENOENT')
    if (found.users.size > 0) throw new FsError('EAGAIN')
    found.driver.stop?.(kernel)
    this.loaded.delete(name)
    for (const { users } of this.loaded.values()) users.delete(name)
  }
}
