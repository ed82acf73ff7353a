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
  'restarts',
] as const satisfies readonly (keyof Daemon)[]
type Kept = (typeof STORES)[number]

/** What /var/lib/docker holds, as values: keeping it costs nothing. */
export type KeptState = { readonly [K in Kept]: Daemon[K]['state'] } & { readonly engineID: string }

/** What a daemon would find were it started again. Of a container that runs, its files as they are now. */
export function stateOf(daemon: Daemon): KeptState {
  const states = Object.fromEntries(STORES.map((name) => [name, daemon[name].state]))
  const containers = daemon.containers.state.map((container) => {
    const live = daemon.runtime.get(container.id)
    return live ? { ...container, upper: live.rootfs.upper.tree } : container
  })
  return { ...states, containers, engineID: daemon.engineID } as unknown as KeptState
}

export function restoreState(daemon: Daemon, kept: KeptState): void {
  for (const name of STORES) (daemon[name] as { restore(state: unknown): void }).restore(kept[name])
}
