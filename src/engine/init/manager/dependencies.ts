/** Kinds of dependencies, each with the one that the other unit has in return (systemd.unit(5)). */
const INVERSES = {
  Requires: 'RequiredBy',
  Requisite: 'RequisiteOf',
  Wants: 'WantedBy',
  BindsTo: 'BoundBy',
  PartOf: 'ConsistsOf',
  Conflicts: 'ConflictedBy',
  Before: 'After',
  OnFailure: 'OnFailureOf',
  OnSuccess: 'OnSuccessOf',
  Triggers: 'TriggeredBy',
  PropagatesReloadTo: 'ReloadPropagatedFrom',
  StopPropagatedFrom: 'PropagatesStopTo',
  Slice: 'SliceOf',
} as const

type Forward = keyof typeof INVERSES
type Backward = (typeof INVERSES)[Forward]
export type Dependency = Forward | Backward

const BOTH = new Map<Dependency, Dependency>()
for (const [forward, backward] of Object.entries(INVERSES) as [Forward, Backward][]) {
  BOTH.set(forward, backward)
  BOTH.set(backward, forward)
}
export const inverseOf = (kind: Dependency): Dependency => BOTH.get(kind)!

/** Settings of [Unit] that name other units. */
export const DEPENDENCY_SETTINGS: readonly Dependency[] = [
  'Requires',
  'Requisite',
  'Wants',
  'BindsTo',
  'PartOf',
  'Conflicts',
  'Before',
  'After',
  'OnFailure',
  'OnSuccess',
  'PropagatesReloadTo',
  'ReloadPropagatedFrom',
  'StopPropagatedFrom',
  'PropagatesStopTo',
]

/** What a start of a unit starts as well: what must be up, and what may fail. */
export const PULLS_START: readonly Dependency[] = ['Requires', 'BindsTo']
export const STOPS_WITH: readonly Dependency[] = ['RequiredBy', 'BoundBy', 'ConsistsOf', 'PropagatesStopTo']
/** Whose start fails where this one's does. */
export const FAILS_WITH: readonly Dependency[] = ['BoundBy', 'RequiredBy', 'RequisiteOf']
