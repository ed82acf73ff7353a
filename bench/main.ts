import { arch, cpus, platform } from 'node:os'
import { checksum, collect } from './measure.ts'
import { duration, note, printGoals, section } from './report.ts'

/** In the order of a whole run: what weighs memory comes before the large stacks. Each loads only what it measures. */
const SUITES: Readonly<Record<string, () => Promise<void>>> = {
  digest: async () => (await import('./suites/digest.ts')).digest(),
  tar: async () => (await import('./suites/tar.ts')).tar(),
  page: async () => (await import('./suites/page.ts')).page(),
  start: async () => (await import('./suites/start.ts')).start(),
  keys: async () => (await import('./suites/keys.ts')).keys(),
  boot: async () => (await import('./suites/boot.ts')).boot(),
  session: async () => (await import('./suites/session.ts')).session(),
  containers: async () => (await import('./suites/containers.ts')).containers(),
  build: async () => (await import('./suites/build.ts')).build(),
  world: async () => (await import('./suites/world.ts')).world(),
  memory: async () => (await import('./suites/memory.ts')).memory(),
  lookup: async () => (await import('./suites/lookup.ts')).lookup(),
  change: async () => (await import('./suites/change.ts')).change(),
  container: async () => (await import('./suites/container.ts')).container(),
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !Object.hasOwn(SUITES, name))
if (unknown.length > 0) {
  console.error(`bench: no suite ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}`)
  process.exit(2)
}

const start = performance.now()
console.log(`Node ${process.version}, ${platform()}-${arch()}, ${cpus().length} × ${cpus()[0]?.model.trim()}`)
note('Each figure: median of the batches ± half the distance between the quartiles.')
for (const [name, suite] of Object.entries(SUITES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  collect()
  await suite()
}
printGoals()
if (Number.isNaN(checksum())) throw new Error('an operation found what it should not')
section(`${duration((performance.now() - start) * 1e6)} in all`)
