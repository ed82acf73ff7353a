import { describe, expect, it } from 'vitest'
import { createWorld } from '../../../src/engine/world/create.ts'
import { readerWorld } from '../../../src/engine/world/reader.ts'
import { Driver, MemoryStore } from './driver.ts'

const texts = (driver: Driver) => driver.session.journal.commands.map(({ text }) => text)

describe('a session', () => {
  it('notes each command with what it changed', async () => {
    const driver = await Driver.open()
    await driver.run(
      'docker pull -q hello-world',
      'ls',
      'echo hi > a',
      'docker run -d --name c1 busybox touch /x',
      'mkdir d; cd d',
    )
    expect(texts(driver)).toEqual([
      'docker pull -q hello-world',
      'ls',
      'echo hi > a',
      'docker run -d --name c1 busybox touch /x',
      'mkdir d; cd d',
    ])
    const differences = driver.session.journal.commands.map((command) => command.differences)
    expect(differences[0]).toEqual([{ what: 'image', how: 'added', name: 'hello-world:latest' }])
    expect(differences[1]).toEqual([])
    expect(differences[2]).toEqual([{ what: 'file', how: 'added', name: '/root/a' }])
    expect(differences[3]).toEqual([
      { what: 'image', how: 'added', name: 'busybox:latest' },
      { what: 'container', how: 'added', name: 'c1', now: 'exited' },
    ])
    expect(differences[4]).toEqual([
      { what: 'file', how: 'added', name: '/root/d/' },
      { what: 'directory', how: 'changed', name: '/root/d', was: '/root', now: '/root/d' },
    ])
  })

  it('tells what a command changed in a container, and where that was a copy', async () => {
    const driver = await Driver.open()
    await driver.run(
      'docker run -dit --name c1 busybox',
      'docker exec c1 sh -c "echo x >> /etc/passwd; rm /etc/group; mkdir -p /a/b; echo 1 > /n/n; echo 1 > /n"',
    )
    expect(
      driver.session.journal.commands[1]?.differences.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    ).toEqual([
      { what: 'file', how: 'added', name: '/a/b/', owner: 'c1' },
      { what: 'file', how: 'deleted', name: '/etc/group', owner: 'c1' },
      { what: 'file', how: 'changed', name: '/etc/passwd', owner: 'c1' },
      { what: 'file', how: 'added', name: '/n', owner: 'c1' },
    ])
  })

  it('goes back over what only read, and forth again', async () => {
    const driver = await Driver.open()
    await driver.run('echo 1 > a')
    const one = driver.hash
    await driver.run('echo 2 > b', 'cat b')
    const two = driver.hash
    await driver.session.goTo(driver.session.journal.back()!)
    expect(driver.hash).toBe(one)
    expect(driver.session.journal.done).toBe(1)
    expect(driver.output).toMatch(/\r\x1b\[Kundone: echo 2 > b\r\n[^\n]*# $/)
    await driver.session.goTo(2)
    await driver.session.goTo(3)
    expect(driver.hash).toBe(two)
    await driver.session.goTo(0)
    await driver.session.goTo(3)
    expect(driver.hash).toBe(two)
  })

  it('takes its own commands, which leave no trace in the world', async () => {
    const driver = await Driver.open()
    await driver.run('echo 1 > a', 'echo 2 > b')
    const before = driver.hash
    await driver.run('strata checkpoint two', 'strata history')
    expect(driver.output).toContain('1  echo 1 > a\r\n')
    expect(driver.output).toContain('+ file /root/a')
    expect(driver.output).toContain('── two')
    expect(driver.hash).toBe(before)
    await driver.run('strata undo', 'strata undo')
    expect(driver.session.journal.done).toBe(0)
    await driver.run('ls', 'strata undo')
    expect(driver.output).toContain('nothing to undo')
    expect(driver.session.journal.done).toBe(1)
  })

  it('can be done again until something else is done', async () => {
    const driver = await Driver.open()
    await driver.run('echo 1 > a', 'echo 2 > b')
    const two = driver.hash
    await driver.run('strata undo', 'strata redo')
    expect(driver.hash).toBe(two)
    await driver.run('strata undo', 'echo 3 > c', 'strata redo')
    expect(driver.output).toContain('nothing to redo')
    expect(texts(driver)).toEqual(['echo 1 > a', 'echo 3 > c'])
  })

  it('carries out what comes at the end of a line', async () => {
    const driver = await Driver.open()
    await driver.run('echo 1 > a', 'echo 2 > b; strata history > h')
    expect(texts(driver)).toEqual(['echo 1 > a', 'echo 2 > b; strata history > h'])
    const reopened = await Driver.open(driver.store)
    expect(reopened.hash).toBe(driver.hash)
  })

  it('opens as it was', async () => {
    const driver = await Driver.open()
    await driver.run('docker run -d --name web nginx', 'docker exec web sh -c "echo hi > /index"', 'cd /tmp')
    await driver.type('ls /et')
    const reopened = await Driver.open(driver.store)
    expect(reopened.hash).toBe(driver.hash)
    expect(reopened.output).toBe(driver.output)
    await reopened.run('c/hostname')
    expect(reopened.output).toContain('/etc/hostname')
    expect(texts(reopened).at(-1)).toBe('ls /etc/hostname')
  })

  it('opens in another size, with one terminal', async () => {
    const driver = await Driver.open()
    await driver.run('echo 1 > a')
    driver.session.take({ kind: 'open', terminal: 1, size: { columns: 40, rows: 10 } })
    await driver.settle()
    await driver.type('touch from-one\r', 1)
    const reopened = await Driver.open(driver.store, { columns: 120, rows: 40 })
    await reopened.run('ls; tput cols; stty size')
    expect(reopened.output).toContain('from-one')
    expect(reopened.output).toContain('40 120')
    expect(texts(reopened).slice(0, 2)).toEqual(['echo 1 > a', 'touch from-one'])
  })

  it('has the terminals it had after a step back', async () => {
    const driver = await Driver.open()
    await driver.run('echo 1 > a')
    driver.session.take({ kind: 'open', terminal: 1, size: { columns: 40, rows: 10 } })
    await driver.settle()
    await driver.type('touch b\r', 1)
    await driver.session.goTo(0)
    await driver.settle()
    await driver.type('ls | wc -l\r', 1)
    expect(driver.output).toMatch(/2004l\r?0\r\n[^\n]*$/)
  })

  it('tells how commands end', async () => {
    const driver = await Driver.open()
    await driver.run('true', '(exit 3)', 'nosuch', 'if')
    await driver.type('\x03')
    await driver.run('false; true')
    expect(driver.statuses).toEqual([0, 3, 127, 0])
    await driver.session.goTo(0)
    expect(driver.statuses).toHaveLength(4)
  })

  it('gives the first terminal another shell when its own has ended', async () => {
    const driver = await Driver.open()
    await driver.run('cd /tmp', 'x=1', 'exit', 'echo "[$x]" > a')
    expect(driver.output).toMatch(/logout\r\n[^\n]*:~# /)
    expect(texts(driver)).toEqual(['cd /tmp', 'x=1', 'exit', 'echo "[$x]" > a'])
    const end = driver.hash
    await driver.session.goTo(2)
    await driver.settle()
    await driver.run('echo "[$x]" > /tmp/b')
    expect(driver.output).toMatch(/:\/tmp# [^\n]*\r\n[^\n]*:\/tmp# $/)
    await driver.session.goTo(3)
    await driver.session.goTo(0)
    const other = await Driver.open()
    await other.run('cd /tmp', 'x=1', 'exit', 'echo "[$x]" > a')
    expect(other.hash).toBe(end)
    await other.session.goTo(0)
    await other.session.goTo(4)
    expect(other.hash).toBe(end)
  })

  it('opens with a shell after one that has ended', async () => {
    const store = new MemoryStore()
    const driver = await Driver.open(store)
    await driver.run('echo 1 > a')
    await driver.type('exit')
    driver.session.take({ kind: 'input', terminal: 0, bytes: new TextEncoder().encode('\r') })
    await driver.session.world.pump(65536)
    const again = await Driver.open(new MemoryStore(store.records))
    expect(again.session.atPrompt(0)).toBe(true)
    await again.run('cat a')
    expect(again.output).toMatch(/cat a\r\n(\x1b\[\?2004l\r)?1\r\n/)
  })

  it('closes another terminal when its shell has ended, and notes what ended it', async () => {
    const driver = await Driver.open()
    driver.session.take({ kind: 'open', terminal: 1, size: { columns: 80, rows: 24 } })
    await driver.settle()
    await driver.type('exit\r', 1)
    expect(driver.closed).toEqual([1])
    expect(driver.session.terminals).toEqual([0])
    expect(texts(driver)).toEqual(['exit'])
    driver.session.take({ kind: 'open', terminal: 1, size: { columns: 80, rows: 24 } })
    await driver.settle()
    await driver.type('sleep 1000000 & cat\r', 1)
    driver.session.take({ kind: 'close', terminal: 1 })
    await driver.settle()
    expect(texts(driver)).toEqual(['exit', 'sleep 1000000 & cat'])
  })

  it('gives another shell while something else goes on', async () => {
    const driver = await Driver.open()
    driver.session.take({ kind: 'open', terminal: 1, size: { columns: 80, rows: 24 } })
    await driver.settle()
    const enter = (terminal: number, line: string) =>
      driver.session.take({ kind: 'input', terminal, bytes: new TextEncoder().encode(line) })
    enter(1, 'while sleep 1; do :; done\r')
    enter(0, 'exit\r')
    for (let i = 0; i < 100 && !driver.session.atPrompt(0); i++) await driver.slice(1000)
    expect(driver.output).toContain('logout')
    await driver.slice(1000)
    expect(driver.session.atPrompt(0)).toBe(true)
  })

  it('does not start shells for ever that end at once', async () => {
    const driver = await Driver.open()
    await driver.run('rm /bin/bash; exit')
    const shells = () => driver.output.split('-bash: /bin/bash: No such file or directory\r\n').length - 1
    expect(shells()).toBe(1)
    await driver.type('x')
    expect(shells()).toBe(2)
    expect(texts(driver)).toEqual(['rm /bin/bash; exit'])
    expect(driver.session.journal.back()).toBe(0)
    await driver.session.goTo(0)
    await driver.settle()
    expect(driver.session.atPrompt(0)).toBe(true)
  })

  it('ends what runs when it goes back', async () => {
    const driver = await Driver.open()
    await driver.run('echo 1 > a')
    const one = driver.hash
    driver.session.take({ kind: 'input', terminal: 0, bytes: new TextEncoder().encode('yes > /dev/null\r') })
    await driver.session.pumped(await driver.session.world.pump(100))
    await driver.session.goTo(1)
    expect(driver.hash).toBe(one)
    expect(driver.output).toMatch(/# $/)
  })

  it('does not wait for a command that was under way when the page went', async () => {
    const driver = await Driver.open()
    await driver.run('echo 1 > a')
    const one = driver.hash
    driver.session.take({ kind: 'input', terminal: 0, bytes: new TextEncoder().encode('yes > /dev/null\r') })
    await driver.session.pumped(await driver.session.world.pump(100))
    await driver.session.kept()
    const reopened = await Driver.open(driver.store)
    expect(reopened.hash).toBe(one)
    expect(texts(reopened)).toEqual(['echo 1 > a'])
  })

  it('has the beginning at hand before the first command, unless something is typed', async () => {
    let worlds = 0
    const start = () => {
      worlds += 1
      return createWorld(readerWorld({ clock: '2025-09-02T08:00:00Z', seed: 'session' }))
    }
    const driver = await Driver.open(undefined, undefined, [], true, start)
    const first = driver.hash
    await driver.type('echo')
    await driver.prepared()
    expect(worlds).toBe(1)
    await driver.type('\x03')
    await driver.run('echo 1 > a')
    await driver.session.goTo(0)
    expect([worlds, driver.hash]).toEqual([2, first])

    worlds = 0
    const other = await Driver.open(undefined, undefined, [], true, start)
    await other.prepared()
    expect(worlds).toBe(2)
    await other.run('echo 1 > a')
    await other.session.goTo(0)
    expect([worlds, other.hash]).toEqual([2, first])
  })

  it('does not lose what is being prepared when a step back comes', async () => {
    const driver = await Driver.open()
    const { session } = driver
    await driver.run('echo 1 > a', 'for i in $(seq 3000); do :; done; echo 2 > b')
    const two = driver.hash
    await driver.run('echo 3 > c')
    let blocked = false
    // Quiet does not come again.
    const between = (): Promise<void> => {
      blocked = true
      return new Promise(() => {})
    }
    let climbing: Promise<boolean> | undefined
    for (let i = 0; !blocked && i < 20; i++) {
      climbing = session.prepare(between)
      await Promise.race([climbing, new Promise((resolve) => setTimeout(resolve, 300))])
    }
    expect(blocked).toBe(true)
    await session.goTo(2)
    expect(await climbing).toBe(true)
    expect(driver.hash).toBe(two)
  })

  it('notes commands while another terminal is busy, and goes back to their ends', async () => {
    for (const busy of ['sleep 100000', 'while :; do :; done']) {
      const driver = await Driver.open()
      const { session } = driver
      session.take({ kind: 'open', terminal: 1, size: { columns: 80, rows: 24 } })
      await driver.settle()
      await driver.type(`${busy}\r`, 0, true, 2)
      const hashes: string[] = []
      for (const line of ['echo 1 > a', 'echo 2 > b', 'echo 3 > c']) {
        const { count } = session.journal
        session.take({ kind: 'input', terminal: 1, bytes: new TextEncoder().encode(`${line}\r`) })
        for (let i = 0; session.journal.count === count && i < 200; i++) await driver.slice(50, false)
        hashes.push(driver.hash)
        await driver.slice(777, false)
      }
      expect(texts(driver)).toEqual(['echo 1 > a', 'echo 2 > b', 'echo 3 > c'])
      await session.kept()
      const reopened = await Driver.open(driver.store, undefined, [], false)
      expect([reopened.opened, reopened.hash], busy).toEqual([[1], hashes[2]])
      for (const done of [1, 3, 2]) {
        await session.goTo(done)
        expect(driver.hash, `${busy}, ${done}`).toBe(hashes[done - 1])
      }
    }
  })

  it('has all its terminals when it is opened again', async () => {
    const driver = await Driver.open()
    for (const terminal of [1, 2, 3])
      driver.session.take({ kind: 'open', terminal, size: { columns: 90, rows: 20 } })
    await driver.settle()
    await driver.type('cd /etc\r', 2)
    driver.session.take({ kind: 'close', terminal: 1 })
    await driver.settle()
    const reopened = await Driver.open(driver.store)
    expect(reopened.opened).toEqual([2, 3])
    expect(reopened.session.terminals).toEqual([0, 2, 3])
    expect(reopened.hash).toBe(driver.hash)
    await reopened.type('pwd > /tmp/here\r', 2)
    await reopened.type('cat /tmp/here\r')
    expect(reopened.output).toMatch(/\r\/etc\r\n/)
  })

  it('says once that nothing is kept, and goes on', async () => {
    const store = new MemoryStore()
    let left = 12
    store.append = async () => {
      if (left-- < 0) throw new Error('the quota has been exceeded')
    }
    const driver = await Driver.open(store)
    await driver.run('echo 1 > a', 'echo 2 > b', 'strata undo', 'ls')
    expect(driver.unkept).toEqual(['the quota has been exceeded'])
    expect(texts(driver)).toEqual(['echo 1 > a', 'ls'])
  })

  it('has the past at hand', async () => {
    const driver = await Driver.open()
    const hashes: string[] = [driver.hash]
    for (let i = 0; i < 30; i++) {
      await driver.run(`echo ${i} >> log`)
      hashes.push(driver.hash)
      if (i % 7 === 0) await driver.prepared()
    }
    await driver.prepared()
    for (const done of [29, 25, 24, 3, 0, 30, 12, 29]) {
      await driver.session.goTo(done)
      expect(driver.hash).toBe(hashes[done])
      await driver.prepared()
    }
  })
})
