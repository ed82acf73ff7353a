import type { Body } from '../../engine/base/body.ts'
import type {
  EngineApi,
  Filters,
  Hijack,
  PathArchive,
  PathStat,
  RouteKey,
  Stream,
  Value,
} from '../../engine/daemon/api.ts'
import type { Platform } from '../../engine/oci/types.ts'

/** Reads one parameter of a query from the texts it was given; they are never empty. */
export type Decode<T> = (texts: readonly string[]) => T

/** How a reply becomes HTTP. */
export type ReplyWire =
  /** `application/json`, or an empty answer where the value is null. */
  | {
      readonly kind: 'json'
      readonly status: number
      /** `<`, `>` and `&` are escaped: its Go type writes itself. */
      readonly escapes?: true
    }
  | { readonly kind: 'text'; readonly headers: Readonly<Record<string, string>> }
  /** A tar archive. */
  | { readonly kind: 'tar' }
  /** What is at a path of a container in a header; below it an archive, unless only the header was asked for. */
  | { readonly kind: 'path' }
  | LinesWire
  /** Raw or multiplexed frames; the connection is taken over where the client asks for it. */
  | { readonly kind: 'frames'; readonly tty: Terminal }

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
                ? 'text' | 'json'
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
        readonly body: [EngineApi[K]['body']] extends [Body | undefined]
          ? 'tar'
          : null extends EngineApi[K]['body']
            ? 'optional json'
            : 'json'
      }
    : { readonly body?: undefined }) &
  (EngineApi[K] extends { auth?: unknown } ? { readonly auth: 'header' } : { readonly auth?: undefined })

export type Wires = { readonly [K in RouteKey]: Wire<K> }

/** A wire whose route is not known before the request came. */
export interface AnyWire {
  readonly reply: ReplyWire
  readonly query?: Readonly<Record<string, Decode<unknown>>>
  readonly body?: 'tar' | 'json' | 'optional json'
  readonly auth?: 'header'
}

export const json = (status = 200) => ({ kind: 'json', status }) as const
export const escapedJson = { kind: 'json', status: 200, escapes: true } as const
/** Says only that it was done. */
export const done = (status = 204) => ({ kind: 'json', status }) as const
export const plain = (headers: Readonly<Record<string, string>> = {}) => ({ kind: 'text', headers }) as const
/** A tar archive. */
export const archive = { kind: 'tar' } as const
export const pathStat = { kind: 'path' } as const
const never = (): boolean => false

/** Progress (moby, pkg/streamformatter). */
export const progress = { kind: 'lines', end: '\r\n', early: false, watches: never } as const
/** What is told as it happens. */
export const told = (watches: LinesWire['watches'] = never) =>
  ({ kind: 'lines', end: '\n', early: true, watches }) as const
export const frames = (tty: Terminal) => ({ kind: 'frames', tty }) as const

/** Parameters of queries. */
export const text: Decode<string> = (texts) => texts[0]!
export const texts: Decode<string[]> = (all) => [...all]
/** moby, httputils.BoolValue: everything else is true. */
export const flag: Decode<boolean> = ([first]) =>
  !['', '0', 'no', 'false', 'none'].includes(first!.trim().toLowerCase())
/** Throws `BadRequest` for what is no number. */
export const integer: Decode<number> = ([first]) => {
  if (!/^[+-]?\d+$/.test(first!))
    throw new BadRequest(`strconv.Atoi: parsing ${JSON.stringify(first)}: invalid syntax`)
  return Number(first)
}

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
  const parsed = parsedOr(first!, 'error reading build args')
  if (typeof parsed !== 'object' || parsed === null) return {}
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => [name, value === null ? null : String(value)]),
  )
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
