import { EngineError } from './errors.ts'

/**
 * A reference to an image in its full form (distribution/reference, "Grammar"):
 * `[domain/]path[:tag][@digest]`. `domain` and `path` are normalised: `redis` is `docker.io` / `library/redis`.
 */
export interface Reference {
  readonly domain: string
  readonly path: string
  readonly tag?: string
  readonly digest?: string
}

export const DEFAULT_DOMAIN = 'docker.io'
const OFFICIAL = 'library/'
const MAX_NAME = 255

const alphanumeric = '[a-z0-9]+'
const separator = '(?:[._]|__|[-]+)'
const component = `${alphanumeric}(?:${separator}${alphanumeric})*`
const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const domainPattern = `(?:${domainComponent}(?:\\.${domainComponent})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`
const NAME = `(?:${domainPattern}/)?${component}(?:/${component})*`
const FULL = new RegExp(
  `^(${NAME})(?::([\\w][\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
)
/** Hex digits of the algorithms that Docker knows. */
const DIGEST_LENGTHS = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
])
const IDENTIFIER = /^[a-f0-9]{64}$/

const invalid = (text: string): EngineError => new EngineError('invalid', text)

/** Reads what a user typed. Throws `invalid` with the text of distribution/reference. */
export function parseReference(text: string): Reference {
  if (IDENTIFIER.test(text))
    throw invalid(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`)
  const { domain, rest } = splitDomain(text)
  const at = rest.indexOf(':')
  const remote = at < 0 ? rest : rest.slice(0, at)
  if (remote.toLowerCase() !== remote)
    throw invalid(`invalid reference format: repository name (${remote}) must be lowercase`)
  const match = FULL.exec(`${domain}/${rest}`)
  if (!match) throw invalid('invalid reference format')
  const name = match[1]!
  const path = name.slice(domain.length + 1)
  if (path.length > MAX_NAME) throw invalid(`repository name must not be more than ${MAX_NAME} characters`)
  const digest = match[3]
  if (digest !== undefined) checkDigest(digest)
  return {
    domain,
    path,
    ...(match[2] !== undefined && { tag: match[2] }),
    ...(digest !== undefined && { digest }),
  }
}

function checkDigest(digest: string): void {
  const [algorithm, value] = digest.split(':') as [string, string]
  if (/[A-Z]/.test(algorithm)) throw invalid('invalid checksum digest format')
  const length = DIGEST_LENGTHS.get(algorithm)
  if (length === undefined) throw invalid('unsupported digest algorithm')
  if (value.length !== length) throw invalid('invalid checksum digest length')
  if (/[^a-f0-9]/.test(value)) throw invalid('invalid checksum digest format')
}

function splitDomain(text: string): { domain: string; rest: string } {
  const slash = text.indexOf('/')
  const first = slash < 0 ? '' : text.slice(0, slash)
  const isDomain =
    slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first)
  let domain = isDomain ? first : DEFAULT_DOMAIN
  let rest = isDomain ? text.slice(slash + 1) : text
  if (domain === 'index.docker.io') domain = DEFAULT_DOMAIN
  if (domain === DEFAULT_DOMAIN && !rest.includes('/')) rest = OFFICIAL + rest
  return { domain, rest }
}

/** `docker.io/library/redis`. */
export const fullName = (ref: Reference): string => `${ref.domain}/${ref.path}`

/** The short form a user knows: `redis`, `alice/app`, `localhost:5000/app`. */
export function familiarName(ref: Reference): string {
  if (ref.domain !== DEFAULT_DOMAIN) return fullName(ref)
  const bare = ref.path.startsWith(OFFICIAL) ? ref.path.slice(OFFICIAL.length) : ref.path
  return bare.includes('/') && ref.path.startsWith(OFFICIAL) ? ref.path : bare
}

/** The short form with tag and digest. */
export const familiarString = (ref: Reference): string =>
  `${familiarName(ref)}${ref.tag === undefined ? '' : `:${ref.tag}`}${ref.digest === undefined ? '' : `@${ref.digest}`}`

/** With `latest` where neither tag nor digest is given. */
export const withDefaultTag = (ref: Reference): Reference =>
  ref.tag === undefined && ref.digest === undefined ? { ...ref, tag: 'latest' } : ref

const TAG = /^[\w][\w.-]{0,127}$/
export const isTag = (text: string): boolean => TAG.test(text)
