import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { readTar } from '../../src/engine/vfs/tar/read.ts'
import { writeLargeArchive, writeManyImages } from '../../test/support/large-archive.ts'
import { tasksOf } from '../../test/support/page-tasks.ts'
import { type Figure, figureOf } from '../measure.ts'
import { duration, goal, limit, note, section, shown, table } from '../report.ts'
import { commands, RUNS, repeat, withSandbox } from '../sandbox.ts'

const IMAGES = 2000
/** Docker takes 125 layers; a history may have more rows. */
const LAYERS = 125
const ROWS = 127

/** Bytes from and to: one layer in an archive. */
type Range = readonly [number, number]

/** The built site in Chromium: archives of real size, lists of many rows. Builds the site where that has not been done. */
export async function page(): Promise<void> {
  section('The page, in Chromium')
  const folder = mkdtempSync(join(tmpdir(), 'strata-bench-'))
  const [large, many, deep] = ['large.tar', 'many.tar', 'deep.tar'].map((name) => join(folder, name))
  const size = writeLargeArchive(large!, { layers: 10, layerSize: 20_000_000, tag: 'large:1' })
  writeManyImages(many!, IMAGES)
  writeLargeArchive(deep!, { layers: LAYERS, layerSize: 1, tag: 'deep:1', emptySteps: ROWS - LAYERS })
  try {
    await withSandbox(async (sandbox) => {
      const put = await time(async () => {
        await sandbox.setInputFiles('.dock-picked', large!)
        await sandbox.locator('.files-digest').waitFor()
      })
      const { longest } = await tasksOf(sandbox, async () => {
        await commands(sandbox, 'docker load -i large.tar')
        await commands(sandbox, 'docker rmi large:1')
      })
      const [load, baseline] = await loads(sandbox, large!, layersIn(large!))
      await commands(sandbox, 'docker rmi large:1')
      await sandbox.setInputFiles('.dock-picked', [many!, deep!])
      await sandbox.locator('.files-digest').nth(1).waitFor()
      await commands(sandbox, 'docker load -q -i deep.tar > /dev/null')
      const history = await repeat(() => commands(sandbox, 'docker history deep:1'))
      const manyLoaded = await commands(sandbox, 'docker load -q -i many.tar > /dev/null')
      const images = await repeat(() => commands(sandbox, 'docker images'))
      const { sum } = await tasksOf(sandbox, () => commands(sandbox, 'docker images'))
      table([
        [`put in ${(size / 1e6).toFixed(0)} MB, read once and hashed`, duration(put * 1e6)],
        ['read it and one crypto.subtle.digest a layer', shown(baseline)],
        ['docker load of its 10 layers', shown(load)],
        [`docker load of ${IMAGES} images`, duration(manyLoaded * 1e6)],
        [`docker images with ${IMAGES} images`, shown(images)],
        ['  all that page and worker compute for it, processor time', duration(sum * 1e6)],
        [`docker history of ${ROWS} rows, ${LAYERS} layers`, shown(history)],
      ])
      note(`medians of ${RUNS}, from Enter to the next prompt`)
      goal('docker load to reading and hashing alone', load.median / baseline.median, { most: 2 })
      limit('longest task of the page meanwhile, processor time', longest * 1e6, 100e6)
      limit(`docker images with ${IMAGES} images`, images.median, 50e6)
      limit(`docker history of ${ROWS} rows, ${LAYERS} layers`, history.median, 50e6)
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Loads the archive again and again, in turns with the least that any loader must do with the same file. */
async function loads(sandbox: Page, archive: string, layers: readonly Range[]): Promise<[Figure, Figure]> {
  await sandbox.evaluate(() => {
    document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'bench-file' }))
  })
  await sandbox.setInputFiles('#bench-file', archive)
  const ours: number[] = []
  const least: number[] = []
  for (let i = 0; i < RUNS; i++) {
    if (i > 0) await commands(sandbox, 'docker rmi large:1')
    ours.push((await commands(sandbox, 'docker load -q -i large.tar')) * 1e6)
    const took = await sandbox.evaluate(async (layers) => {
      const file = document.querySelector<HTMLInputElement>('#bench-file')!.files![0]!
      const start = performance.now()
      for (const [from, to] of layers)
        await crypto.subtle.digest('SHA-256', await file.slice(from, to).arrayBuffer())
      return performance.now() - start
    }, layers)
    least.push(took * 1e6)
  }
  return [figureOf(ours), figureOf(least)]
}

/** Where the layers are in an archive. */
function layersIn(path: string): Range[] {
  const file = openSync(path, 'r')
  const ranges: Range[] = []
  try {
    const read = (offset: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(length)
      return bytes.subarray(0, readSync(file, bytes, 0, length, offset))
    }
    let at = 0
    for (const { name, body } of readTar({ size: Number.MAX_SAFE_INTEGER, read })) {
      at += 512
      const length = body?.size ?? 0
      if (name.endsWith('/layer.tar')) ranges.push([at, at + length])
      at += Math.ceil(length / 512) * 512
    }
  } finally {
    closeSync(file)
  }
  return ranges
}

async function time(operation: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await operation()
  return performance.now() - start
}
