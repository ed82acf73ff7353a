import type { RouteKey } from '../../engine/daemon/api.ts'
import {
  archive,
  done,
  filters,
  flag,
  frames,
  integer,
  json,
  plain,
  platform,
  platforms,
  progress,
  text,
  texts,
  told,
  type Wires,
} from './wire.ts'

const NO_CACHE = {
  'Builder-Version': '2',
  'Cache-Control': 'no-cache, no-store, must-revalidate',
  Pragma: 'no-cache',
  Swarm: 'inactive',
}

/** Paths of the API that the daemon answers as it answers another route: all that is about a swarm, where it is in none. */
export const ALIASES: readonly (readonly [path: RegExp, key: RouteKey])[] = [
  [/^\/(configs|nodes|secrets|services|tasks)(\/.*)?$/, 'GET /swarm'],
  [/^\/swarm\/(unlock|unlockkey|update)$/, 'GET /swarm'],
]

/** How every route of the Engine API travels over HTTP. */
export const WIRES: Wires = {
  'GET /_ping': { reply: plain(NO_CACHE) },
  'GET /version': { reply: json() },
  'GET /info': { reply: json() },
  'GET /events': {
    query: { since: text, until: text, filters },
    reply: told(({ until }) => until === undefined),
  },
  'GET /system/df': { reply: json() },
  'POST /images/prune': { query: { filters }, reply: json() },
  'POST /containers/prune': { query: { filters }, reply: json() },
  'GET /images/json': { query: { all: flag, filters, 'shared-size': flag }, reply: json() },
  'POST /images/create': {
    query: {
      fromImage: text,
      tag: text,
      platform: text,
      fromSrc: text,
      repo: text,
      message: text,
      changes: texts,
    },
    auth: 'header',
    body: 'tar',
    reply: progress,
  },
  'POST /images/{name}/push': { query: { tag: text, platform: text }, auth: 'header', reply: progress },
  'GET /images/search': { query: { term: text, limit: integer, filters }, auth: 'header', reply: json() },
  'GET /distribution/{name}/json': { auth: 'header', reply: json() },
  'POST /auth': { body: 'json', reply: json() },
  'GET /images/{name}/json': { query: { platform }, reply: json() },
  'GET /images/{name}/history': { query: { platform }, reply: json() },
  'POST /images/{name}/tag': { query: { repo: text, tag: text }, reply: done(201) },
  'DELETE /images/{name}': { query: { force: flag, noprune: flag, platforms }, reply: json() },
  'GET /images/get': { query: { names: texts, platform }, reply: archive },
  'POST /images/load': { query: { quiet: flag, platform }, body: 'tar', reply: progress },
  'GET /containers/json': { query: { all: flag, limit: integer, size: flag, filters }, reply: json() },
  'POST /containers/create': { query: { name: text, platform: text }, body: 'json', reply: json(201) },
  'GET /containers/{id}/json': { query: { size: flag }, reply: json() },
  'POST /containers/{id}/start': { reply: done() },
  'POST /containers/{id}/stop': { query: { t: integer, signal: text }, reply: done() },
  'POST /containers/{id}/kill': { query: { signal: text }, reply: done() },
  // `docker run -d` waits like this and goes away.
  'POST /containers/{id}/wait': {
    query: { condition: text },
    reply: told(({ condition }) => condition !== undefined),
  },
  'POST /containers/{id}/attach': {
    query: { stream: flag, stdin: flag, stdout: flag, stderr: flag, logs: flag },
    reply: frames('container'),
  },
  'POST /containers/{id}/resize': { query: { h: integer, w: integer }, reply: done(200) },
  'GET /containers/{id}/logs': {
    query: { stdout: flag, stderr: flag, follow: flag, tail: text },
    reply: frames('container'),
  },
  'GET /containers/{id}/changes': { reply: json() },
  'DELETE /containers/{id}': { query: { force: flag, v: flag }, reply: done() },
  'POST /containers/{id}/exec': { body: 'json', reply: json(201) },
  'POST /exec/{id}/start': { body: 'json', reply: frames('body') },
  'POST /exec/{id}/resize': { query: { h: integer, w: integer }, reply: done(200) },
  'GET /exec/{id}/json': { reply: json() },
  'GET /swarm': { reply: json() },
  'POST /swarm/leave': { reply: done() },
  'GET /plugins': { query: { filters }, reply: json() },
  'GET /volumes': { query: { filters }, reply: json() },
  'POST /volumes/create': { body: 'json', reply: json(201) },
  'GET /volumes/{name}': { reply: json() },
  'DELETE /volumes/{name}': { query: { force: flag }, reply: done() },
  'POST /volumes/prune': { query: { filters }, reply: json() },
  'POST /networks/prune': { query: { filters }, reply: json() },
  'POST /build/prune': { query: { all: flag, filters }, reply: json() },
  'GET /strata/explain': { query: { container: text, image: text, path: text }, reply: json() },
}
