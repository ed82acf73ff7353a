import { EngineError } from '../../base/errors.ts'
import { later } from '../../base/later.ts'
import { GrubError } from './errors.ts'
import type { Command } from './shell.ts'

const load = later(() => import('./by-hand.ts'))

/** What a boot by itself has no use for. Throws a `GrubError` where it cannot be loaded. */
export async function byHand(): ReturnType<typeof load> {
  try {
    return await load()
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new GrubError(error.message)
  }
}

type Typed = keyof Awaited<ReturnType<typeof load>>['TYPED']

/** A command of those that are loaded when they are called. */
export const typed =
  (name: Typed): Command =>
  async (grub, args, block) =>
    (await byHand()).TYPED[name](grub, args, block)
