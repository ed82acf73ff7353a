import { expect, it } from 'vitest'
import type { FsError } from '../../src/engine/base/errors.ts'
import type { Process } from '../../src/engine/kernel/process.ts'
import { type WalkOptions, walk } from '../../src/engine/userland/walk.ts'
import { S_IFDIR, S_IFREG } from '../../src/engine/vfs/filesystem.ts'
import { Machine } from '../kernel/support/machine.ts'

/** Walks below /d, and counts the calls that it took. */
async function walked(lazy: WalkOptions['lazy'], mode = 0o755, uid = 0) {
  const machine = new Machine()
  const { calls } = machine.init
  calls.mkdir('/d', 0o755)
  calls.mkdir('/d/e', 0o755)
  calls.writeFile('/d/f', '')
  calls.writeFile('/d/g', '')
  calls.chmod('/d', mode)
  const found: [string, number][] = []
  const failures: string[] = []
  let stats = 0
  const body = async (p: Process): Promise<void> => {
    const counting = Object.create(p, {
      lstat: {
        value: (path: string) => {
          stats++
          return p.lstat(path)
        },
      },
    }) as Process
    const failed = async (path: string, error: unknown): Promise<void> => {
      failures.push(`${path}: ${(error as FsError).errno}`)
    }
    for await (const { path, type } of walk(counting, '/d', { ...(lazy && { lazy }), failed }))
      found.push([path, type])
  }
  await machine.run(body, machine.process({ uid }))
  return { found, failures, stats }
}

const ALL = [
  ['/d', S_IFDIR],
  ['/d/e', S_IFDIR],
  ['/d/f', S_IFREG],
  ['/d/g', S_IFREG],
]

it.each(['always', 'searchable', undefined] as const)(
  'asks for the status of what it needs: lazy %s',
  async (lazy) => {
    expect(await walked(lazy)).toEqual({ found: ALL, failures: [], stats: lazy ? 1 : 4 })
  },
)

// As GNU find and busybox's find do below a directory of mode 744 for another user.
it('tells types where it may not search, or asks and is refused', async () => {
  expect(await walked('always', 0o744, 1000)).toEqual({ found: ALL, failures: ['/d/e: EACCES'], stats: 1 })
  const refused = ['/d/e: EACCES', '/d/f: EACCES', '/d/g: EACCES']
  for (const lazy of ['searchable', undefined] as const)
    expect(await walked(lazy, 0o744, 1000)).toEqual({ found: [['/d', S_IFDIR]], failures: refused, stats: 4 })
})
