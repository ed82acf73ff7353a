import type { NamespaceKind } from '../../kernel/namespaces.ts'
import type { Options } from '../options.ts'

/** Options for the kinds of namespaces, in the order in which they are entered (util-linux, sys-utils/nsenter.c). */
export const KIND_OPTIONS: readonly (readonly [key: string, kind: NamespaceKind])[] = [
  ['U', 'user'],
  ['C', 'cgroup'],
  ['i', 'ipc'],
  ['u', 'uts'],
  ['n', 'net'],
  ['p', 'pid'],
  ['m', 'mnt'],
  ['T', 'time'],
]

/** Their long names, by their letters. */
export const LONG: Readonly<Record<string, string>> = {
  m: 'mount',
  u: 'uts',
  i: 'ipc',
  n: 'net',
  p: 'pid',
  U: 'user',
  C: 'cgroup',
  T: 'time',
}

export const kindsIn = (options: Options): NamespaceKind[] =>
  KIND_OPTIONS.filter(([key]) => options.has(key, LONG[key]!)).map(([, kind]) => kind)
