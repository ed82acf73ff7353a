import type { Daemon } from '../../daemon/daemon.ts'
import type { StartView } from './types.ts'

export const startSources = ({ starts }: Daemon): unknown[] => [starts.traces]

/** The last few starts, the latest first, and the steps of one of them. */
export function startView({ starts }: Daemon, wanted: number | undefined): StartView {
  const traces = starts.traces.toReversed()
  const shown = traces.find(({ number }) => number === wanted) ?? traces[0]
  const begun = shown?.steps[0]?.time ?? 0n
  return {
    starts: traces.map(({ number, name, steps }) => ({
      number,
      name,
      ended: steps.some(({ kind }) => kind === 'exited' || kind === 'failed'),
    })),
    shown: shown && {
      number: shown.number,
      name: shown.name,
      container: shown.container,
      steps: shown.steps.map(({ kind, time, facts }) => ({
        kind,
        after: Number((time - begun) / 1_000_000n),
        facts,
      })),
    },
  }
}
