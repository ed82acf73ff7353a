import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../src/engine/base/text.ts'
import type { Process } from '../../src/engine/kernel/process.ts'
import { RAW_INPUT } from '../../src/engine/kernel/termios.ts'
import { readSettings } from '../../src/engine/userland/stty/settings.ts'
import { Machine, readAll } from './support/machine.ts'

/** Typed, shown, and what each read gives: recorded from a pseudo-terminal of Linux (N_TTY, cooked). */
const RECORDED: readonly [typed: string, shown: string, reads: readonly string[]][] = [
  ['abc\r', 'abc\r\n', ['abc\n']],
  ['foo-bar baz\x17\x17\n', `foo-bar baz${'\b \b'.repeat(7)}\r\n`, ['foo-\n']],
  ['a_b.c\x17\n', 'a_b.c\b \b\r\n', ['a_b.\n']],
  ['foo  \x17x\n', `foo  ${'\b \b'.repeat(5)}x\r\n`, ['x\n']],
  ['ab\x08c\n', 'ab^Hc\r\n', ['ab\x08c\n']],
  ['ab\x7fc\n', 'ab\b \bc\r\n', ['ac\n']],
  ['\x7fa\n', 'a\r\n', ['a\n']],
  ['ab\x15c\n', 'ab\b \b\b \bc\r\n', ['c\n']],
  ['\x16\x03\n', '^\b^C\r\n', ['\x03\n']],
  ['\x16\x7f\n', '^\b^?\r\n', ['\x7f\n']],
  ['\x16\x01\x7f\n', '^\b^A\b \b\b \b\r\n', ['\n']],
  ['\x16\n\x7f\n', '^\b^J\b \b\b \b\r\n', ['\n']],
  ['\x04ab\n', 'ab\r\n', ['', 'ab\n']],
  ['ab\x04', 'ab', ['ab']],
  ['x\x04\x04', 'x', ['x', '']],
  ['ab\x12\n', 'ab^R\r\nab\r\n', ['ab\n']],
  ['\x00\x1b\n', '^@^[\r\n', ['\x00\x1b\n']],
  ['é\x7f\n', 'é\b \b\r\n', ['\n']],
]

/** Recorded by record-terminal.py; `shown` and `reads` are bytes as characters. */
const MORE = JSON.parse(readFileSync(new URL('fixtures/terminal.json', import.meta.url), 'utf8')) as {
  settings: string
  typed: string
  shown: string
  reads: string[]
}[]

const latin = (text: string): string => [...encode(text)].map((byte) => String.fromCharCode(byte)).join('')

describe('a line at a time', () => {
  it.each([
    ...RECORDED.map(([typed, shown, reads]) => ({
      settings: '',
      typed,
      shown: latin(shown),
      reads: reads.map(latin),
    })),
    ...MORE,
  ])('$settings $typed', async ({ settings, typed, shown, reads }) => {
    const machine = new Machine()
    const { tty, type } = machine.terminal()
    const output: number[] = []
    tty.onOutput = (bytes) => output.push(...bytes)
    for (const setting of readSettings(['iutf8', ...settings.split(' ').filter(Boolean)], 'stty', false)) {
      if (setting.kind !== 'modes') throw new Error(`${settings}: no modes`)
      tty.setTermios(setting.change(tty.termios))
    }
    type(typed)
    const got = await machine.run(
      async (p) => {
        const all: string[] = []
        for (const _ of reads) all.push(String.fromCharCode(...(await p.read(0))))
        return all
      },
      machine.process({ terminal: tty }),
    )
    expect(got).toEqual(reads)
    expect(String.fromCharCode(...output)).toBe(shown)
  })

  it('hands a long line out in pieces, and keeps the rest for later', async () => {
    const machine = new Machine()
    const { tty, type } = machine.terminal()
    type('abcdef\nnext\n')
    const got = await machine.run(
      async (p) => [decode(await p.read(0, 4)), decode(await p.read(0, 4)), decode(await p.read(0))],
      machine.process({ terminal: tty }),
    )
    expect(got).toEqual(['abcd', 'ef\n', 'next\n'])
  })

  it('ends what reads to the end at ^D', async () => {
    const machine = new Machine()
    const { tty, type } = machine.terminal()
    const reading = machine.run((p) => readAll(p, 0), machine.process({ terminal: tty }))
    type('one\rtwo\r\x04')
    expect(await reading).toBe('one\ntwo\n')
  })
})

describe('modes', () => {
  it('passes every byte on at once when raw, and echoes nothing', async () => {
    const machine = new Machine()
    const { tty, shown, type } = machine.terminal()
    const got = machine.run(
      async (p) => {
        p.setTermios(0, RAW_INPUT)
        await p.sleep(10)
        return decode(await p.read(0))
      },
      machine.process({ terminal: tty }),
    )
    machine.kernel.scheduler.after(5, () => type('\x03\r\x04'))
    expect(await got).toBe('\x03\r\x04')
    expect(shown()).toBe('')
  })

  it('gives a half line over when it turns raw, but no end of file', async () => {
    const machine = new Machine()
    const { tty, type } = machine.terminal()
    type('\x04ab')
    tty.setTermios({ icanon: false })
    const got = await machine.run(async (p) => decode(await p.read(0)), machine.process({ terminal: tty }))
    expect(got).toBe('ab')
  })

  it('types a password without showing it', async () => {
    const machine = new Machine()
    const { tty, shown, type } = machine.terminal()
    tty.setTermios({ echo: false })
    type('secret\x7f\r')
    expect(await machine.run(async (p) => decode(await p.read(0)), machine.process({ terminal: tty }))).toBe(
      'secre\n',
    )
    expect(shown()).toBe('')
  })

  it('waits for `min` bytes, or for `time` tenths of a second', async () => {
    const machine = new Machine()
    const { tty, type } = machine.terminal()
    const { scheduler } = machine.kernel
    const reads = machine.run(
      async (p) => {
        const read = async (min: number, time: number): Promise<[string, number]> => {
          p.setTermios(0, { ...RAW_INPUT, min, time })
          const from = scheduler.now
          return [decode(await p.read(0)), Math.round((scheduler.now - from) / 1e8)]
        }
        return [await read(3, 0), await read(0, 0), await read(0, 2), await read(5, 3)]
      },
      machine.process({ terminal: tty }),
    )
    scheduler.after(1e8, () => type('a'))
    scheduler.after(2e8, () => type('bcd'))
    // In the middle of the last read, which gives up three tenths after the last byte.
    scheduler.after(5e8, () => type('x'))
    scheduler.after(7e8, () => type('y'))
    expect(await reads).toEqual([
      ['abcd', 2],
      ['', 0],
      ['', 2],
      ['xy', 6],
    ])
  })

  it('keeps what cannot be otherwise on a pseudo-terminal', () => {
    const { tty } = new Machine().terminal()
    tty.setTermios({ cs: 7, parenb: true, cread: false, baud: 9600 })
    expect(tty.termios).toMatchObject({ cs: 8, parenb: false, cread: true, baud: 9600 })
  })

  it('writes NL as CR NL, or not', async () => {
    const machine = new Machine()
    const { tty, shown } = machine.terminal()
    await machine.run(
      async (p) => {
        await p.write(1, 'a\nb\n')
        p.setTermios(1, { onlcr: false })
        await p.write(1, 'c\n')
      },
      machine.process({ terminal: tty }),
    )
    expect(shown()).toBe('a\r\nb\r\nc\n')
  })
})

describe('flow', () => {
  it('^S holds output and echo until ^Q; other keys do not thaw it', async () => {
    const machine = new Machine()
    const { tty, shown, type } = machine.terminal()
    type('\x13')
    let written = false
    machine.start(
      async (p) => {
        await p.write(1, 'out\n')
        written = true
      },
      machine.process({ terminal: tty }),
    )
    await machine.settle()
    type('keys\r')
    await machine.settle()
    expect({ written, shown: shown() }).toEqual({ written: false, shown: '' })
    type('\x11')
    await machine.settle()
    expect(written).toBe(true)
    expect(shown()).toBe('keys\r\nout\r\n')
  })

  it('^C thaws too', async () => {
    const machine = new Machine()
    const { tty, type } = machine.terminal()
    const record = machine.start(async (p) => p.write(1, 'x'), machine.process({ terminal: tty }))
    type('\x13')
    await machine.settle()
    type('\x03')
    await machine.settle()
    expect(record.status).toEqual({ kind: 'signaled', signal: 'SIGINT' })
  })
})

describe('signals from the keyboard', () => {
  it.each([
    ['\x03', 'SIGINT', '^C'],
    ['\x1c', 'SIGQUIT', '^\\'],
  ] as const)('%j raises %s in the foreground group and forgets the line', async (key, signal, echo) => {
    const machine = new Machine()
    const { tty, shown, type } = machine.terminal()
    const shell = machine.process({ terminal: tty })
    const ended: unknown[] = []
    machine.start(async (p) => {
      const pid = p.fork(async (child) => ((await child.sleep(1e12)) === 'elapsed' ? 0 : 1), {
        pgid: 0,
        foreground: true,
      })
      ended.push((await p.wait(pid))?.status)
      p.setForegroundGroup(0, p.pid)
      ended.push(decode(await p.read(0)))
    }, shell)
    machine.kernel.scheduler.after(1000_000, () => type(`half${key}`))
    machine.kernel.scheduler.after(2000_000, () => type('line\r'))
    await machine.settle()
    expect(ended).toEqual([{ kind: 'signaled', signal }, 'line\n'])
    expect(shown()).toBe(`half${echo}line\r\n`)
  })

  it('^Z stops, and a background reader is stopped by SIGTTIN', async () => {
    const machine = new Machine()
    const { tty, type } = machine.terminal()
    const statuses: unknown[] = []
    machine.start(
      async (p) => {
        p.onSignal('SIGTTOU', 'ignore')
        const pid = p.fork(
          async (child) => {
            await readAll(child, 0)
            return 3
          },
          { pgid: 0, foreground: true },
        )
        statuses.push((await p.wait(pid, { untraced: true }))?.status)
        p.setForegroundGroup(0, p.pid)
        p.kill(-pid, 'SIGCONT')
        statuses.push((await p.wait(pid, { untraced: true }))?.status)
        p.setForegroundGroup(0, pid)
        p.kill(-pid, 'SIGCONT')
        statuses.push((await p.wait(pid, { untraced: true }))?.status)
      },
      machine.process({ terminal: tty }),
    )
    machine.kernel.scheduler.after(1e6, () => type('\x1a'))
    machine.kernel.scheduler.after(1e7, () => type('x\r\x04'))
    await machine.settle()
    expect(statuses).toEqual([
      { kind: 'stopped', signal: 'SIGTSTP' },
      { kind: 'stopped', signal: 'SIGTTIN' },
      { kind: 'exited', code: 3 },
    ])
  })

  it.each([
    ['writes, where TOSTOP is set', async (p: Process) => void (await p.write(1, 'x'))],
    ['changes modes', (p: Process) => p.changeTermios(0, { echo: false })],
  ])('SIGTTOU stops a process in the background that %s', async (_, act) => {
    const machine = new Machine()
    const { tty, shown } = machine.terminal()
    tty.setTermios({ tostop: true })
    const statuses: unknown[] = []
    machine.start(
      async (p) => {
        const pid = p.fork(
          async (child) => {
            await act(child)
            return 3
          },
          { pgid: 0 },
        )
        statuses.push((await p.wait(pid, { untraced: true }))?.status)
        expect([shown(), tty.termios.echo]).toEqual(['', true])
        p.setForegroundGroup(0, pid)
        p.kill(-pid, 'SIGCONT')
        statuses.push((await p.wait(pid))?.status)
      },
      machine.process({ terminal: tty }),
    )
    await machine.settle()
    expect(statuses).toEqual([
      { kind: 'stopped', signal: 'SIGTTOU' },
      { kind: 'exited', code: 3 },
    ])
  })

  it('leaves what is typed alone where NOFLSH is set', async () => {
    const machine = new Machine()
    const { tty, type } = machine.terminal()
    tty.setTermios({ noflsh: true })
    const got = machine.run(
      async (p) => {
        p.onSignal('SIGINT', () => {})
        await p.sleep(10)
        return decode(await p.read(0))
      },
      machine.process({ terminal: tty }),
    )
    machine.kernel.scheduler.after(5, () => type('ab\x03c\r'))
    expect(await got).toBe('abc\n')
  })

  it('says that its size changed', async () => {
    const machine = new Machine()
    const { tty } = machine.terminal()
    let seen: unknown
    const record = machine.start(
      async (p) => {
        p.onSignal('SIGWINCH', () => {
          seen = p.windowSize(0)
        })
        await p.pause()
      },
      machine.process({ terminal: tty }),
    )
    await machine.settle()
    tty.resize({ columns: 100, rows: 30 })
    await machine.settle()
    expect(seen).toEqual({ columns: 100, rows: 30 })
    expect(record.state).toBe('zombie')
  })

  it('hangs up: the group gets SIGHUP, readers that survive it the end', async () => {
    const machine = new Machine()
    const { tty } = machine.terminal()
    const reading = machine.run(
      async (p) => {
        p.onSignal('SIGHUP', 'ignore')
        return readAll(p, 0)
      },
      machine.process({ terminal: tty }),
    )
    machine.kernel.scheduler.after(10, () => machine.kernel.closeTty(tty))
    expect(await reading).toBe('')
  })
})

it('knows what is a terminal', async () => {
  const machine = new Machine()
  const { tty } = machine.terminal()
  await machine.run(
    async (p) => {
      expect(p.isatty(0)).toBe(true)
      expect(p.ttyname(0)).toBe('/dev/pts/0')
      expect(p.isatty(7)).toBe(false)
      const fd = p.open('/dev/tty', { read: true })
      expect(p.ttyname(fd)).toBe('/dev/pts/0')
      const none = p.open('/dev/null', { read: true })
      expect(() => p.termios(none)).toThrow('Inappropriate ioctl for device')
    },
    machine.process({ terminal: tty }),
  )
  await machine.run(async (p) => {
    expect(() => p.open('/dev/tty', { read: true })).toThrow('No such device or address')
  })
})
