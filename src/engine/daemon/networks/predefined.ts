import type { Container } from '../containers/store.ts'

/** Networks that every daemon has. */
export const PREDEFINED = ['bridge', 'host', 'none']

/** Names that no other network may have. */
export const RESERVED = [...PREDEFINED, 'default']

/** Digits of an ID that stand for the whole. */
const SHORT_ID = 12

/** Names under which others on a network find a container; null where the network has no names of its own. */
export const dnsNamesOf = (
  { id, name, config }: Pick<Container, 'id' | 'name' | 'config'>,
  network: string,
  aliases: readonly string[] | null,
): string[] | null =>
  PREDEFINED.includes(network)
    ? null
    : [...new Set([name, ...(aliases ?? []), id.slice(0, SHORT_ID), config.Hostname])].filter(Boolean)
