import { bytesOf } from '../base/body.ts'
import { EngineError } from '../base/errors.ts'
import { readJson } from '../base/json-read.ts'
import { decode } from '../base/text.ts'
import type { Process } from '../kernel/process.ts'

/** Where the daemon's settings are. */
export const CONFIG_FILE = '/etc/docker/daemon.json'

/** Settings that the file may have: dockerd's own flags, and those that are no flags (moby, daemon/config). */
const KEYS = new Set(
  `allow-direct-routing allow-nondistributable-artifacts api-cors-header authorization-plugins bip bip6 bridge bridge-accept-fwmark builder
   cdi-spec-dirs cgroup-parent containerd containerd-namespace containerd-plugins-namespace cpu-rt-period cpu-rt-runtime data-root debug
   default-address-pools default-cgroupns-mode default-gateway default-gateway-v6 default-ipc-mode default-network-opts default-runtime
   default-shm-size default-ulimits dns dns-opts dns-search exec-opts exec-root experimental features firewall-backend fixed-cidr fixed-cidr-v6
   group host-gateway-ip host-gateway-ips hosts http-proxy https-proxy icc init init-path insecure-registries ip ip-forward ip-forward-no-drop
   ip-masq ip6tables iptables ipv6 labels live-restore log-driver log-format log-level log-opts max-concurrent-downloads max-concurrent-uploads
   max-download-attempts metrics-addr mtu network-control-plane-mtu no-new-privileges no-proxy node-generic-resources oom-score-adjust pidfile
   proxies raw-logs registry-mirrors runtimes seccomp-profile selinux-enabled shutdown-timeout storage-driver storage-opts swarm-default-advertise-addr
   tls tlscacert tlscert tlskey tlsverify userland-proxy userland-proxy-path userns-remap validate`.split(
    /\s+/,
  ),
)

/**
 * What dockerd says when it does not start with its file of settings; undefined where it does (moby, daemon/config/config.go,
 * getConflictFreeConfiguration).
 */
export function readConfig(p: Process): string | undefined {
  if (!p.exists(CONFIG_FILE)) return undefined
  const text = decode(bytesOf(p.readFile(CONFIG_FILE)))
  if (text.trim() === '') return undefined
  const fails = (why: string): string =>
    `unable to configure the Docker daemon with file ${CONFIG_FILE}: ${why}`
  let settings: unknown
  try {
    settings = readJson(text)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return fails(error.message)
  }
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    return fails(
      `json: cannot unmarshal ${Array.isArray(settings) ? 'array' : typeof settings} into Go value of type map[string]interface {}`,
    )
  const unknown = Object.keys(settings).filter((key) => !KEYS.has(key))
  if (unknown.length > 0)
    return fails(`the following directives don't match any configuration option: ${unknown.join(', ')}`)
  if ('hosts' in settings)
    return fails(
      `the following directives are specified both as a flag and in the configuration file: hosts: (from flag: [fd://], from file: ${goList(settings.hosts)})`,
    )
  return undefined
}

/** Settings of the file, which {@link readConfig} found good: the simulated daemon goes by none of them. */
export const configured = (p: Process): string[] =>
  p.exists(CONFIG_FILE) ? Object.keys(JSON.parse(decode(bytesOf(p.readFile(CONFIG_FILE))) || '{}')) : []

const goList = (value: unknown): string => (Array.isArray(value) ? `[${value.join(' ')}]` : String(value))
