import type { Body } from '../../base/body.ts'
import { programOf } from '../../oci/elf.ts'
import { programBody } from '../../registry/recipe.ts'

/** What the note in a module's file begins with; its name follows. */
const OWNER = 'ko:'

/** A module's file (`ahci.ko`), of a size in bytes. */
export const moduleFile = (name: string, size: number): Body => programBody(`${OWNER}${name}`, 'amd64', size)

/** The name of the module in a file; undefined for what is none. */
export function moduleIn(body: Body): string | undefined {
  const name = programOf(body)
  return name?.startsWith(OWNER) ? name.slice(OWNER.length) : undefined
}
