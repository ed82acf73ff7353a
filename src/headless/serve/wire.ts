import type { Body } from '../../engine/base/body.ts'
import { EngineError } from '../../engine/base/errors.ts'
import { readJson } from '../../engine/base/json-read.ts'
import type {
  BuildkitApi,
  EngineApi,
  Filters,
  Hijack,
  PathArchive,
  PathStat,
  RouteKey,
  Stream,
  Value,
} from '../../engine/daemon/api.ts'
import type { Ulimit } from '../../engine/daemon/api-container.ts'
import type { Platform } from '../../engine/oci/types.ts'
import type { JsonBody } from './bodies.ts'

/** Reads one parameter of a query from the texts it was given; they are never empty. */
export interface Decode<T> {
  (texts: readonly string[]): T
  /** One that is missing is read as an empty text. */
  readonly always?: true
}

/** How a reply becomes HTTP. */
export type ReplyWire =
  /** Says only that it was done, or that it need not be. */
  | { readonly kind: 'done'; readonly status: number }
  | {
      readonly kind: 'json'
      readonly status: number
      /** `<`, `>` and `&` are escaped: its Go type writes itself. */
      readonly escapes?: true
    }
  | { readonly kind: 'text'; readonly headers: Readonly<Record<string, string>> }
  /** A tar archive. */
  | { readonly kind: 'tar'; readonly type: string }
  /** What is at a path of a container in a header; below it an archive, unless only the header was asked for. */
  | { readonly kind: 'path' }
  | LinesWire
  /**
   * Raw or multiplexed frames. A connection that is `taken` over carries them without HTTP; then failures too, where the
   * daemon took it before it looked (`raw`).
   */
  | {
      readonly kind: 'frames'
      readonly tty: Terminal
      readonly taken: boolean
      readonly failures: 'json' | 'raw'
    }

/** JSON values, each sent when it comes. */
export interface LinesWire {
  readonly kind: 'lines'
  readonly end: '\n' | '\r\n'
  /** The answer begins before the first, so that a failure can no longer have a status of its own. */
  readonly early: boolean
  /** The client looks on: nothing need happen for its sake. */
  watches(query: Readonly<Record<string, unknown>>): boolean
}

/** Where it stands whether a terminal is attached, so that frames go raw: in the request's body, or in its container. */
export type Terminal = 'body' | 'container'

type ReplyFor<R> =
  R extends Value<infer T>
    ? Extract<
        ReplyWire,
        {
          kind: T extends Body
            ? 'tar'
            : T extends PathArchive | PathStat
              ? 'path'
              : T extends string
                ? 'text' | 'json' | 'done'
                : T extends null
                  ? 'json' | 'done'
                  : 'json'
        }
      >
    : R extends Stream<unknown>
      ? Extract<ReplyWire, { kind: 'lines' }>
      : R extends Hijack
        ? Extract<ReplyWire, { kind: 'frames' }>
        : never

/**
 * How a route travels over HTTP. Every parameter of its query must have a decoder, a body its form, the reply its
 * own: one that is forgotten is a type error.
 */
export type Wire<K extends RouteKey> = {
  readonly reply: ReplyFor<EngineApi[K]['reply']>
} & (EngineApi[K] extends { query?: infer Q }
  ? { readonly query: { readonly [P in keyof Q]-?: Decode<Exclude<Q[P], undefined>> } }
  : { readonly query?: undefined }) &
  ('body' extends keyof EngineApi[K]
    ? {
        readonly body: [EngineApi[K]['body']] extends [Body | undefined] ? 'tar' : JsonBody
      }
    : { readonly body?: undefined }) &
  (EngineApi[K] extends { auth?: unknown } ? { readonly auth: 'header' } : { readonly auth?: undefined })

/** What BuildKit says to itself goes over gRPC, which is not spoken here. */
export type HttpRoute = Exclude<RouteKey, keyof BuildkitApi>
export type Wires = { readonly [K in HttpRoute]: Wire<K> }

/** A wire whose route is not known before the request came. */
export interface AnyWire {
  readonly reply: ReplyWire
  readonly query?: Readonly<Record<string, Decode<unknown>>>
  readonly body?: 'tar' | JsonBody
  readonly auth?: 'header'
}

export const json = (status = 200) => ({ kind: 'json', status }) as const
export const escapedJson = { kind: 'json', status: 200, escapes: true } as const
/** Says only that it was done. */
export const done = (status = 204) => ({ kind: 'done', status }) as const
export const plain = (headers: Readonly<Record<string, string>> = {}) => ({ kind: 'text', headers }) as const
/** A tar archive. */
export const archive = { kind: 'tar', type: 'application/x-tar' } as const
/** A container's files: the daemon does not say what they are packed in. */
export const exported = { kind: 'tar', type: 'application/octet-stream' } as const
export const pathStat = { kind: 'path' } as const
const never = (): boolean => false

/** Progress (moby, pkg/streamformatter). */
export const progress = { kind: 'lines', end: '\r\n', early: false, watches: never } as const
/** What is told as it happens. */
export const told = (watches: LinesWire['watches'] = never) =>
  ({ kind: 'lines', end: '\n', early: true, watches }) as const
export const attached = { kind: 'frames', tty: 'container', taken: true, failures: 'raw' } as const
export const executed = { kind: 'frames', tty: 'body', taken: true, failures: 'json' } as const
export const logged = { kind: 'frames', tty: 'container', taken: false, failures: 'json' } as const

/** Parameters of queries. */
export const text: Decode<string> = (texts) => texts[0]!
export const texts: Decode<string[]> = (all) => [...all]
/** A text whose route looks at it whether it came or not. */
export const needed: Decode<string> = Object.assign(([first]: readonly string[]) => first!, {
  always: true,
} as const)
export const neededTexts: Decode<string[]> = Object.assign(
  (all: readonly string[]) => all.filter((one) => one !== ''),
  { always: true } as const,
)
/** moby, httputils.BoolValue: everything else is true. */
export const flag: Decode<boolean> = ([first]) =>
  !['', '0', 'no', 'false', 'none'].includes(first!.trim().toLowerCase())
const NUMBER = /^[+-]?\d+$/
const notNumber = (text: string): string => `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`
/** What is no number is a failure of the daemon. */
export const integer: Decode<number> = ([first]) => {
  if (!NUMBER.test(first!)) throw new EngineError('internal', notNumber(first!))
  return Number(first)
}
/** What is no number counts as none. */
export const looseInteger: Decode<number> = ([first]) => (NUMBER.test(first!) ? Number(first) : 0)
export const limit: Decode<number> = ([first]) => {
  if (!NUMBER.test(first!)) throw new BadRequest(`invalid limit specified: ${notNumber(first!)}`)
  return Number(first)
}
/** Rows or columns of a terminal. */
export const extent = (name: 'height' | 'width'): Decode<number> =>
  Object.assign(
    ([first]: readonly string[]): number => {
      const refuse = (why: string): never => {
        throw new BadRequest(`invalid resize ${name} ${JSON.stringify(first)}: ${why}`)
      }
      if (!NUMBER.test(first!)) refuse('invalid syntax')
      const count = Number(first)
      return count < 0 || count >= 2 ** 32 ? refuse('value out of range') : count
    },
    { always: true } as const,
  )

/** Both forms of `filters`: `{"dangling":{"true":true}}` and the older `{"dangling":["true"]}`. */
export const filters: Decode<Filters> = ([first]) => {
  if (first === '') return {}
  const parsed = parsedOr(first!, 'invalid filter')
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new BadRequest('invalid filter')
  return Object.fromEntries(
    Object.entries(parsed).map(([name, values]: [string, unknown]) => {
      if (Array.isArray(values)) return [name, values.map(String)]
      if (typeof values !== 'object' || values === null) throw new BadRequest('invalid filter')
      return [name, Object.keys(values)]
    }),
  )
}

/** `{"NAME":"value","OTHER":null}`. */
export const pairs: Decode<Readonly<Record<string, string | null>>> = ([first]) => {
  if (first === '') return {}
  const parsed = goJson(first!, 'error reading build args')
  if (typeof parsed !== 'object' || parsed === null) return {}
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => [name, value === null ? null : String(value)]),
  )
}

/** Texts, as a list of JSON. */
export const names: Decode<string[]> = ([first]) => {
  const parsed = first === '' ? [] : goJson(first!, 'error reading build args')
  return Array.isArray(parsed) ? parsed.map(String) : []
}

/** Limits of a build's containers, as JSON. */
export const ulimits: Decode<Ulimit[]> = ([first]) => {
  if (first === '') return []
  const parsed = goJson(first!, 'error reading ulimit settings')
  if (!Array.isArray(parsed)) return []
  return (parsed as Partial<Ulimit>[]).map(({ Name, Soft, Hard }) => ({
    Name: String(Name ?? ''),
    Soft: Number(Soft ?? 0),
    Hard: Number(Hard ?? 0),
  }))
}

const readPlatform = (source: string): Platform => {
  const parsed = parsedOr(source, 'invalid platform')
  if (typeof parsed !== 'object' || parsed === null) throw new BadRequest('invalid platform')
  const { os, architecture, variant } = parsed as Partial<Platform>
  return { os: String(os ?? ''), architecture: String(architecture ?? ''), ...(variant && { variant }) }
}
/** `{"os":"linux","architecture":"arm64"}`. */
export const platform: Decode<Platform> = ([first]) => readPlatform(first!)
export const platforms: Decode<Platform[]> = (all) => all.map(readPlatform)

/** Throws `BadRequest` with what Go's reader says, after `prefix`. */
export function goJson(source: string, prefix: string): unknown {
  try {
    return readJson(source)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new BadRequest(`${prefix}: ${error.message}`)
  }
}

function parsedOr(source: string, refusal: string): unknown {
  try {
    return JSON.parse(source)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new BadRequest(refusal)
  }
}

/** What HTTP carried cannot be read: status 400. */
export class BadRequest extends Error {}
