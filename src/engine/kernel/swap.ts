import type { Body } from '../base/body.ts'
import { decode } from '../base/text.ts'
import { SWAP_MARK } from '../vfs/blocks/superblock.ts'

/** A device begins as a swap area does. */
export const isSwap = (content: Body): boolean =>
  decode(content.read(SWAP_MARK.offset, SWAP_MARK.text.length)) === SWAP_MARK.text
