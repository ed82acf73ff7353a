import type { Facts } from '../engine/world.ts'
import type { Exercise } from './lessons.ts'

/** A line that the page puts at the prompt, for the reader to make another of it with few keys. */
export interface PreparedLine {
  readonly line: string
  /** What is to be run. */
  readonly into: string
  /** Characters that are to be typed for it at most. */
  readonly typed: number
  /** One way, in the notation of `keysOf`; to be pressed when the line stands there. */
  readonly by: string
}

/** By name. */
export const PREPARED_LINES: Readonly<Record<string, PreparedLine>> = {
  front: {
    line: 'cker images --digests',
    into: 'docker images --digests',
    typed: 2,
    by: '<C-a>do<CR>',
  },
  word: {
    line: 'docker image ls --no-trunk --all',
    into: 'docker image ls --no-trunc --all',
    typed: 5,
    by: '<M-b><M-b><M-d>trunc<CR>',
  },
  tail: {
    line: 'docker ps --all --filter name=web --format json --no-trunc',
    into: 'docker ps --all',
    typed: 0,
    by: '<C-a><M-f><M-f><M-f><C-k><CR>',
  },
  swap: {
    line: 'cp /etc/hostname.bak /etc/hostname',
    into: 'cp /etc/hostname /etc/hostname.bak',
    typed: 1,
    by: '<C-w><BS><C-a><M-f> <C-y><CR>',
  },
  lines: {
    line: 'for n in 1 2 3\ndo\n  echo $n\ndone',
    into: 'for n in 1 2 3\ndo\n  echo $n\ndone',
    typed: 0,
    by: '<CR>',
  },
}

const isMade = ({ into, typed }: PreparedLine, facts: Facts): boolean =>
  facts
    .lines()
    .some(
      ({ command, functions }) =>
        command === into &&
        functions.has('bracketed-paste-begin') &&
        (functions.get('self-insert') ?? 0) <= typed,
    )

const quoted = (text: string): string => text.replaceAll('<', '<lt>')

export const preparedExercises: Readonly<Record<string, Exercise>> = Object.fromEntries(
  Object.entries(PREPARED_LINES).map(([name, prepared]) => [
    name,
    {
      done: (facts: Facts) => isMade(prepared, facts),
      by: [{ keys: `<PasteStart>${quoted(prepared.line)}<PasteEnd>${prepared.by}` }],
      notBy: [prepared.into],
    },
  ]),
)
