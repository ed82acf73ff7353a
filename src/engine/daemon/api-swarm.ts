import type { Filters, PluginSummary, Value } from './api.ts'

/** Swarms and plugins: of both this daemon has none. */
export interface SwarmApi {
  'GET /swarm': { reply: Value<Record<string, unknown>> }
  'POST /swarm/leave': { reply: Value<null> }
  'GET /plugins/{name}/json': { params: { name: string }; reply: Value<PluginSummary> }
  'DELETE /plugins/{name}': { params: { name: string }; query: { force?: boolean }; reply: Value<null> }
  'POST /plugins/{name}/enable': {
    params: { name: string }
    query: { timeout?: number }
    reply: Value<null>
  }
  'POST /plugins/{name}/disable': {
    params: { name: string }
    query: { force?: boolean }
    reply: Value<null>
  }
  'POST /plugins/{name}/push': { params: { name: string }; reply: Value<null> }
  'POST /plugins/{name}/set': { params: { name: string }; reply: Value<null> }
  'GET /plugins': { query: { filters?: Filters }; reply: Value<PluginSummary[]> }
}
