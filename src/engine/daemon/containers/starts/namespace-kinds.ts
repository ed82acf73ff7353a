import { type Namespaces, numberOf } from '../../../kernel/namespaces.ts'

/** Kinds of namespaces, by their names in /proc/PID/ns. */
export const NAMESPACE_KINDS = ['mnt', 'pid', 'net', 'uts', 'ipc'] as const
export type NamespaceKind = (typeof NAMESPACE_KINDS)[number]

/** The inode number of a namespace, and whether it is the same as another process's. */
export function namespaceOf(
  of: Namespaces,
  other: Namespaces,
  kind: NamespaceKind,
): { number: number; same: boolean } {
  const number = numberOf(of, kind)
  return { number, same: number === numberOf(other, kind) }
}
