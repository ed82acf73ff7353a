import { beforeEach, expect, it } from 'vitest'
import { type Host, openSmallHost } from '../daemon/support/host.ts'

let host: Host
beforeEach(() => {
  host = openSmallHost()
})
const both = (line: string): Promise<string> => host.ok(`{ ${line}; } 2>&1`)

it('shows what docker and its daemon say to each other, while it is on', async () => {
  expect(await both('strata wire on')).toBe('wire: on\n')
  expect(await both('docker images -q')).toBe('> GET /v1.50/images/json\n< 200 OK\n< []\n')
  expect(await both('docker volume create data; docker volume rm data')).toContain(
    '> POST /v1.50/volumes/create\n> {"Name":"data"',
  )
  expect(await both('docker rm nosuch || true')).toBe(
    '> DELETE /v1.50/containers/nosuch\n< 404 Not Found\n< {"message":"No such container: nosuch"}\nError response from daemon: No such container: nosuch\n',
  )
  expect(await both('strata wire off; docker images -q')).toBe('wire: off\n')
})

it('never shows a password', async () => {
  await both('strata wire on')
  const said = await both('docker login -u alice -p wonderland localhost:5000 || true')
  expect(said).toContain('> POST /v1.50/auth')
  expect(
    said
      .split('\n')
      .filter((line) => /^[<>]/.test(line))
      .join(),
  ).not.toContain('wonderland')
})

it('refuses what it does not know', async () => {
  expect(await both('strata wire maybe || echo $?')).toBe('usage: strata wire [on | off]\n2\n')
})
