// Records what a real shell prints for the snippets: node test/shell/record.mjs
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const here = import.meta.dirname
const snippetsOf = JSON.parse(readFileSync(join(here, 'fixtures', 'snippets.json'), 'utf8'))
const home = mkdtempSync(join(tmpdir(), 'record-'))
/** `argv0` is what the shell takes itself for. */
function record(shell, argv0, args, scripts) {
  return scripts.map((script) => {
    const cwd = join(home, 'work')
    rmSync(cwd, { recursive: true, force: true })
    mkdirSync(cwd)
    const env = { PATH: '/usr/bin:/bin', HOME: '/root', LC_ALL: 'C.UTF-8' }
    const run = spawnSync(shell, [...args, '-c', script], { argv0, cwd, env, input: '', timeout: 10_000 })
    const clean = (bytes) => bytes.toString().replaceAll(cwd, '/work').replaceAll('busybox:', 'sh:')
    return { script, stdout: clean(run.stdout), stderr: clean(run.stderr), exit: run.status }
  })
}

function write(name, rows) {
  writeFileSync(join(here, 'fixtures', `${name}.json`), `${JSON.stringify(rows, null, 1)}\n`)
  console.log(name, rows.length)
}

for (const [part, scripts] of Object.entries(snippetsOf))
  write(`bash-${part}`, record('/bin/bash', 'bash', [], scripts))
const posix = JSON.parse(readFileSync(join(here, 'fixtures', 'posix-snippets.json'), 'utf8'))
write('dash-all', record('/bin/dash', 'sh', [], posix.dash))
const busybox = process.env.BUSYBOX ?? '/bin/busybox'
if (existsSync(busybox)) write('ash-all', record(busybox, 'busybox', ['sh'], posix.ash))
rmSync(home, { recursive: true })
