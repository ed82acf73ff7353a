/** Makes every layer of the catalog, and writes down their digests and sizes. Run it after changing a recipe. */
import { createHash } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import type { Hasher } from '../src/engine/base/digest.ts'
import { deriveLock } from '../src/engine/registry/lock.ts'

const file = new URL('../src/engine/registry/catalog.lock.json', import.meta.url)
if (!existsSync(file)) writeFileSync(file, '{ "layers": {}, "images": {} }\n')

const hasher = (): Hasher => {
  const hash = createHash('sha256')
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') }
}

const { CATALOG } = await import('../src/engine/registry/catalog/index.ts')
const lock = deriveLock(CATALOG, hasher)
writeFileSync(file, `${JSON.stringify(lock, undefined, 1)}\n`)
