import { Reserve } from '../../base/later.ts'

/** What programs of a start do only where somebody asks for it: it is loaded before anybody can. */
export const RESERVE = new Reserve(() => import('./reserved.ts'))
