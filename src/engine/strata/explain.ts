import { EngineError, isErrno } from '../base/errors.ts'
import type { PathOrigin, ReplyOf, RequestOf } from '../daemon/api.ts'
import type { ExitCode, Process } from '../kernel/process.ts'

type Answer = ReplyOf<'GET /strata/explain'>

const ROLES: Record<PathOrigin['Role'], string> = {
  supplies: 'seen',
  merged: 'merged into it',
  hides: 'marks it deleted',
  hidden: 'hidden',
}

/** `strata explain CONTAINER|IMAGE PATH`: one row a layer, topmost first. Exit 1 when no layer knows the path. */
export async function explain(process: Process, argv: readonly string[]): Promise<ExitCode> {
  const [of, path] = argv
  if (of === undefined || path === undefined || argv.length > 2) {
    await process.write(2, 'usage: strata explain CONTAINER|IMAGE PATH\n')
    return 2
  }
  try {
    const origins = await ask(process, of, path)
    if (origins.length === 0) {
      await process.write(2, `strata: ${of} has no ${path} in any layer\n`)
      return 1
    }
    await process.write(1, table(origins))
    return 0
  } catch (error) {
    if (error instanceof EngineError || isErrno(error)) {
      await process.write(2, `strata: ${error.message}\n`)
      return 1
    }
    throw error
  }
}

/** A container of that name, else an image. */
async function ask(process: Process, of: string, path: string): Promise<PathOrigin[]> {
  const connection = process.connect('/run/docker.sock')
  const call = async (query: RequestOf<'GET /strata/explain'>['query']): Promise<PathOrigin[]> =>
    ((await connection.call({ route: 'GET /strata/explain', query })) as Answer).value
  try {
    return await call({ container: of, path })
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'not-found') throw error
    return call({ image: of, path })
  }
}

const layerName = (origin: PathOrigin): string =>
  origin.Index < 0
    ? 'container'
    : origin.Layer.startsWith('sha256:')
      ? `${origin.Index + 1} ${origin.Layer.slice(7, 19)}`
      : `${origin.Index + 1} (init)`

function roleText(origin: PathOrigin): string {
  const by = origin.HiddenBy
  if (!by) return ROLES[origin.Role]
  const where = by.Index < 0 ? 'the container' : `layer ${by.Index + 1}`
  return by.By === 'covered' ? `hidden by ${where}` : `hidden by the ${by.By} in ${where}`
}

function table(origins: readonly PathOrigin[]): string {
  const rows = [
    ['LAYER', 'KIND', 'SIZE', 'WHAT IT DOES'],
    ...origins.map((origin) => [
      layerName(origin),
      origin.Opaque ? 'opaque directory' : origin.Kind,
      origin.Kind === 'file' ? String(origin.Size) : '',
      roleText(origin),
    ]),
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) => `${row.map((cell, i) => (i < 3 ? cell.padEnd(widths[i]! + 3) : cell)).join('')}\n`)
    .join('')
}
