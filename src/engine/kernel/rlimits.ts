import { FsError } from '../base/errors.ts'
import { capable } from './capabilities.ts'
import type { Credentials } from './process.ts'

/** What a process may be limited in, by the numbers of the kernel (include/uapi/asm-generic/resource.h). */
export const RESOURCES = [
  'cpu',
  'fsize',
  'data',
  'stack',
  'core',
  'rss',
  'nproc',
  'nofile',
  'memlock',
  'as',
  'locks',
  'sigpending',
  'msgqueue',
  'nice',
  'rtprio',
  'rttime',
] as const
export type Resource = (typeof RESOURCES)[number]

/** A limit of a process, in the units of setrlimit(2); Infinity is none. */
export interface ResourceLimit {
  readonly soft: number
  readonly hard: number
}
export type ResourceLimits = Readonly<Record<Resource, ResourceLimit>>

const both = (value: number): ResourceLimit => ({ soft: value, hard: value })
const NONE = both(Number.POSITIVE_INFINITY)

/** Those of a session of Debian 12 on a machine of 4 GB. */
export const SESSION_LIMITS: ResourceLimits = {
  cpu: NONE,
  fsize: NONE,
  data: NONE,
  stack: { soft: 8388608, hard: Number.POSITIVE_INFINITY },
  core: { soft: 0, hard: Number.POSITIVE_INFINITY },
  rss: NONE,
  nproc: both(15579),
  nofile: { soft: 1024, hard: 524288 },
  memlock: both(514367488),
  as: NONE,
  locks: NONE,
  sigpending: both(15579),
  msgqueue: both(819200),
  nice: both(0),
  rtprio: both(0),
  rttime: NONE,
}

/** fs.nr_open: no limit of open files is higher. */
const MOST_FILES = 1048576

/**
 * The limits with one of them replaced (kernel/sys.c, do_prlimit). EINVAL where the soft limit is above the hard one,
 * EPERM where the hard one is raised without CAP_SYS_RESOURCE, or above fs.nr_open.
 */
export function withLimit(
  limits: ResourceLimits,
  resource: Resource,
  limit: ResourceLimit,
  credentials: Credentials,
): ResourceLimits {
  if (limit.soft > limit.hard) throw new FsError('EINVAL')
  if (resource === 'nofile' && limit.hard > MOST_FILES) throw new FsError('EPERM')
  if (limit.hard > limits[resource].hard && !capable(credentials, 'SYS_RESOURCE')) throw new FsError('EPERM')
  return { ...limits, [resource]: limit }
}
