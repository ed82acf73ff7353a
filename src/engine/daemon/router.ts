import { EngineError } from '../base/errors.ts'
import type { Caller } from '../kernel/service.ts'
import type { ReplyOf, RequestOf, RouteKey } from './api.ts'
import type { Daemon } from './daemon.ts'

/** What a handler works with. */
export interface RouteContext {
  readonly daemon: Daemon
  readonly caller: Caller
}

export type Handler<K extends RouteKey> = (
  context: RouteContext,
  request: RequestOf<K>,
) => ReplyOf<K> | Promise<ReplyOf<K>>

/** A table of handlers for some routes. */
export type Routes<K extends RouteKey = RouteKey> = { readonly [R in K]: Handler<R> }

/** A request as it crosses the socket. */
export interface RouteRequest {
  readonly route: string
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
  /** Of the X-Registry-Auth header. */
  readonly auth?: unknown
}

/** Answers a request from the table; `page not found` where there is no such route, as the API's mux says. */
export async function answer(routes: Routes, context: RouteContext, request: unknown): Promise<unknown> {
  const { route, ...rest } = request as RouteRequest
  const handler = Object.hasOwn(routes, route) ? routes[route as RouteKey] : undefined
  if (!handler) throw new EngineError('not-found', 'page not found')
  const params = (rest.params ?? {}) as Record<string, unknown>
  if (Object.values(params).includes('')) throw new EngineError('not-found', 'page not found')
  return (handler as (c: RouteContext, r: unknown) => unknown)(context, {
    params,
    query: rest.query ?? {},
    body: rest.body,
    ...(rest.auth !== undefined && { auth: rest.auth }),
  })
}
