import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/engine/base/body.ts'
import { decode } from '../../src/engine/base/text.ts'
import { layerTree } from '../../src/engine/vfs/layer-tree.ts'
import { TreeFs } from '../../src/engine/vfs/tree-fs.ts'
import { Journal, journalDirectory } from '../../src/engine/world/journal.ts'
import { journalLimits } from '../../src/engine/world/journal-limits.ts'
import { openHost } from '../daemon/support/host.ts'
import { dir, file } from '../vfs/files.ts'

const KIB = 1024
const SMALL = '[Journal]\nSystemMaxUse=1M\nSystemMaxFileSize=512K\n'
const directory = journalDirectory('h')

const parents = (path: string) => path.split('/').map((_, i, names) => dir(names.slice(0, i + 1).join('/')))
const disk = (configuration = ''): TreeFs =>
  new TreeFs({
    type: 'ext4',
    dev: 5,
    tree: layerTree([
      ...parents(directory),
      ...parents('etc/systemd'),
      file('etc/systemd/journald.conf', configuration),
    ]),
  })

const message = (text: string) =>
  ({ identifier: 'dockerd', pid: 611, unit: 'docker.service', priority: 6, message: text }) as const

describe('the limits of the journal', () => {
  it('are those of journald for a large disk', () => {
    expect(journalLimits(disk())).toEqual({ archived: 4096 * KIB ** 2, file: 128 * KIB ** 2, files: 100 })
  })
  it('come from journald.conf, and are not less than journald takes', () => {
    expect(journalLimits(disk(SMALL))).toEqual({ archived: 1024 * KIB, file: 512 * KIB, files: 100 })
    expect(journalLimits(disk('[Journal]\n#SystemMaxUse=1G\nSystemMaxUse = 8M\nSystemMaxFiles=7\n'))).toEqual(
      {
        archived: 8192 * KIB,
        file: 1024 * KIB,
        files: 7,
      },
    )
    expect(journalLimits(disk('SystemMaxUse=1K\nSystemMaxFileSize=1\n'))).toEqual({
      archived: 1024 * KIB,
      file: 512 * KIB,
      files: 100,
    })
  })
})

describe('a journal that is full', () => {
  it('is archived under the number and the time of its first message, and the oldest goes', () => {
    const fs = disk(SMALL)
    let time = 1_000_000_000n
    const journal = new Journal(fs, 'h', () => time)
    for (let i = 0; i < 3000; i++) {
      time += 1000n
      journal.append(message(`${i} ${'x'.repeat(1000)}`))
    }
    let at = fs.root
    for (const name of directory.split('/')) at = fs.lookup(at, name)
    const files = fs.readdir(at).sort((a, b) => (a.name < b.name ? 1 : -1))
    expect(files.map(({ name }) => name.replace(/@[0-9a-f]{32}-/, '@ID-'))).toEqual([
      'system@ID-000000000000090d-00000000000f4b4d.journal',
      'system@ID-000000000000073e-00000000000f497e.journal',
      'system.journal',
    ])
    for (const { ino } of files) expect(fs.stat(ino).size).toBeLessThanOrEqual(512 * KIB)
    expect(decode(bytesOf(fs.body(files[0]!.ino)))).toContain('MESSAGE=2316 ')
  })

  it('is one of as many as there may be', () => {
    const fs = disk('[Journal]\nSystemMaxFileSize=512K\nSystemMaxFiles=2\n')
    const journal = new Journal(fs, 'h', () => 0n)
    for (let i = 0; i < 2000; i++) journal.append(message('x'.repeat(1000)))
    let at = fs.root
    for (const name of directory.split('/')) at = fs.lookup(at, name)
    expect(fs.readdir(at).map(({ name }) => name.replace(/@.*/, ''))).toEqual(['system.journal', 'system'])
  })

  it('goes on in its file when that has lost its name', () => {
    const fs = disk(SMALL)
    const journal = new Journal(fs, 'h', () => 0n)
    let at = fs.root
    for (const name of directory.split('/')) at = fs.lookup(at, name)
    fs.unlink(at, 'system.journal', 0n)
    for (let i = 0; i < 1000; i++) journal.append(message('x'.repeat(1000)))
    expect(fs.readdir(at)).toEqual([])
  })
})

describe('journalctl', () => {
  const host = openHost()
  it('reads archived files before the present one', async () => {
    await host.ok(
      `cd /var/log/journal/*; for n in 2 1; do echo "__REALTIME_TIMESTAMP=0
PRIORITY=6
MESSAGE=archived $n
" > system@0-$n.journal; done`,
    )
    expect(await host.ok('journalctl -o cat | head -3 | cut -c 1-12')).toBe(
      'archived 1\narchived 2\nStarting con\n',
    )
  })
  it('follows where the oldest files go meanwhile', async () => {
    const out = await host.ok(
      `docker pull -q busybox >/dev/null; journalctl -fu docker -o cat -n 0 > /tmp/j & sleep 1; rm /var/log/journal/*/system@*
docker run --rm busybox true; sleep 1; kill %1; cat /tmp/j`,
    )
    expect(out).toMatch(/^time=.* msg="ignoring event" .*\n$/)
  })
})
