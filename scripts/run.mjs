/** Small parts of the two commands. Plain JavaScript that Node 20 runs without a package installed. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(fileURLToPath(import.meta.url), '../..')
const windows = process.platform === 'win32'
const bin = join(root, 'node_modules', '.bin')

/** The environment of every step: the project's own Node and tools first, no telemetry. */
export const environment = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
  ASTRO_TELEMETRY_DISABLED: '1',
}

/**
 * Runs a command and gathers what it prints; with `show` it prints as it goes.
 * @param {string} command
 * @param {string[]} args
 * @param {{ show?: boolean, env?: Record<string, string | undefined> }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { show = false, env = {} } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...environment, ...env },
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      shell: windows,
    })
    let output = ''
    child.stdout?.on('data', (chunk) => {
      output += chunk
    })
    child.stderr?.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', (error) => done({ code: 127, output: `${output}${error.message}\n` }))
    child.on('close', (code) => done({ code: code ?? 1, output }))
  })
}

/** Installs what the lock file names, unless that has been done since it last changed. Throws when npm fails. */
export async function install() {
  if (installed()) return
  console.log('Installing packages …')
  const { code } = await run(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { show: true },
  )
  if (code !== 0) throw new Error('npm ci failed')
  if (
    !existsSync(join(bin, windows ? 'node.exe' : 'node')) &&
    Number(process.versions.node.split('.')[0]) < 22
  ) {
    throw new Error(
      `no newer Node for ${process.platform}-${process.arch} comes with the packages: install Node 24`,
    )
  }
}

/** npm leaves a copy of the lock file, less the root's entry, in node_modules. */
function installed() {
  const mark = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(mark)) return false
  const want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const have = JSON.parse(readFileSync(mark, 'utf8')).packages
  return Object.entries(want).every(
    ([path, entry]) => path === '' || entry.optional || have[path]?.version === entry.version,
  )
}
