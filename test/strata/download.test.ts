import { expect, it } from 'vitest'
import { bytesOf } from '../../src/engine/base/body.ts'
import { decode } from '../../src/engine/base/text.ts'
import type { Download } from '../../src/engine/world.ts'
import { openSmallHost } from '../daemon/support/host.ts'

it('hands files to whoever listens, as they are now', async () => {
  const host = openSmallHost()
  const taken: Download[] = []
  host.world.onPage((request) => {
    if (request.kind === 'download') taken.push(request.file)
    return { code: 0 }
  })
  await host.ok('echo one > a; ln -s a link')
  expect(await host.ok('strata download a link; echo two >> a')).toBe(
    'a: 4 bytes, given to your browser\nlink: 4 bytes, given to your browser\n',
  )
  expect(taken.map(({ name, body }) => [name, decode(bytesOf(body))])).toEqual([
    ['a', 'one\n'],
    ['a', 'one\n'],
  ])
})

it('says that there is no page', async () => {
  expect(await openSmallHost().sh('strata download /etc/hostname')).toEqual({
    stdout: '',
    stderr: 'strata: /etc/hostname: this host is not in a page, so there is no browser to give the file to\n',
    exit: 1,
  })
})

it('says what it cannot read, and goes on', async () => {
  const host = openSmallHost()
  const taken: string[] = []
  host.world.onPage((request) => {
    if (request.kind === 'download') taken.push(request.file.name)
    return { code: 0 }
  })
  expect(await host.sh('strata download /nowhere /etc /etc/hostname')).toEqual({
    stdout: '/etc/hostname: 4 bytes, given to your browser\n',
    stderr: 'strata: /nowhere: No such file or directory\nstrata: /etc: Is a directory\n',
    exit: 1,
  })
  expect(taken).toEqual(['hostname'])
  expect((await host.sh('strata download')).exit).toBe(2)
})

it('says that nobody keeps the session where there is no page', async () => {
  expect(await openSmallHost().sh('strata undo')).toEqual({
    stdout: '',
    stderr: 'strata: undo: this host is not in a page, so nobody keeps its session\n',
    exit: 1,
  })
})
