import { expect, it } from 'vitest'
import { openHost } from './support/host.ts'

it('pulls every tag of a repository, layers once, with one status', async () => {
  const host = await openHost()
  const { stdout, exit } = await host.sh('docker pull -a busybox')
  expect(exit).toBe(0)
  expect(stdout.match(/^[\w.-]+: Pulling from library\/busybox$/gm)).toHaveLength(11)
  expect(stdout.match(/Pull complete/g)).toHaveLength(4)
  expect(stdout.match(/^Status: .*$/gm)).toEqual(['Status: Downloaded newer image for busybox'])
  expect((await host.sh('docker images -q busybox')).stdout.split('\n').filter(Boolean)).toHaveLength(11)
  expect((await host.sh('docker pull -a busybox')).stdout).toMatch(
    /Status: Image is up to date for busybox\n/,
  )
})
