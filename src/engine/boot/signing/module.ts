import { type Body, concatBody, sliceBody, textBody } from '../../base/body.ts'
import { decode } from '../../base/text.ts'
import type { Signer } from './keys.ts'
import { isSealOf, SEAL, sealOver, signerIn } from './seal.ts'

/** What the file of a signed module ends with (Documentation/admin-guide/module-signing.rst). */
const MAGIC = '~Module signature appended~\n'

/** A module's file with a signature over all of it. */
export const signModule = (module: Body, signer: Signer): Body =>
  concatBody([module, sealOver(module, signer), textBody(MAGIC)])

/** What the kernel finds at a module's end: who signed it; `unsigned` without a signature, `changed` with one that is of other bytes. */
export type ModuleSignature = Signer | 'unsigned' | 'changed'

/** What was found in modules that were looked at once: a body never changes. */
const found = new WeakMap<Body, ModuleSignature>()

export function moduleSigner(module: Body): ModuleSignature {
  const known = found.get(module) ?? read(module)
  found.set(module, known)
  return known
}

function read(module: Body): ModuleSignature {
  const end = module.size - MAGIC.length
  if (end < SEAL || decode(module.read(end, MAGIC.length)) !== MAGIC) return 'unsigned'
  const bytes = module.read(end - SEAL, SEAL)
  const good = isSealOf(bytes, sliceBody(module, 0, end - SEAL))
  return (good && signerIn(bytes)) || 'changed'
}
