import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decode } from '../../../src/engine/base/text.ts'
import { programBody } from '../../../src/engine/registry/recipe.ts'
import type { LayerEntry } from '../../../src/engine/vfs/entry.ts'
import { createWorld } from '../../../src/engine/world/create.ts'
import { readerWorld } from '../../../src/engine/world/reader.ts'
import { runToEnd } from '../../../src/headless/drive.ts'

interface Recorded {
  readonly script: string
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

/** Recorded from the original programs by record.py. */
const RECORDED = JSON.parse(
  readFileSync(new URL('./recorded.json', import.meta.url), 'utf8'),
) as readonly Recorded[]

/** What record.py does before each script. */
const PRELUDE =
  'mount -t tmpfs media /media; mkdir -p /media/w/a /media/w/b /media/w/c; cd /media/w; echo hi > a/f; '
const ENVIRONMENT = new Map([
  ['PATH', '/usr/sbin:/usr/bin:/sbin:/bin'],
  ['LC_ALL', 'C'],
  ['HOME', '/root'],
])
const BUSYBOX: LayerEntry = {
  kind: 'file',
  path: 'usr/bin/busybox',
  body: programBody('busybox', 'amd64', 1_000_000),
  mode: 0o755,
  uid: 0,
  gid: 0,
  mtime: 0n,
}

describe('mounts and namespaces by their programs', () => {
  const reader = readerWorld({ clock: '2025-09-02T08:00:00Z', seed: 'mounts' })
  const { files = [] } = reader.host
  const world = createWorld({ ...reader, host: { ...reader.host, files: [...files, BUSYBOX] } })
  it.each(RECORDED)('$script', async ({ script, stdout, stderr, exit }) => {
    const argv = ['unshare', '-m', 'bash', '-c', PRELUDE + script]
    const job = world.start({ argv, env: ENVIRONMENT })
    await runToEnd(world, job)
    expect({ stdout: decode(job.stdout), stderr: decode(job.stderr), exit: job.exitCode }).toEqual({
      stdout,
      stderr,
      exit,
    })
  })
})
