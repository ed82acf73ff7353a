// Writes recording.jsonl.gz anew, from the kernel of this machine. Run as root: node test/vfs/overlay-kernel/record.mjs
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { scenarioOf } from './scenario.ts'

const scenarios = Array.from({ length: 2000 }, (_, i) => JSON.stringify(scenarioOf(i + 1)))
const { stdout, status } = spawnSync('python3', [new URL('./record.py', import.meta.url).pathname], {
  input: `${scenarios.join('\n')}\n`,
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
  stdio: ['pipe', 'pipe', 'inherit'],
})
if (status !== 0) throw new Error(`record.py ended with ${status}`)
const lines = stdout.trimEnd().split('\n')
const text = scenarios.map((scenario, i) => `[${scenario},${lines[i]}]\n`).join('')
writeFileSync(new URL('./recording.jsonl.gz', import.meta.url), gzipSync(text, { level: 9 }))
