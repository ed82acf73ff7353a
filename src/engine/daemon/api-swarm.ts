import type { Filters, PluginSummary, Value } from './api.ts'

/** Swarms and plugins: of both this daemon has none. */
export interface SwarmApi {
  'GET /swarm': { reply: Value<Record<string, unknown>> }
  'POST /swarm/leave': { reply: Value<null> }
  'GET /plugins/{name}/json': { params: { name: string }; reply: Value<never> }
  'DELETE /plugins/{name}': { params: { name: string }; query: { force?: boolean }; reply: Value<never> }
  'POST /plugins/{name}/enable': {
    params: { name: string }
    query: { timeout?: number }
    reply: Value<never>
  }
  'POST /plugins/{name}/disable': {
    params: { name: string }
    query: { force?: boolean }
    reply: Value<never>
  }
  'POST /plugins/{name}/push': { params: { name: string }; reply: Value<never> }
  'POST /plugins/{name}/set': { params: { name: string }; body: readonly string[]; reply: Value<never> }
  'GET /plugins': { query: { filters?: Filters }; reply: Value<PluginSummary[]> }
}
