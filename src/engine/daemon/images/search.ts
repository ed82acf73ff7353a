import { EngineError } from '../../base/errors.ts'
import { dialError, NetworkError } from '../../base/http.ts'
import type { Registries } from '../../registry/protocol.ts'
import type { Filters, SearchItem } from '../api.ts'
import { checkFilters } from '../filters.ts'

const FILTERS = ['is-automated', 'is-official', 'stars']
const DEFAULT_LIMIT = 25
const HUB_NAMES = ['docker.io', 'index.docker.io']

export interface SearchQuery {
  readonly term: string
  readonly limit?: number
  readonly filters?: Filters
}

const invalid = (text: string): EngineError => new EngineError('invalid', text)

/** `docker search` (moby, registry/search.go): of Docker Hub; other registries have no search. */
export async function searchImages(registries: Registries, query: SearchQuery): Promise<SearchItem[]> {
  const { term, limit = 0, filters = {} } = query
  checkFilters(filters, FILTERS)
  if (flag(filters, 'is-automated')) return []
  const official = flag(filters, 'is-official')
  const stars = Math.max(0, ...(filters.stars ?? []).map(starsOf))
  if (/^https?:\/\//.test(term))
    throw invalid(`invalid repository name: repository name (${term}) should not have a scheme`)
  const { index, name } = splitTerm(term)
  if (!HUB_NAMES.includes(index)) await askOther(registries, index)
  if (limit !== 0 && (limit < 1 || limit > 100))
    throw invalid(`limit ${limit} is outside the range of [1, 100]`)
  const hub = registries.lookup('docker.io')
  const found = await hub.search(name.replace(/^library\//, ''), limit || DEFAULT_LIMIT)
  return found
    .filter((one) => official === undefined || one.official === official)
    .filter((one) => one.stars >= stars)
    .map(({ name, description, stars: count, official: isOfficial }) => ({
      star_count: count,
      is_official: isOfficial,
      name,
      is_automated: false,
      description,
    }))
}

/** A filter that is yes or no, given at most once. */
function flag(filters: Filters, name: string): boolean | undefined {
  const values = filters[name]
  if (!values || values.length === 0) return undefined
  const yes = values.some((value) => ['1', 'true'].includes(value))
  const no = values.some((value) => ['0', 'false'].includes(value))
  if (yes === no || values.length > 1)
    throw invalid(`invalid filter '${name}=[${[...values].sort().join(' ')}]'`)
  return yes
}

function starsOf(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  throw invalid(
    `invalid filter 'stars=${text}': strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
  )
}

function splitTerm(term: string): { index: string; name: string } {
  const slash = term.indexOf('/')
  const first = slash < 0 ? '' : term.slice(0, slash)
  if (!/[.:]/.test(first) && first !== 'localhost') return { index: 'docker.io', name: term }
  return { index: first, name: term.slice(slash + 1) }
}

/** Another registry is pinged in the old protocol, and has nothing to say to a search. */
async function askOther(registries: Registries, index: string): Promise<never> {
  const [host = '', given] = index.split(':')
  const local = /^(localhost|127\.)/.test(host)
  const attempt = (tls: boolean): string | undefined => {
    try {
      registries.network.reach({ host, port: Number(given ?? (tls ? 443 : 80)), tls }, true)
      return undefined
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      return `Get "${tls ? 'https' : 'http'}://${index}/v1/_ping": ${dialError(error)}`
    }
  }
  const secure = attempt(true)
  if (secure !== undefined && !local)
    throw invalid(
      `invalid registry endpoint https://${index}/v1/: ${secure}. If this private registry supports only HTTP or HTTPS with an unknown CA certificate, please add \`--insecure-registry ${index}\` to the daemon's arguments. In the case of HTTPS, if you have access to the registry's CA certificate, no need for the flag; simply place the CA certificate at /etc/docker/certs.d/${index}/ca.crt`,
    )
  const plain = secure === undefined ? undefined : attempt(false)
  if (plain !== undefined)
    throw invalid(
      `invalid registry endpoint "http://${index}/v1/". HTTPS attempt: ${secure}. HTTP attempt: ${plain}`,
    )
  throw new EngineError('internal', 'Unexpected status code 404')
}
