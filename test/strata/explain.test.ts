import { beforeAll, expect, it } from 'vitest'
import { type Host, openSmallHost } from '../daemon/support/host.ts'

let host: Host
beforeAll(async () => {
  host = openSmallHost()
  await host.ok('docker pull -q alice/app:v1; docker run -d --name c1 alice/app:v1 sleep 1000')
})
/** Rows without the header, cells apart. */
const rows = async (what: string): Promise<string[][]> =>
  (await host.ok(`strata explain ${what}`))
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/ {2,}/))

it('says which layer supplies a path, and what hides the rest', async () => {
  const [file] = await rows('alice/app:v1 /etc/busybox-release')
  expect(file).toMatchObject([expect.stringMatching(/^2 [0-9a-f]{12}$/), 'file', '7', 'seen'])
  await host.ok('docker exec c1 sh -c "echo changed > /etc/busybox-release; rm /etc/group"')
  expect((await rows('c1 /etc/busybox-release')).map((row) => [row[0]!.split(' ')[0], row.at(-1)])).toEqual([
    ['container', 'seen'],
    ['2', 'hidden by the container'],
  ])
  expect((await rows('c1 /etc/group')).map((row) => [row[1], row.at(-1)])).toEqual([
    ['whiteout', 'marks it deleted'],
    ['file', expect.stringContaining('hidden by the whiteout in the container')],
  ])
  expect((await rows('c1 /etc')).map((row) => row.at(-1))).toContain('merged into it')
})

it('is about the newest container where only a path is given', async () => {
  const { stdout, exit } = await host.sh('strata explain /etc')
  expect(stdout).toMatch(/^in \S+:\nLAYER/)
  expect(exit).toBe(0)
})

it('fails with what is missing', async () => {
  expect(await host.sh('strata explain c1 /nowhere')).toMatchObject({
    stderr: 'strata: c1 has no /nowhere in any layer\n',
    exit: 1,
  })
  expect(await host.sh('strata explain nosuch /')).toMatchObject({
    stderr: 'strata: No such image: nosuch:latest\n',
    exit: 1,
  })
  expect((await host.sh('strata explain c1')).exit).toBe(2)
  expect((await host.sh('strata')).exit).toBe(2)
})
