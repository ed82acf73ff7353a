import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runDocker } from './fake-process.ts'

interface Recorded {
  argv: string[]
  cmd: string
  stdout: string
  stderr: string
  exit: number
  needs_daemon: boolean
}
const calls: Recorded[] = JSON.parse(
  readFileSync(new URL('../oracle/usage-errors.json', import.meta.url), 'utf8'),
)

/** What draws a random key. */
const BEYOND = ['docker trust key generate a']
const files = { '/etc/resolv.conf': 'nameserver 10.255.255.53\n' }

const settledAlone = calls.filter((call) => !call.needs_daemon && !BEYOND.includes(call.cmd))

test.each(settledAlone.map((call) => [call.cmd, call] as const))('%s', async (_, call) => {
  const { stdout, stderr, exit } = await runDocker(call.argv, { files })
  expect({ stdout, stderr, exit }).toEqual({ stdout: call.stdout, stderr: call.stderr, exit: call.exit })
})
