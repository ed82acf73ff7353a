/**
 * `npm test`: installs what is missing, then checks everything. Steps that do not wait for each other run side by side
 * on two lanes. One line per step; the output of a step is shown where it failed.
 */
import { cpus } from 'node:os'
import { getBrowser } from './browser.mjs'
import { environment, install, run } from './run.mjs'

const began = Date.now()
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`
const results = []

/** @param {string} name @param {() => Promise<{ code: number, output: string }>} work */
async function step(name, work) {
  const since = Date.now()
  const { code, output } = await work()
  const passed = code === 0
  const tests = /^ *Tests +(.*(?:passed|failed).*)$/m.exec(plain(output))?.[1] ?? ''
  results.push(passed)
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name.padEnd(22)} ${seconds(since).padStart(8)}  ${tests}`)
  if (!passed) console.log(`\n${output.trimEnd()}\n`)
  return passed
}

/** @param {string} name @param {string} command @param {string[]} args */
const tool = (name, command, args) => () => step(name, () => run(command, args))

/** Without the codes that colour a terminal. */
function plain(text) {
  return text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '')
}

async function lane(steps) {
  for (const work of steps) await work()
}

async function browserTests(built) {
  const browser = await getBrowser()
  if ('reason' in browser) return step('browser', async () => ({ code: 1, output: browser.reason }))
  if (!built) return step('browser', async () => ({ code: 1, output: 'the site was not built' }))
  environment.CHROME = browser.path
  return step('browser', () => run('vitest', ['run', '--project', 'browser']))
}

try {
  await install()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  console.log('0 passed, 1 failed')
  process.exit(1)
}

console.log(
  `${cpus().length} processors, Node ${process.versions.node} on ${process.platform}-${process.arch}`,
)
let built = false
await Promise.all([
  lane([
    async () => {
      built = await step('build', () => run('astro', ['build']))
    },
    tool('format and lint', 'biome', ['ci', '.']),
    tool('dead code', 'knip', []),
    tool('types of the engine', 'tsc', ['-p', 'src/engine/tsconfig.json']),
    tool('types', 'tsc', ['-p', 'tsconfig.json']),
    tool('types of pages', 'astro', ['check']),
  ]),
  lane([tool('engine and content', 'vitest', ['run', '--project', 'node'])]),
])
await browserTests(built)

const passed = results.filter(Boolean).length
console.log(`all in ${seconds(began)}`)
console.log(`${passed} passed, ${results.length - passed} failed`)
process.exit(passed === results.length ? 0 : 1)
