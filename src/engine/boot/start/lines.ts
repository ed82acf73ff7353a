import { rfc3339, unixSeconds } from '../../base/time.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { LEVEL } from '../../kernel/kernel-log.ts'
import type { Parameters } from './command-line.ts'
import type { KernelVersion } from './kernel-image.ts'

/** What the lines of this boot are filled with. */
export interface Facts {
  readonly kernel: KernelVersion
  readonly parameters: Parameters
  readonly firmware: 'bios' | 'uefi'
  readonly memoryMiB: number
  /** Bytes; undefined without one. */
  readonly initrdSize: number | undefined
}

const BUILT =
  '(debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40)'
/** Where GRUB puts the end of an initrd on a machine of 1 GiB. */
const RAMDISK_END = 0x362ba000
const PAGE = 4096

const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0')
export const pagesOf = (bytes: number): number => Math.ceil(bytes / PAGE)

/** KiB of memory that firmware leaves; that which the kernel's image and tables take. */
export const usableKiB = ({ memoryMiB, firmware }: Facts): number =>
  memoryMiB * 1024 - (firmware === 'bios' ? 524 : 6604)
export const reservedKiB = (facts: Facts): number =>
  (facts.memoryMiB >= 1024 ? 72_356 : 63_396) + pagesOf(facts.initrdSize ?? 0) * 4

/** Fills in the names of a line; undefined where this boot has no such line. */
function fill(text: string, facts: Facts, kernel: Kernel): string | undefined {
  const { memoryMiB, parameters, initrdSize } = facts
  const top = memoryMiB * 2 ** 20
  const scale = memoryMiB / 1024
  let missing = false
  const filled = text.replace(
    /\{([a-zA-Z]+)([\da-f]*)(?:\.(\d+))?\}/g,
    (_, name: string, number: string, width: string) => {
      switch (name) {
        case 'banner':
          return `Linux version ${facts.kernel.release} ${BUILT} ${facts.kernel.version}`
        case 'cmdline':
          return parameters.text
        case 'ramdisk': {
          if (initrdSize === undefined) missing = true
          const end = memoryMiB >= 1024 ? RAMDISK_END : top - 0x30000
          return `RAMDISK: [mem 0x${hex(end - pagesOf(initrdSize ?? 0) * PAGE, 8)}-0x${hex(end - 1, 8)}]`
        }
        case 'memory':
          return `Memory: 260860K/${usableKiB(facts)}K available (14343K kernel code, 2338K rwdata, 9116K rodata, 2820K init, 17356K bss, ${reservedKiB(facts)}K reserved, 0K cma-reserved)`
        case 't':
          return hex(top - Number.parseInt(number, 16), Number(width))
        case 'T':
          return hex(top - Number.parseInt(number, 16), Number(width)).toUpperCase()
        case 'p':
          return hex(top / PAGE - Number.parseInt(number, 16), 0)
        case 'pages':
          return String(Math.round(257_759 * scale))
        case 'h':
          return String(2 ** Math.floor(Math.log2(Number(number) * scale)))
        case 'b':
          return String(Number(number) * scale)
        case 'o':
          return String(Math.max(0, Math.ceil(Math.log2((Number(number) * scale) / PAGE))))
        case 'clock': {
          const now = kernel.now()
          return `${rfc3339(now).replace('Z', '')} UTC (${unixSeconds(now)})`
        }
        case 'audit':
          return `${unixSeconds(kernel.now())}.416`
        default:
          throw new Error(`no such name in a line: ${name}`)
      }
    },
  )
  return missing ? undefined : filled
}

/** The lines of a table, with the next of `blocks` for each `U`. */
export function linesOf(table: string, blocks: string | undefined): string[] {
  const own = blocks?.split('\n\n') ?? []
  return table.split('\n').flatMap((line) => (line === 'U' ? (own.shift()?.split('\n') ?? []) : line))
}

/** Says a table of lines, each at its time. `at` is called for a line that is a name alone, such as `{unpack}`. */
export async function sayLines(
  kernel: Kernel,
  lines: readonly string[],
  facts: Facts,
  at: Readonly<Record<string, () => void>> = {},
): Promise<void> {
  for (const line of lines) {
    const [, kind, delay, text = ''] = /^([ BUd])(\d+) (.*)$/.exec(line) ?? []
    if (kind === 'B' && facts.firmware !== 'bios') continue
    if (kind === 'U' && facts.firmware !== 'uefi') continue
    kernel.scheduler.charge(Number(delay) * 1000)
    const own = at[text]
    if (own) own()
    else {
      const filled = fill(text, facts, kernel)
      if (filled !== undefined) kernel.log.print(filled, kind === 'd' ? LEVEL.debug : LEVEL.info)
    }
    await kernel.scheduler.tick()
  }
}
