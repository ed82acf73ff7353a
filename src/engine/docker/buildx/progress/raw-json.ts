import { encodeBase64 } from '../../../base/base64.ts'
import { rfc3339Nano } from '../../../base/time.ts'
import type { SolveStatus } from '../../../daemon/api.ts'
import { compactJson } from '../../format/json.ts'

/** A status as one line of JSON (BuildKit, client.SolveStatus). */
export function rawStatus({ vertexes, statuses, logs, warnings }: SolveStatus): string {
  const value = {
    ...(vertexes && {
      vertexes: vertexes.map(({ digest, inputs, name, started, completed, cached, error, group }) => ({
        digest,
        ...(inputs.length > 0 && { inputs }),
        name,
        ...(started !== undefined && { started: rfc3339Nano(started) }),
        ...(completed !== undefined && { completed: rfc3339Nano(completed) }),
        ...(cached && { cached }),
        ...(error !== undefined && { error }),
        ...(group && {
          progressGroup: { id: group.id, name: group.name, ...(group.weak && { weak: true }) },
        }),
      })),
    }),
    ...(statuses && {
      statuses: statuses.map(({ id, vertex, current, total, timestamp, started, completed }) => ({
        id,
        vertex,
        ...(total !== 0 && { total }),
        current,
        timestamp: rfc3339Nano(timestamp),
        started: rfc3339Nano(started),
        ...(completed !== undefined && { completed: rfc3339Nano(completed) }),
      })),
    }),
    ...(logs && {
      logs: logs.map(({ vertex, stream, data, timestamp }) => ({
        vertex,
        stream,
        data: encodeBase64(data),
        timestamp: rfc3339Nano(timestamp),
      })),
    }),
    ...(warnings && {
      warnings: warnings.map(({ vertex, short, detail, url }) => ({
        vertex,
        level: 1,
        short,
        detail: [detail],
        url,
      })),
    }),
  }
  return `${compactJson(value)}\n`
}
