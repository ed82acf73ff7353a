import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { listTree } from '../support/disk.ts'
import { openHost } from '../support/host.ts'
import { CASES } from './cases.ts'

/** What the real dockerd answered. */
interface Answer {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
  readonly images: readonly string[]
  readonly size?: number
  readonly tree?: readonly string[]
}
const answers = JSON.parse(readFileSync(join(import.meta.dirname, 'answers.json'), 'utf8')) as Record<
  string,
  Answer
>

/** Docker keeps what it had done before it failed, and has said so; here nothing is kept and nothing said. */
const PARTLY_DONE = ['item good and bad tag', 'parent that is none']
/** A device 0/0 is a deletion mark: what mode and names it came with is not kept. */
const MARKS = ['layer hard link to a whiteout', 'layer device 0/0']
/** Other compressions are refused in words of our own. */
const NOT_SIMULATED = ['bzip2 magic alone', 'bzip2 junk', 'xz junk', 'zstd junk', 'zstd magic alone']

const host = openHost()
const { admin } = host.world
const images = async (): Promise<string[]> =>
  (
    await host.run(['docker', 'images', '-a', '--no-trunc', '--format', '{{.ID}} {{.Repository}}:{{.Tag}}'])
  ).stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort()
const masked = (text: string): string => text.replace(/docker-import-\d+/g, 'docker-import-N')

afterEach(async () => {
  // A parent goes after its child.
  for (let i = 0; i < 2; i++) await host.sh('docker rmi -f $(docker images -aq --no-trunc)')
  const { layers } = host.world.views()
  expect([layers.images, layers.layers]).toEqual([[], []])
})

describe('docker load of', () => {
  it.each(CASES)('%s', async (name, make) => {
    admin.writeFile('/root/x.tar', make())
    const { stdout, stderr, exit } = await host.run(['docker', 'load', '-i', 'x.tar'])
    const answer = answers[name]!
    const stored = await images()
    if (NOT_SIMULATED.includes(name)) {
      expect(stderr).toBe(`${name.split(' ')[0]}: archives compressed with it are not simulated by Strata\n`)
      expect([exit, stored]).toEqual([1, []])
      return
    }
    expect({ stdout, stderr: masked(stderr), exit }).toEqual({
      stdout: PARTLY_DONE.includes(name) ? '' : answer.stdout,
      stderr: answer.stderr,
      exit: answer.exit,
    })
    expect(stored).toEqual(exit === 0 ? answer.images : [])
    if (exit !== 0 || answer.size === undefined) return
    const id = stored[0]!.split(' ')[0]!
    expect((await host.run(['docker', 'inspect', '-f', '{{.Size}}', id])).stdout).toBe(`${answer.size}\n`)
    if (answer.tree && !MARKS.includes(name)) {
      const upper = await host.run(['docker', 'inspect', '-f', '{{.GraphDriver.Data.UpperDir}}', id])
      expect(listTree(admin, upper.stdout.trim())).toEqual(answer.tree)
    }
  })
})
