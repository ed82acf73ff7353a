// Records what a real shell prints for the snippets: node test/shell/record.mjs
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const here = import.meta.dirname
const snippetsOf = JSON.parse(readFileSync(join(here, 'fixtures', 'snippets.json'), 'utf8'))
const home = mkdtempSync(join(tmpdir(), 'record-'))
for (const [part, snippets] of Object.entries(snippetsOf)) {
  const rows = snippets.map((script) => {
    const cwd = join(home, 'work')
    rmSync(cwd, { recursive: true, force: true })
    mkdirSync(cwd)
    const env = { PATH: '/usr/bin:/bin', HOME: '/root', LC_ALL: 'C.UTF-8' }
    const run = spawnSync('/bin/bash', ['-c', script], {
      argv0: 'bash',
      cwd,
      env,
      input: '',
      timeout: 10_000,
    })
    const clean = (bytes) => bytes.toString().replaceAll(cwd, '/work')
    return { script, stdout: clean(run.stdout), stderr: clean(run.stderr), exit: run.status }
  })
  writeFileSync(join(here, 'fixtures', `bash-${part}.json`), `${JSON.stringify(rows, null, 1)}\n`)
  console.log(part, rows.length)
}
rmSync(home, { recursive: true })
