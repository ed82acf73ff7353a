import { describe, expect, it } from 'vitest'
import { bytesBody } from '../../src/engine/base/body.ts'
import { Host } from '../../src/sandbox/host.ts'
import type { Reply, Request } from '../../src/sandbox/protocol.ts'
import { noStore, type SessionStore } from '../../src/sandbox/session/store.ts'
import { PlainBlob, textBlob } from './plain-blob.ts'
import { SmallWorld } from './small-world.ts'

function openHost(world = new SmallWorld(), store: SessionStore = noStore) {
  const replies: Reply[] = []
  const waits: number[] = []
  const started: string[] = []
  const host = new Host(
    {
      // Worlds that lag behind are others.
      start: (lesson) => {
        if (lesson === 'broken') throw new Error('no such lesson')
        return started.push(lesson) === 1 ? world : new SmallWorld()
      },
      met: () => [],
      store: () => store,
      sessions: () => [],
    },
    (reply) => replies.push(reply),
    {
      now: () => performance.now(),
      macrotask: () => new Promise((resolve) => setImmediate(resolve)),
      later: (milliseconds, callback) => {
        waits.push(milliseconds)
        const timer = setTimeout(callback, 0)
        return () => clearTimeout(timer)
      },
      readNow: PlainBlob.readNow,
    },
  )
  const send = (request: Request) => host.receive(request)
  const type = (text: string) => send({ type: 'input', terminal: 0, data: new TextEncoder().encode(text) })
  const output = () =>
    replies.map((r) => (r.type === 'output' ? new TextDecoder().decode(r.data) : '')).join('')
  const until = async (done: () => boolean) => {
    const end = performance.now() + 2000
    while (!done()) {
      if (performance.now() > end) throw new Error(`waited in vain; output: ${output()}`)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
  return { world, replies, waits, started, send, type, output, until }
}

const opened = async (world?: SmallWorld, store?: SessionStore) => {
  const host = openHost(world, store)
  await host.send({ type: 'open', lesson: 'layers', size: { columns: 80, rows: 24 } })
  await host.until(() => host.output().endsWith('# '))
  return host
}

describe('a host', () => {
  it('shows what is typed and what comes of it', async () => {
    const host = await opened()
    await host.type('echo layers\r')
    await host.until(() => host.output().includes('layers\r\n[root@host ~]# '))
    expect(host.replies[0]).toEqual({ type: 'ready' })
  })

  it('makes a world before it is wanted, and another where another lesson is opened', async () => {
    const size = { columns: 80, rows: 24 }
    const host = openHost()
    await host.send({ type: 'prepare', lesson: 'layers' })
    expect(host.started).toEqual(['layers'])
    await host.send({ type: 'open', lesson: 'layers', size })
    expect(host.started).toEqual(['layers'])
    const other = openHost()
    await other.send({ type: 'prepare', lesson: 'layers' })
    await other.send({ type: 'open', lesson: 'images', size })
    expect(other.started).toEqual(['layers', 'images'])
    const broken = openHost()
    await broken.send({ type: 'prepare', lesson: 'broken' })
    expect(broken.replies).toEqual([])
    await broken.send({ type: 'open', lesson: 'broken', size })
    expect(broken.replies).toEqual([{ type: 'error', message: 'no such lesson' }])
  })

  it('waits for the screen, and hears Ctrl-C meanwhile', async () => {
    const host = await opened()
    const pause = () => new Promise((resolve) => setTimeout(resolve, 50))
    await host.type('flood\r')
    await host.until(() => host.output().length > 65536)
    await pause()
    const before = host.output().length
    expect(before).toBeLessThan(100_000)
    await host.send({ type: 'shown', bytes: before })
    await host.until(() => host.output().length > before + 65536)
    await pause()
    expect(host.output().length).toBeLessThan(before + 100_000)
    await host.type('\x03')
    await host.until(() => host.output().endsWith('^C\r\n[root@host ~]# '))
  })

  it('makes the view that the page shows, and no other', async () => {
    const host = await opened()
    await host.until(() => host.world.asked.length > 0)
    await host.send({ type: 'show-view', query: { view: 'overlay' } })
    host.world.version += 1
    await host.type('echo x\r')
    await host.until(() => host.output().includes('x\r\n[root@host ~]# '))
    const [first, ...later] = [...new Set(host.world.asked)]
    expect([first, later]).toEqual(['layers', ['overlay']])
    expect(host.world.asked.at(-1)).toBe('overlay')
    expect(host.world.observed).toBe(true)
  })

  it('hears which view is shown before it is open', async () => {
    const host = openHost()
    await host.send({ type: 'show-view', query: { view: 'processes' } })
    await host.send({ type: 'open', lesson: 'layers', size: { columns: 80, rows: 24 } })
    await host.until(() => host.replies.some((r) => r.type === 'views'))
    expect(new Set(host.world.asked)).toEqual(new Set(['processes']))
  })

  it('runs lines in order, each when the one before has ended', async () => {
    const host = await opened()
    await host.send({ type: 'run-lines', id: 7, terminal: 0, lines: ['sleep 1', 'echo one', 'echo two'] })
    await host.until(() => host.replies.some((r) => r.type === 'ran'))
    expect(host.world.ran).toEqual(['sleep 1', 'echo one', 'echo two'])
    expect(host.replies.at(-1)).toEqual({ type: 'ran', id: 7 })
  })

  it('runs the blocks of a page one after the other', async () => {
    const host = await opened()
    await Promise.all([
      host.send({ type: 'run-lines', id: 1, terminal: 0, lines: ['echo one', 'sleep 2'] }),
      host.send({ type: 'run-lines', id: 2, terminal: 0, lines: ['echo two'] }),
    ])
    await host.until(() => host.replies.some((r) => r.type === 'ran' && r.id === 2))
    expect(host.world.ran).toEqual(['echo one', 'sleep 2', 'echo two'])
  })

  it('hears Ctrl-C while a loop spins', async () => {
    const host = await opened()
    await host.type('spin\r')
    await new Promise((resolve) => setTimeout(resolve, 60))
    const pressed = performance.now()
    await host.type('\x03')
    await host.until(() => host.output().includes('^C\r\n[root@host ~]# '))
    expect(performance.now() - pressed).toBeLessThan(300)
  })

  it('hears Ctrl-C while it waits', async () => {
    const host = await opened()
    await host.type('sleep 1\r')
    await host.type('\x03')
    await host.until(() => host.output().includes('[root@host ~]# '))
  })

  it('hears Ctrl-C between two steps that wait for something outside the world', async () => {
    const host = await opened()
    await host.type('outside 100\r')
    await host.until(() => host.world.outside > 2)
    await host.type('\x03')
    await host.until(() => host.output().endsWith('^C\r\n[root@host ~]# '))
    expect(host.world.outside).toBeLessThan(100)
    expect(host.world.touchedInside).toBe(false)
  })

  it('says when the shell is at its prompt', async () => {
    const host = await opened()
    await host.type('sleep 1\r')
    await host.until(() => host.replies.filter((r) => r.type === 'prompt').length === 3)
    const prompts = host.replies.flatMap((r) => (r.type === 'prompt' ? [r.atPrompt] : []))
    expect(prompts).toEqual([true, false, true])
  })

  it('says so before the command is kept', async () => {
    const kept = Promise.withResolvers<void>()
    const host = await opened(undefined, { ...noStore, append: () => kept.promise })
    const commands = () => host.replies.filter(({ type }) => type === 'timeline').length
    const before = commands()
    await host.send({ type: 'run-lines', id: 1, terminal: 0, lines: ['echo a'] })
    await host.until(() => host.replies.some(({ type }) => type === 'began'))
    await host.until(() => host.replies.at(-1)?.type === 'timeline')
    expect(commands()).toBe(before + 1)
    expect(host.output()).toMatch(/a\r\n\[root@host ~\]# $/)
    expect(host.replies.findLast(({ type }) => type === 'prompt')).toMatchObject({ atPrompt: true })
    expect(host.replies.some(({ type }) => type === 'ran')).toBe(false)
    kept.resolve()
    await host.until(() => host.replies.some(({ type }) => type === 'ran'))
  })

  it('tells of a command, then what it writes, then how it ended', async () => {
    const host = await opened()
    host.replies.length = 0
    await host.type('echo layers\r')
    await host.until(() => host.replies.some(({ type }) => type === 'ended'))
    const from = host.replies.findIndex(({ type }) => type === 'began')
    expect(host.replies[from]).toEqual({ type: 'began', terminal: 0, text: 'echo layers' })
    const to = host.replies.findIndex(({ type }) => type === 'ended')
    const between = host.replies
      .slice(from, to)
      .flatMap((reply) => (reply.type === 'output' ? [reply.data] : []))
    expect(Buffer.concat(between).toString()).toContain('layers\r\n')
    expect(host.replies[to]).toEqual({ type: 'ended', terminal: 0, status: 0 })
  })

  it('says which terminal is gone, and ends what was to be typed there', async () => {
    const host = await opened()
    await host.send({ type: 'open-terminal', terminal: 1, size: { columns: 80, rows: 24 } })
    await host.send({ type: 'run-lines', id: 7, terminal: 1, lines: ['spin', 'echo never'] })
    await host.until(() => host.world.ran.includes('spin'))
    await host.send({ type: 'close-terminal', terminal: 1 })
    await host.until(() => host.replies.some(({ type }) => type === 'ran'))
    expect(host.replies).toContainEqual({ type: 'closed', terminal: 1 })
    expect(host.world.ran).not.toContain('echo never')
  })

  it('sends views when their version grows, not otherwise', async () => {
    const host = await opened()
    const sent = () => host.replies.filter((r) => r.type === 'views').length
    await host.until(() => sent() === 1)
    await host.type('echo same\r')
    await host.until(() => host.output().includes('same\r\n'))
    expect(sent()).toBe(1)
    host.world.version = 2
    await host.type('echo new\r')
    await host.until(() => sent() === 2)
  })

  it('answers with the hash of the state', async () => {
    const host = await opened()
    await host.send({ type: 'run-lines', id: 1, terminal: 0, lines: ['echo a'] })
    await host.until(() => host.replies.some((r) => r.type === 'ran'))
    await host.send({ type: 'state-hash', id: 9 })
    const answer = host.replies.find((reply) => reply.type === 'state-hash')
    expect(answer).toEqual({ type: 'state-hash', id: 9, hash: 'hash of echo a' })
  })

  it('asks the world which layer has a path', async () => {
    const host = await opened()
    await host.send({ type: 'explain', id: 4, query: { over: { kind: 'image', id: 'x' }, path: '/etc' } })
    expect(host.replies.find((reply) => reply.type === 'explained')).toEqual({
      type: 'explained',
      id: 4,
      origins: [{ layer: 'image /etc', effect: 'supplies' }],
    })
  })

  it('offers what a program hands out', async () => {
    const host = await opened()
    const file = { name: 'a.tar', body: bytesBody(new Uint8Array(3)) }
    host.world.ask({ kind: 'download', file })
    expect(host.replies.at(-1)).toEqual({ type: 'offer', offer: 1, name: 'a.tar' })
    await host.send({ type: 'get-file', id: 3, from: 1 })
    expect(host.replies.at(-1)).toMatchObject({ type: 'got', id: 3, name: 'a.tar', blob: { size: 3 } })
  })

  it('is over when a file brings a world down', async () => {
    const host = await opened()
    await host.send({ type: 'put-file', id: 4, name: 'a', blob: textBlob('a') })
    expect(host.replies.at(-1)).toEqual({ type: 'error', message: 'the small world has no files' })
  })

  it('says that the world failed, once, and stops', async () => {
    const host = await opened()
    await host.type('fail\r')
    await host.until(() => host.replies.some((r) => r.type === 'error'))
    await host.type('echo after\r')
    expect(host.replies.filter((r) => r.type === 'error')).toEqual([
      { type: 'error', message: 'the small world failed' },
    ])
    expect(host.world.ran).toEqual(['fail'])
  })

  it('fails with the reason when a world cannot start', async () => {
    const replies: Reply[] = []
    const host = new Host(
      {
        start: () => Promise.reject(new Error('no disk')),
        met: () => [],
        store: () => noStore,
        sessions: () => [],
      },
      (reply) => replies.push(reply),
      {
        now: () => 0,
        macrotask: () => Promise.resolve(),
        later: () => () => {},
        readNow: PlainBlob.readNow,
      },
    )
    await host.receive({ type: 'open', lesson: 'layers', size: { columns: 80, rows: 24 } })
    expect(replies).toEqual([{ type: 'error', message: 'no disk' }])
  })
})
