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

/** How every route of the Engine API travels over HTTP. */
export const WIRES: Wires = {
  'GET /_ping': { reply: plain(NO_CACHE) },
  'GET /version': { reply: json() },
  'GET /info': { reply: json() },
  'GET /images/json': { query: { all: flag, filters, 'shared-size': flag }, reply: json() },
  'POST /images/create': {
    query: { fromImage: text, tag: text, platform: text },
    auth: 'header',
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
  'GET /images/get': { query: { names: texts }, reply: archive },
  'POST /images/load': { query: { quiet: flag }, body: 'tar', reply: progress },
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
  'GET /strata/explain': { query: { container: text, image: text, path: text }, reply: json() },
}
