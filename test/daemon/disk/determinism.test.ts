import { expect, it } from 'vitest'
import { openHost } from '../support/host.ts'

/** Names, modes, times and link targets of all that is there, and the content of every small file. */
const ALL = `cd /var/lib/docker
find . -path './overlay2/*/diff/*' -prune -o -printf '%p %M %n %s %T@ %l\\n' | sha256sum
find . -path './overlay2/*/diff/*' -prune -o -type f -size -40k -exec sha256sum {} + | sha256sum`

it('is the same again for the same seed and the same commands', async () => {
  const play = async (seed: string) => {
    const host = openHost(seed)
    await host.ok(`docker pull -q busybox; docker run --name c1 busybox sh -c 'echo hi; rm /etc/passwd'`)
    return host.ok(ALL)
  }
  const first = await play('a')
  expect(await play('a')).toBe(first)
  expect(await play('b')).not.toBe(first)
})
