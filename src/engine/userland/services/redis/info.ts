import type { ServerView } from './admin.ts'

type Rows = Readonly<Record<string, string | number>>
const seconds = (nanoseconds: bigint): number => Number(nanoseconds / 1_000_000_000n)

/** Sections of INFO with the values that this server has (server.c, genRedisInfoString). */
const SECTIONS: Readonly<Record<string, (server: ServerView) => Rows>> = {
  Server: (server) => {
    const up = seconds(server.now() - server.started)
    return {
      redis_version: server.version,
      redis_git_sha1: '00000000',
      redis_git_dirty: 0,
      redis_mode: 'standalone',
      os: `Linux ${server.release} x86_64`,
      arch_bits: 64,
      monotonic_clock: 'POSIX clock_gettime',
      multiplexing_api: 'epoll',
      process_id: server.pid,
      process_supervised: 'no',
      run_id: server.runID,
      tcp_port: server.settings.get('port'),
      server_time_usec: String(server.now() / 1000n),
      uptime_in_seconds: up,
      uptime_in_days: Math.floor(up / 86_400),
      hz: 10,
      configured_hz: 10,
      executable: server.executable,
      config_file: server.settings.file ?? '',
      io_threads_active: 0,
    }
  },
  Clients: ({ clients, settings }) => ({
    connected_clients: clients.size,
    cluster_connections: 0,
    maxclients: settings.get('maxclients'),
    blocked_clients: 0,
  }),
  Memory: ({ settings }) => ({
    maxmemory: settings.get('maxmemory'),
    maxmemory_human: `${settings.get('maxmemory')}B`,
    maxmemory_policy: settings.get('maxmemory-policy'),
    mem_allocator: 'jemalloc-5.3.0',
  }),
  Persistence: ({ store, settings }) => ({
    loading: 0,
    rdb_changes_since_last_save: store.changes,
    rdb_bgsave_in_progress: 0,
    rdb_last_save_time: seconds(store.lastSave),
    rdb_last_bgsave_status: 'ok',
    aof_enabled: settings.yes('appendonly') ? 1 : 0,
    aof_rewrite_in_progress: 0,
    aof_last_write_status: 'ok',
  }),
  Stats: (server) => ({
    total_connections_received: server.connections,
    total_commands_processed: server.commands,
    rejected_connections: 0,
    total_error_replies: [...server.errors.values()].reduce((sum, count) => sum + count, 0),
  }),
  Replication: () => ({ role: 'master', connected_slaves: 0, master_failover_state: 'no-failover' }),
  Errorstats: ({ errors }) =>
    Object.fromEntries([...errors].map(([code, count]) => [`errorstat_${code}`, `count=${count}`])),
  Cluster: () => ({ cluster_enabled: 0 }),
  Keyspace: ({ store }) =>
    Object.fromEntries(
      store.databases.flatMap((db, number): [string, string][] => {
        const keys = db.keys()
        const left = keys.flatMap((key) => db.expiry(key) ?? []).map((at) => at - db.now())
        const mean = left.length === 0 ? 0 : Math.floor(left.reduce((sum, one) => sum + one, 0) / left.length)
        return keys.length === 0
          ? []
          : [[`db${number}`, `keys=${keys.length},expires=${left.length},avg_ttl=${mean}`]]
      }),
    ),
}

/** The text of INFO: all sections, or those that are named. */
export function infoText(server: ServerView, wanted: readonly string[]): string {
  const names = wanted.map((name) => name.toLowerCase())
  const all = names.length === 0 || names.some((name) => ['all', 'default', 'everything'].includes(name))
  return Object.entries(SECTIONS)
    .filter(([name]) => all || names.includes(name.toLowerCase()))
    .map(([name, rows]) => {
      const lines = Object.entries(rows(server)).map(([key, value]) => `${key}:${value}\r\n`)
      return `# ${name}\r\n${lines.join('')}`
    })
    .join('\r\n')
}
