import { Reserve } from '../base/later.ts'

/**
 * What a machine has no use for as long as it starts from the disk that the installer left, and nobody does anything to it: other tables and
 * images, keys that are typed, its end. Whoever lets anything else happen loads it first.
 */
export const RESERVE = new Reserve(() => import('./reserved.ts'))
