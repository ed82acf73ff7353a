/**
 * Asks the real docker client what random templates make of its default context; no daemon is needed.
 * usage: node test/docker/record-templates.ts COUNT SEED > test/docker/fixtures/context-templates.json
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Templates } from './template-lines.ts'

const [count = '100', seed = '1'] = process.argv.slice(2)
const home = mkdtempSync(`${tmpdir()}/templates-`)
const templates = new Templates(Number(seed))
const rows = Array.from({ length: Number(count) }, () => {
  const template = templates.template()
  const answer = spawnSync('docker', ['context', 'inspect', '-f', template], {
    env: { HOME: home, PATH: process.env.PATH ?? '' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return JSON.stringify([template, answer.stdout, answer.stderr, answer.status])
})
rmSync(home, { recursive: true })
process.stdout.write(`[\n${rows.join(',\n')}\n]\n`)
