import { shortID } from '../../base/digest.ts'
import type { StatsReply } from '../../daemon/api.ts'
import type { RowType } from '../format/table.ts'
import { bytesSize, humanSize } from '../format/units.ts'

/** A container as it was called, and what it uses. */
export interface StatsRow {
  readonly container: string
  readonly stats: StatsReply
}

export const STATS_TABLE =
  'table {{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}'

const percent = (value: number): string => `${value.toFixed(2)}%`

/** Share of the processors between two samples (docker/cli, command/container/stats_helpers.go). */
function processorShare({ cpu_stats: now, precpu_stats: before }: StatsReply): number {
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage
  const passed = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0)
  return used > 0 && passed > 0 ? (used / passed) * (now.online_cpus ?? 1) * 100 : 0
}

const sum = ({ networks = {} }: StatsReply, key: 'rx_bytes' | 'tx_bytes'): number =>
  Object.values(networks).reduce((total, network) => total + network[key], 0)

/** What templates see of a line of `docker stats` (docker/cli, container/formatter_stats.go). */
export const statsRowType = (truncate: boolean): RowType<StatsRow> => ({
  type: '*container.statsContext',
  headers: {
    Container: 'CONTAINER',
    Name: 'NAME',
    ID: 'CONTAINER ID',
    CPUPerc: 'CPU %',
    MemUsage: 'MEM USAGE / LIMIT',
    MemPerc: 'MEM %',
    NetIO: 'NET I/O',
    BlockIO: 'BLOCK I/O',
    PIDs: 'PIDS',
  },
  columns: {
    Container: ({ container }) => container,
    Name: ({ stats }) => (stats.name.length > 1 ? stats.name.slice(1) : '--'),
    ID: ({ stats }) => (truncate ? shortID(stats.id) : stats.id),
    CPUPerc: ({ stats }) => percent(processorShare(stats)),
    MemUsage: ({ stats: { memory_stats } }) =>
      `${bytesSize(memory_stats.usage ?? 0)} / ${bytesSize(memory_stats.limit ?? 0)}`,
    MemPerc: ({ stats: { memory_stats } }) =>
      percent(memory_stats.limit ? ((memory_stats.usage ?? 0) / memory_stats.limit) * 100 : 0),
    NetIO: ({ stats }) => `${humanSize(sum(stats, 'rx_bytes'), 3)} / ${humanSize(sum(stats, 'tx_bytes'), 3)}`,
    BlockIO: () => `${humanSize(0, 3)} / ${humanSize(0, 3)}`,
    PIDs: ({ stats }) => String(stats.pids_stats.current ?? 0),
  },
})
