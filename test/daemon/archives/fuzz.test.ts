import { expect, it } from 'vitest'
import { bytesBody, bytesOf } from '../../../src/engine/base/body.ts'
import { digestOf, sha256Hex } from '../../../src/engine/base/digest.ts'
import { EngineError } from '../../../src/engine/base/errors.ts'
import type { ProgressMessage } from '../../../src/engine/daemon/api.ts'
import type { Daemon } from '../../../src/engine/daemon/daemon.ts'
import { loadImages } from '../../../src/engine/daemon/images/load.ts'
import { dockerManifest } from '../../../src/engine/oci/manifest.ts'
import { DOCKER_CONFIG, OCI_LAYER } from '../../../src/engine/oci/media-types.ts'
import { validateImage } from '../../../src/engine/oci/validate.ts'
import { openDaemon } from './daemon.ts'
import { mutated } from './mutate.ts'

/** How many archives are tried. `STRATA_FUZZ=20000` tries more; `STRATA_FUZZ_SEED` begins elsewhere. */
const COUNT = Number(process.env.STRATA_FUZZ ?? 2000)
const FIRST = Number(process.env.STRATA_FUZZ_SEED ?? 1)

/** What docker itself lets through, though no image should be so. */
const ALLOWED = [
  /whiteout of what no lower layer has/,
  /in a directory that does not exist/,
  /a name beginning with \.wh\./,
  /more than permission bits/,
  /rootfs\.type is/,
  /architecture or os is missing/,
  /history tells of/,
  /holds a NUL/,
]

/** All that the stores hold, as one text. */
function stateOf(daemon: Daemon): string {
  const { images, layers, references, blobs } = daemon
  return JSON.stringify([
    images.all().map(({ id, parent, tagged }) => [id, parent, String(tagged)]),
    references.all().map((name) => [name, references.get(name)]),
    [...layers.state].map(([chainID, { users, cacheID }]) => [chainID, users, cacheID]).sort(),
    [...blobs.state.keys()].sort(),
  ])
}

function faults(daemon: Daemon): string[] {
  return daemon.images.all().flatMap((image) => {
    const layers = daemon.layers.stack(image.chainID).map(({ chainID, layer }) => {
      daemon.layers.index(chainID)
      return layer
    })
    const blob = (mediaType: string, digest: string, size: number) => ({
      mediaType,
      digest: digest as never,
      size,
    })
    const manifest = dockerManifest(
      blob(DOCKER_CONFIG, image.id, image.bytes.length),
      layers.map(({ diffID, tar }) => blob(OCI_LAYER, diffID, tar.size)),
    )
    const found = validateImage({ manifest, config: image.bytes, layers }, (body) => digestOf(bytesOf(body)))
    if (sha256Hex(image.bytes) !== image.id.slice(7)) found.push('the ID is not the digest of the config')
    return found.filter((fault) => !ALLOWED.some((allowed) => allowed.test(fault)))
  })
}

it(`takes or refuses ${COUNT} mutated archives, and nothing in between`, {
  timeout: COUNT * 50,
}, async () => {
  const daemon = openDaemon()
  const counts = { taken: 0, refused: 0 }
  const texts = new Set<string>()
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    const before = stateOf(daemon.daemon)
    const messages: ProgressMessage[] = []
    const outcome = await daemon.run(async (out) => {
      await loadImages(daemon.daemon, bytesBody(mutated(seed)), { quiet: true }, out)
    }, messages)
    if (outcome === undefined) {
      counts.taken++
      expect(faults(daemon.daemon), `seed ${seed}`).toEqual([])
      daemon.restore()
    } else {
      counts.refused++
      if (!(outcome instanceof EngineError)) throw new Error(`seed ${seed}`, { cause: outcome })
      texts.add(outcome.message.replace(/["'`].*/s, '').replace(/\d+/g, 'N'))
      expect(messages, `seed ${seed}`).toEqual([])
      expect(stateOf(daemon.daemon), `seed ${seed}`).toBe(before)
    }
  }
  // Neither all nor nothing: the mutations reach every part.
  expect(counts.taken).toBeGreaterThan(COUNT / 20)
  expect(counts.refused).toBeGreaterThan(COUNT / 4)
  expect(texts.size).toBeGreaterThan(20)
  if (process.env.STRATA_FUZZ) console.info(JSON.stringify({ ...counts, texts: texts.size }))
})
