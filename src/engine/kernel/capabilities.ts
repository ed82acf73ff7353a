import type { Credentials } from './process.ts'

/** Capabilities by their bits (include/uapi/linux/capability.h). */
export const CAPABILITIES = [
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'LINUX_IMMUTABLE',
  'NET_BIND_SERVICE',
  'NET_BROADCAST',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'IPC_OWNER',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'SYS_PACCT',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_NICE',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'MKNOD',
  'LEASE',
  'AUDIT_WRITE',
  'AUDIT_CONTROL',
  'SETFCAP',
  'MAC_OVERRIDE',
  'MAC_ADMIN',
  'SYSLOG',
  'WAKE_ALARM',
  'BLOCK_SUSPEND',
  'AUDIT_READ',
  'PERFMON',
  'BPF',
  'CHECKPOINT_RESTORE',
] as const
export type Capability = (typeof CAPABILITIES)[number]

/** Root may do what its bounding set leaves it; nobody else has a capability (capabilities(7)). */
export const capable = ({ uid, bounding }: Credentials, capability: Capability): boolean =>
  uid === 0 && (bounding === undefined || bounding.has(capability))

/** A set of capabilities as /proc/PID/status writes it: 16 hexadecimal digits. */
export function capabilityMask(has: (capability: Capability) => boolean): string {
  let bits = 0n
  for (const [bit, name] of CAPABILITIES.entries()) if (has(name)) bits |= 1n << BigInt(bit)
  return bits.toString(16).padStart(16, '0')
}
