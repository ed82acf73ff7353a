import { expect, it } from 'vitest'
import { openSmallHost } from '../daemon/support/host.ts'
import { runShell } from './support/run.ts'

it.each(['bash', 'dash', 'ash'] as const)('%s writes the bytes that escapes name', async (dialect) => {
  const script = "printf '\\344\\270\\255 %b\\n' '\\0344\\0270\\0255'; printf '\\303'; printf '\\251\\n'"
  expect(await runShell(script, { dialect })).toEqual({ stdout: '中 中\né\n', stderr: '', exit: 0 })
})

it('bytes that are no characters are written as they are', async () => {
  const host = openSmallHost()
  expect(await host.ok("printf '\\xff\\xef\\xbb\\xbf' | od -An -tx1; echo -ne 'ï\\xfe' | od -An -tx1")).toBe(
    ' ff ef bb bf\n c3 af fe\n',
  )
  expect(await host.ok("x=$(printf '\\xe4\\xb8\\xad'); echo ${#x}")).toBe('1\n')
})

it('only bash tells programs their path', async () => {
  const host = openSmallHost()
  await host.ok('docker pull -q busybox')
  expect(await host.ok("env | grep '^_='")).toBe('_=/usr/bin/env\n')
  expect(await host.ok("docker run --rm busybox sh -c 'env | grep -c ^_='; true")).toBe('0\n')
})
