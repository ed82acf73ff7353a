import { Reserve } from '../../base/later.ts'

/**
 * What a manager has no use for as long as a system starts that works and nobody does anything: ends of units, answers to people.
 * Whoever lets anything else happen loads it first.
 */
export const RESERVE = new Reserve(() => import('./reserved.ts'))
