import type { Namespaces } from '../../../kernel/record.ts'

/** Kinds of namespaces, by their names in /proc/PID/ns. */
export const NAMESPACE_KINDS = ['mnt', 'pid', 'net', 'uts', 'ipc'] as const
export type NamespaceKind = (typeof NAMESPACE_KINDS)[number]

/** The inode number of a namespace, where the kernel gives it one, and whether it is the same as another process's. */
export function namespaceOf(
  of: Namespaces,
  other: Namespaces,
  kind: NamespaceKind,
): { number: number | undefined; same: boolean } {
  const [mine, theirs] = [of, other].map((set) => (kind === 'mnt' ? set.mount : set[kind]))
  return { number: typeof mine === 'number' ? mine : undefined, same: mine === theirs }
}
