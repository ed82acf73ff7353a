import { describe, expect, it, vi } from 'vitest'
import { sha256Hex } from '../../../src/engine/base/digest.ts'
import { isErrno } from '../../../src/engine/base/errors.ts'
import { type Installed, installDebian } from '../../../src/engine/world/pc/installed.ts'
import { FIRST_START, switchOn } from '../../../src/engine/world/pc/pc.ts'
import { treeLines } from '../../../src/engine/world/state-hash.ts'
import { Dice } from '../../support/random.ts'
import { damage } from './damage.ts'
import { endingOf } from './ending.ts'

/** Disks that are damaged and booted. `STRATA_FUZZ=2000` tries more; `STRATA_FUZZ_SEED` begins elsewhere. */
const COUNT = Number(process.env.STRATA_FUZZ ?? 5)
const FIRST = Number(process.env.STRATA_FUZZ_SEED ?? 1)

/** Errors of programs that are Strata's own. */
const { bugs } = vi.hoisted(() => ({ bugs: [] as string[] }))
vi.mock(import('../../../src/engine/kernel/report.ts'), async (original) => {
  const { report } = await original()
  return {
    report: (record, error) => {
      if (!isErrno(error)) bugs.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
      // Process 1 of systemd never ends so.
      else if (record.comm === 'systemd') bugs.push(`systemd: ${error.message}`)
      return report(record, error)
    },
  }
})

const made = {
  bios: await installDebian({ firmware: 'bios', time: FIRST_START - 840_000_000_000n }),
  uefi: await installDebian({ firmware: 'uefi', time: FIRST_START - 840_000_000_000n }),
}

/** Goes back to what a disk and its firmware are now. */
function undo({ disk, nvram }: Installed): () => void {
  const { state } = disk
  const room = disk.partitions.map(({ volume }) => volume?.fs?.capacity)
  const variables = { ...nvram }
  return () => {
    disk.restore(state)
    Object.assign(nvram, { next: undefined, current: undefined }, variables)
    disk.partitions.forEach(({ volume }, i) => {
      if (volume?.fs && room[i]) volume.fs.capacity = room[i]
    })
  }
}

const boot = ({ disk, nvram }: Installed, firmware: 'bios' | 'uefi') =>
  endingOf(switchOn({ firmware, disk, nvram, memoryMiB: 1024, seed: 'damage', clock: FIRST_START }))

/** Everything that can be told from a disk. */
const hashOf = ({ disk }: Installed): string =>
  sha256Hex(
    disk.partitions.flatMap(({ volume }) => (volume?.fs ? [...treeLines(volume.fs)] : [])).join('\n') +
      sha256Hex(disk.read(0, 2048)),
  )

const ENDS = [
  ...[
    'login',
    'initramfs',
    'maintenance',
    'locked',
    'password',
    'panic',
    'grub rescue',
    'grub shell',
    'grub menu',
  ],
  ...['firmware', 'shell', 'hung', 'quiet', 'restarting', 'off', 'halted'],
]

describe('a disk that was changed at random', () => {
  it(
    'boots, or stops as its stage does; what was before comes back',
    async () => {
      const seen: Record<string, number> = {}
      const failures: string[] = []
      const whole = async (): Promise<string> => {
        const back = undo(made.bios)
        const { ending, console } = await boot(made.bios, 'bios')
        expect(ending, console.slice(-500)).toBe('login')
        const hash = sha256Hex(console) + hashOf(made.bios)
        back()
        return hash
      }
      const before = await whole()
      for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
        const firmware = seed % 3 === 0 ? 'uefi' : 'bios'
        const machine = made[firmware]
        const hash = seed % 50 === 0 ? hashOf(machine) : undefined
        const back = undo(machine)
        const changes = damage(machine, new Dice(seed))
        const told = `seed ${seed} (${firmware}): ${changes.join(', ')}`
        if (process.env.STRATA_FUZZ_LOG) process.stderr.write(`${told}\n`)
        const started = performance.now()
        const { ending, console } = await boot(machine, firmware).catch((error: unknown) => ({
          ending: 'thrown',
          console: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }))
        const wrong = [
          ...bugs.splice(0),
          ...(ENDS.includes(ending) ? [] : [`${ending}: ${console.slice(-1500)}`]),
        ]
        if (wrong.length > 0) failures.push(told, ...wrong)
        seen[ending] = (seen[ending] ?? 0) + 1
        if (process.env.STRATA_FUZZ_LOG)
          process.stderr.write(
            `  ${ending} ${Math.round(performance.now() - started)} ms ${JSON.stringify(console.slice(-160))}\n${wrong.map((each) => `WRONG ${each}\n`).join('')}`,
          )
        back()
        if (hash !== undefined) expect(hashOf(machine), told).toBe(hash)
      }
      expect(failures).toEqual([])
      expect(await whole()).toBe(before)
      if (process.env.STRATA_FUZZ) console.info(JSON.stringify(seen))
    },
    COUNT * 4000 + 20_000,
  )
})
