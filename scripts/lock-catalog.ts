/**
 * Makes every layer of the catalog and writes down their digests and sizes: run it after changing a recipe. With `--check`
 * it writes nothing and fails where the lock says otherwise.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Hasher } from '../src/engine/base/digest.ts'
import { deriveLock } from '../src/engine/registry/lock.ts'

const file = new URL('../src/engine/registry/catalog.lock.json', import.meta.url)
if (!existsSync(file)) writeFileSync(file, '{ "layers": {}, "images": {} }\n')

const hasher = (): Hasher => {
  const hash = createHash('sha256')
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') }
}

const { CATALOG } = await import('../src/engine/registry/catalog/index.ts')
const text = `${JSON.stringify(deriveLock(CATALOG, hasher), undefined, 1)}\n`
if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (readFileSync(file, 'utf8') !== text) {
  console.error('catalog.lock.json is not what the recipes give; run node scripts/lock-catalog.ts')
  process.exitCode = 1
}
