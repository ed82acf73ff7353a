import type { LessonMachine, LessonWorld } from '../engine/world/reader.ts'
import type { Facts, PowerPress, ViewName } from '../engine/world.ts'

/** A chapter's lesson: the world it plays in, and what is to be tried there. */
export interface Lesson {
  /** File name of the chapter, the same in both languages. */
  readonly chapter: string
  readonly world: LessonWorld
  /** The view that the dock shows first; `layers` where it is left out. */
  readonly view?: ViewName
  readonly challenges?: readonly Challenge[]
  /** What a reader tries on the chapter's own host; ticked as soon as it was done. By names that the chapter uses. */
  readonly exercises?: Readonly<Record<string, Exercise>>
}

/**
 * A command line that is typed, with Enter; or keys in the notation of `keysOf`, which are pressed without a rest between them. Keys for
 * GRUB's menu are pressed `at` it: as soon as it is there, before it goes on by itself. On a PC also a switch that is pressed.
 */
export type Step =
  | string
  | { readonly keys: string; readonly at?: 'grub-menu' }
  | { readonly power: PowerPress }

export interface Exercise {
  readonly done: (facts: Facts) => boolean
  /** Does it, at the chapter's start. */
  readonly by: readonly Step[]
  /** Comes to the same without having done it. */
  readonly notBy: readonly Step[]
}

/**
 * Something to bring about on a host of its own. What it says to the reader stands in the chapter, in each language: a `<Challenge>` with this
 * id, in it a `<Goal>` for each of the goals, and hints.
 */
export interface Challenge {
  /** Unique in its chapter: `two-tags`. */
  readonly id: string
  /** Commands that are run on a fresh host of the lesson before the reader gets it. Those of a PC are run on its disk, before it is switched on. */
  readonly start: readonly string[]
  /** Its host is another PC than the lesson's. */
  readonly machine?: LessonMachine
  /** What must be so at the same time. Looks at what the host is, never at what was typed. */
  readonly goals: Readonly<Record<string, (facts: Facts) => boolean>>
  /** What brings it about, each in its own way. */
  readonly solutions: readonly (readonly Step[])[]
  /** What nearly does: the goals named here are not met afterwards, all others are. */
  readonly nearMisses: readonly { readonly lines: readonly Step[]; readonly misses: readonly string[] }[]
}

/** Names of the goals that are met. */
export const metOf = (challenge: Challenge, facts: Facts): string[] =>
  Object.entries(challenge.goals).flatMap(([name, holds]) => (holds(facts) ? [name] : []))

/** Names of the exercises that were done. */
export const doneOf = ({ exercises = {} }: Lesson, facts: Facts): string[] =>
  Object.entries(exercises).flatMap(([name, { done }]) => (done(facts) ? [name] : []))
