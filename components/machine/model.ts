import type { BootStage, DiskPart, DiskView, MachineView } from '../../src/engine/world.ts'

/** The stages in the order in which a machine comes to them. */
export const STAGES: readonly BootStage[] = ['firmware', 'loader', 'kernel', 'initramfs', 'init', 'up']

/** A machine need not come to every stage: without an initramfs there is none of it. */
export type Progress = 'past' | 'now' | 'skipped' | 'later'

/** Where a machine is with one of its stages. */
export function progressOf(stage: BootStage, { boot, stages }: MachineView): Progress {
  if (boot.stage === stage && boot.power !== 'off') return 'now'
  if (stages.some((each) => each.stage === stage)) return 'past'
  const last = stages.at(-1)
  return last && STAGES.indexOf(last.stage) > STAGES.indexOf(stage) ? 'skipped' : 'later'
}

/** `0.84 s` of milliseconds. */
export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`

/** One line of two that are compared: how long it is, and where its steps begin, in milliseconds. */
export interface TimeLine {
  readonly steps: readonly { readonly name: string; readonly after: number }[]
  readonly length: number
}

export function timeLine(steps: TimeLine['steps']): TimeLine {
  return { steps, length: steps.at(-1)?.after ?? 0 }
}

/** A stretch of the disk. `first`: its first sector. `table`: what a partition table takes. `gap`: between it and the first partition. `free`: nobody's. */
export type Stretch =
  | { readonly kind: 'first' | 'table' | 'gap' | 'free'; readonly start: number; readonly sectors: number }
  | ({ readonly kind: 'part' } & Pick<DiskPart, 'start' | 'sectors'> & { readonly part: DiskPart })

/** Sectors of a GPT: the header and 128 entries of 128 bytes (UEFI specification 5.3); the copy at the end is as long. */
const GPT = 33

/** The whole disk, stretch by stretch. */
export function stretchesOf({ sectors, table, parts }: DiskView): Stretch[] {
  const found: Stretch[] = [{ kind: 'first', start: 0, sectors: 1 }]
  let at = 1
  if (table === 'gpt') {
    found.push({ kind: 'table', start: at, sectors: GPT })
    at += GPT
  }
  const sorted = [...parts].sort((a, b) => a.start - b.start)
  for (const part of sorted) {
    if (part.start > at) found.push({ kind: at < 64 ? 'gap' : 'free', start: at, sectors: part.start - at })
    found.push({ kind: 'part', start: part.start, sectors: part.sectors, part })
    at = Math.max(at, part.start + part.sectors)
  }
  const end = table === 'gpt' ? sectors - GPT : sectors
  if (end > at) found.push({ kind: 'free', start: at, sectors: end - at })
  if (table === 'gpt') found.push({ kind: 'table', start: end, sectors: GPT })
  return found
}

/** How wide a stretch is drawn: sectors would leave the small ones without any width. */
export const weightOf = ({ sectors }: Stretch): number => 1 + Math.log2(sectors)
