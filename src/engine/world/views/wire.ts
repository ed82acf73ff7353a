import type { Daemon } from '../../daemon/daemon.ts'
import type { WireView } from './types.ts'

/** What the wire shows depends on these. */
export const wireSources = (daemon: Daemon): unknown[] => [daemon.wire.calls]

/** The last calls of the Engine API. */
export const wireView = (daemon: Daemon): WireView => ({ calls: daemon.wire.calls })
