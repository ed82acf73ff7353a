import type { Body } from '../base/body.ts'
import { decode } from '../base/text.ts'

/** Where the mark of a swap area stands: at the end of its first page (mkswap(8)). */
export const SWAP_MARK = { offset: 4086, text: 'SWAPSPACE2' } as const

/** A device begins as a swap area does. */
export const isSwap = (content: Body): boolean =>
  decode(content.read(SWAP_MARK.offset, SWAP_MARK.text.length)) === SWAP_MARK.text
