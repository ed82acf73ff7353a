import { FsError } from '../base/errors.ts'

/** Settings of /proc/sys that each namespace of networks has for itself, as the kernel sets them at first. */
const OF_NETWORKS: Readonly<Record<string, string>> = {
  'net/bridge/bridge-nf-call-arptables': '1',
  'net/bridge/bridge-nf-call-ip6tables': '1',
  'net/bridge/bridge-nf-call-iptables': '1',
  'net/core/somaxconn': '4096',
  'net/ipv4/icmp_echo_ignore_all': '0',
  'net/ipv4/icmp_echo_ignore_broadcasts': '1',
  'net/ipv4/icmp_ratelimit': '1000',
  'net/ipv4/ip_default_ttl': '64',
  'net/ipv4/ip_forward': '1',
  'net/ipv4/ip_local_port_range': '32768\t60999',
  'net/ipv4/ip_unprivileged_port_start': '1024',
  'net/ipv4/ping_group_range': '1\t0',
  'net/ipv4/tcp_abort_on_overflow': '0',
  'net/ipv4/tcp_fin_timeout': '60',
  'net/ipv4/tcp_keepalive_intvl': '75',
  'net/ipv4/tcp_keepalive_probes': '9',
  'net/ipv4/tcp_keepalive_time': '7200',
  'net/ipv4/tcp_max_syn_backlog': '128',
  'net/ipv4/tcp_max_tw_buckets': '8192',
  'net/ipv4/tcp_retries2': '15',
  'net/ipv4/tcp_syn_linear_timeouts': '0',
  'net/ipv4/tcp_syn_retries': '6',
  'net/ipv4/tcp_synack_retries': '5',
  'net/ipv4/tcp_syncookies': '1',
  'net/ipv4/tcp_tw_reuse': '2',
  'net/unix/max_dgram_qlen': '10',
}

/** Settings of /proc/sys/net/FAMILY/conf that each interface has for itself, besides `all` and `default`. */
export const OF_DEVICES: Readonly<Record<'ipv4' | 'ipv6', Readonly<Record<string, string>>>> = {
  ipv4: {
    accept_local: '0',
    accept_redirects: '1',
    arp_ignore: '0',
    forwarding: '1',
    proxy_arp: '0',
    route_localnet: '0',
    rp_filter: '0',
    send_redirects: '1',
  },
  ipv6: { accept_dad: '1', accept_ra: '1', disable_ipv6: '0', forwarding: '0' },
}

/** Those that each namespace of interprocess communication has. */
const OF_IPC: Readonly<Record<string, string>> = {
  'fs/mqueue/msg_default': '10',
  'fs/mqueue/msg_max': '10',
  'fs/mqueue/msgsize_default': '8192',
  'fs/mqueue/msgsize_max': '8192',
  'fs/mqueue/queues_max': '256',
  'kernel/msgmax': '8192',
  'kernel/msgmnb': '16384',
  'kernel/msgmni': '32000',
  'kernel/sem': '32000\t1024000000\t500\t32000',
  'kernel/shm_rmid_forced': '0',
  'kernel/shmall': '18446744073692774399',
  'kernel/shmmax': '18446744073692774399',
  'kernel/shmmni': '4096',
}

const DEFAULTS = { net: OF_NETWORKS, ipc: OF_IPC } as const

/** Which namespace a setting belongs to. */
export type SettingKind = keyof typeof DEFAULTS

export const SETTINGS = Object.entries(DEFAULTS).flatMap(([kind, defaults]) =>
  Object.keys(defaults).map((path) => ({ kind: kind as SettingKind, path })),
)

/** One of an interface: family, interface, name. */
const CONF = /^net\/(ipv4|ipv6)\/conf\/([^/]+)\/([^/]+)$/

/** What a setting is at first; undefined where there is none. */
function initialOf(kind: SettingKind, path: string): string | undefined {
  const [, family, , name] = CONF.exec(path) ?? []
  if (kind === 'net' && name !== undefined) return OF_DEVICES[family as 'ipv4' | 'ipv6'][name]
  return DEFAULTS[kind][path]
}

/** What /proc/sys holds for each namespace. Paths are those below /proc/sys. */
export class NamespaceSettings {
  /** By the number of the namespace. */
  private readonly changed = new Map<number, Map<string, string>>()

  /** An interface that was not set has what `default` says. */
  get(kind: SettingKind, namespace: number, path: string): string | undefined {
    const changed = this.changed.get(namespace)
    if (path === 'net/ipv4/conf/all/forwarding') path = 'net/ipv4/ip_forward'
    const own = changed?.get(path)
    if (own !== undefined) return own
    const [, family, device, name] = CONF.exec(path) ?? []
    const general = device === 'all' ? undefined : changed?.get(`net/${family}/conf/default/${name}`)
    return general ?? initialOf(kind, path)
  }

  /** ENOENT where there is no such setting, EINVAL where it is not as many numbers as it takes. */
  set(kind: SettingKind, namespace: number, path: string, text: string): void {
    if (path === 'net/ipv4/conf/all/forwarding') path = 'net/ipv4/ip_forward'
    const initial = initialOf(kind, path)
    if (initial === undefined) throw new FsError('ENOENT')
    const numbers = text.trim().split(/\s+/)
    if (numbers.length > initial.split('\t').length || !numbers.every((number) => /^-?\d+$/.test(number)))
      throw new FsError('EINVAL')
    const own = this.changed.get(namespace) ?? new Map<string, string>()
    this.changed.set(namespace, own.set(path, numbers.join('\t')))
  }
}
