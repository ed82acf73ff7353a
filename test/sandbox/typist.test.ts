import { expect, it } from 'vitest'
import type { ConsolePlace } from '../../src/engine/world.ts'
import type { Session } from '../../src/sandbox/session/session.ts'
import { Typist } from '../../src/sandbox/typist.ts'

/** A typist at a machine that is said to be somewhere. */
function seated() {
  const typed: string[] = []
  const done: number[] = []
  const power = { state: 'on', console: 'shell' as ConsolePlace }
  const session = {
    terminals: [0],
    atPrompt: () => power.console === 'shell',
    take: ({ bytes }: { bytes: Uint8Array }) => typed.push(new TextDecoder().decode(bytes)),
    world: { power },
  } as unknown as Session
  const typist = new Typist(session, (id) => done.push(id))
  const turn = (console: ConsolePlace, more = false): void => {
    power.console = console
    typist.worked(more)
    typist.type()
  }
  return { typist, turn, typed, done, power }
}

it('types each line where it belongs on the console of a machine', () => {
  const { typist, turn, typed, done } = seated()
  typist.add(7, 0, ['reboot', { at: 'grub-menu', text: 'c' }, { at: 'grub-prompt', text: 'boot\r' }, 'ls'])
  turn('shell')
  turn('nothing')
  turn('program')
  expect(typed).toEqual(['reboot\r'])
  turn('grub-menu')
  expect(typed.at(-1)).toBe('c')
  turn('grub-prompt')
  expect(typed.at(-1)).toBe('boot\r')
  turn('grub-prompt')
  expect(typed).toHaveLength(3)
  turn('shell')
  expect(typed.at(-1)).toBe('ls\r')
  expect(done).toEqual([])
  turn('shell')
  expect(done).toEqual([7])
})

it('is done at a prompt of GRUB, and gives up on a machine that has stopped', () => {
  const { typist, turn, typed, done, power } = seated()
  typist.add(1, 0, ['reboot'])
  turn('shell')
  turn('grub-prompt')
  expect(done).toEqual([1])
  typist.add(2, 0, ['never'])
  power.state = 'hung'
  turn('nothing')
  expect(done).toEqual([1, 2])
  expect(typed).toEqual(['reboot\r'])
})
