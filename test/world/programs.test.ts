import { describe, expect, it } from 'vitest'
import { bootPrograms } from '../../src/engine/init/programs.ts'
import { tendingPrograms } from '../../src/engine/init/tending.ts'
import { standInElf } from '../../src/engine/oci/elf.ts'
import { programs as clients } from '../../src/engine/world/programs/clients.ts'
import { Shelf } from '../../src/engine/world/programs/shelf.ts'
import { programs as tools } from '../../src/engine/world/programs/tools.ts'
import { EXECUTABLES } from '../../src/engine/world/programs.ts'
import { Machine } from '../kernel/support/machine.ts'

const names = (programs: readonly { name: string }[]) => programs.map(({ name }) => name)

describe('programs that are loaded when they run', () => {
  it('stand on one shelf each, so that the one that is looked at first cannot hide another', () => {
    const all = [
      ...new Set(names(tools)),
      ...names(bootPrograms),
      ...names(tendingPrograms),
      ...names(clients),
      'bash',
      'dash',
    ]
    expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([])
  })

  it.each([...names(clients), 'ls', 'busybox', 'nginx', 'systemctl'])(
    '%s runs as what it is',
    async (name) => {
      const machine = new Machine()
      const { tty, shown } = machine.terminal()
      const record = machine.process({ terminal: tty, argv: [name, '--help'] })
      const program = EXECUTABLES.identify(standInElf(name))
      if (typeof program !== 'object') throw new Error(name)
      await machine.run(async (process) => program.run(process), record)
      expect(shown()).not.toBe('')
      expect(shown()).not.toContain('does not simulate it')
    },
  )

  it('own up to being names where nobody has written them', async () => {
    const machine = new Machine()
    const { tty, shown } = machine.terminal()
    const program = EXECUTABLES.identify(standInElf('no-such-program'))
    if (typeof program !== 'object') throw new Error('no program')
    const code = await machine.run(
      async (process) => program.run(process),
      machine.process({ terminal: tty }),
    )
    expect(code).toBe(126)
    expect(shown()).toBe('no-such-program: this program is in the image, but Strata does not simulate it\r\n')
  })
})

describe('a shelf', () => {
  it('that could not be loaded is tried again', async () => {
    let broken = true
    const shelf = new Shelf(async () => {
      if (broken) throw new TypeError('Failed to fetch dynamically imported module')
      return { programs: tools }
    })
    await expect(shelf.programs()).rejects.toThrow(
      'this part of Strata could not be loaded: Failed to fetch dynamically imported module',
    )
    broken = false
    expect((await shelf.programs()).has('ls')).toBe(true)
  })
})
