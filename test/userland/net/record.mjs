// Records what the real programs say: `node test/userland/net/record.mjs`, as root, with iproute2 6.1, net-tools 2.10, lsof, psmisc.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseScripts } from './scripts.mjs'

const here = import.meta.dirname
const records = parseScripts(readFileSync(join(here, 'cases.txt'), 'utf8')).map((lines) => {
  // One shell in one namespace; a mark ends the answer of each line.
  const script = lines.map((line) => `{ ${line}\n} 2>&1; printf '\\0'`).join('\n')
  const { stdout } = spawnSync('unshare', ['-nm', 'bash', '-c', script], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: '/root' },
  })
  return stdout.split('\0').slice(0, -1)
})
writeFileSync(join(here, 'fixtures', 'cases.json'), `${JSON.stringify(records, undefined, 1)}\n`)
