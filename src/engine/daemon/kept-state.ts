import type { Daemon } from './daemon.ts'

/** Stores whose state outlives the daemon. */
const STORES = [
  'layers',
  'blobs',
  'images',
  'references',
  'distribution',
  'containers',
  'networks',
  'volumes',
] as const satisfies readonly (keyof Daemon)[]
type Kept = (typeof STORES)[number]

/** What /var/lib/docker holds, as values: keeping it costs nothing. */
export type KeptState = { readonly [K in Kept]: Daemon[K]['state'] }

/** What a daemon would find were it started again. */
export const stateOf = (daemon: Daemon): KeptState =>
  Object.fromEntries(STORES.map((name) => [name, daemon[name].state])) as unknown as KeptState

export function restoreState(daemon: Daemon, kept: KeptState): void {
  for (const name of STORES) (daemon[name] as { restore(state: unknown): void }).restore(kept[name])
}
