import type { Dialect } from './dialect.ts'

/** Buckets of the table of variables (dash, var.c; busybox, ash.c: VTABSIZE). */
const BUCKETS = 39

function bucketOf(name: string): number {
  let hash = name.charCodeAt(0) << 4
  for (let i = 0; i < name.length; i++) hash += name.charCodeAt(i)
  return hash % BUCKETS
}

/**
 * The environment in the order in which a shell hands it on: ash and dash walk through their table of variables; bash's
 * order is the one that it is given in.
 */
export const inShellOrder = (env: ReadonlyMap<string, string>, dialect: Dialect): Map<string, string> =>
  new Map(dialect === 'bash' ? env : [...env].sort(([a], [b]) => bucketOf(a) - bucketOf(b)))
