import type { Difference } from '../../src/engine/world.ts'
import type { Timeline, TimelineCommand } from '../../src/sandbox/session/timeline.ts'
import { text } from '../page-strings.ts'
import type { StringKey } from '../strings.ts'

/** One row of the list of what was done. */
export type Row =
  | {
      readonly kind: 'command'
      readonly command: TimelineCommand
      readonly number: number
      readonly undone: boolean
    }
  | { readonly kind: 'checkpoint'; readonly name: string }
  | { readonly kind: 'present' }

/** Commands in order, with the names of moments and the present between them. The present is left out where it is the end. */
export function rowsOf({ commands = [], done, checkpoints }: Timeline): Row[] {
  const rows: Row[] = []
  const mark = (at: number): void => {
    for (const { name, done: marked } of checkpoints)
      if (marked === at) rows.push({ kind: 'checkpoint', name })
    if (at === done && done < commands.length) rows.push({ kind: 'present' })
  }
  mark(0)
  commands.forEach((command, i) => {
    rows.push({ kind: 'command', command, number: i + 1, undone: i >= done })
    mark(i + 1)
  })
  return rows
}

const SIGNS = { added: '+', changed: '~', deleted: '−' } as const

/** `+ 容器 web（running）`. */
export function differenceLabel({ what, how, name, owner, was, now }: Difference): string {
  const thing = text(`strata.difference.${what}` as StringKey)
  const inside = owner === undefined ? '' : ` · ${owner}`
  const state =
    what === 'directory'
      ? ''
      : was !== undefined
        ? ` (${was} → ${now})`
        : now !== undefined
          ? ` (${now})`
          : ''
  return `${SIGNS[how]} ${thing} ${name}${state}${inside}`
}
