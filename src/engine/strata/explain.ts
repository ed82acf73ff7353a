import { EngineError, isErrno } from '../base/errors.ts'
import type { ContainerSummary, ImageSummary, PathOrigin } from '../daemon/api.ts'
import type { ExitCode, Process } from '../kernel/process.ts'

const ROLES: Record<PathOrigin['Role'], string> = {
  supplies: 'seen',
  merged: 'merged into it',
  hides: 'marks it deleted',
  hidden: 'hidden',
}

type Call = (route: string, query: object) => Promise<unknown>

/**
 * `strata explain [CONTAINER|IMAGE] PATH`: one row a layer, topmost first. Without a name it is about the newest container,
 * else the newest image. PATH is absolute. Exit 1 when no layer knows the path.
 */
export async function explain(process: Process, argv: readonly string[]): Promise<ExitCode> {
  const path = argv.at(-1)
  if (!path?.startsWith('/') || argv.length > 2) {
    await process.write(2, 'usage: strata explain [CONTAINER|IMAGE] PATH\n')
    return 2
  }
  try {
    const connection = process.connect('/run/docker.sock')
    const call: Call = async (route, query) =>
      ((await connection.call({ route, query })) as { value: unknown }).value
    const of = argv.length === 2 ? argv[0]! : await newest(call)
    if (of === undefined) {
      await process.write(2, 'strata: there is no container and no image yet\n')
      return 1
    }
    const origins = await ask(call, of, path)
    if (origins.length === 0) {
      await process.write(2, `strata: ${of} has no ${path} in any layer\n`)
      return 1
    }
    await process.write(1, (argv.length === 2 ? '' : `in ${of}:\n`) + table(origins))
    return 0
  } catch (error) {
    if (error instanceof EngineError || isErrno(error)) {
      await process.write(2, `strata: ${error.message}\n`)
      return 1
    }
    throw error
  }
}

/** Name of the newest container, else of the newest image. */
async function newest(call: Call): Promise<string | undefined> {
  const [container] = (await call('GET /containers/json', { all: true })) as ContainerSummary[]
  if (container) return container.Names[0]?.replace(/^\//, '') ?? container.Id
  const [image] = (await call('GET /images/json', {})) as ImageSummary[]
  return image && (image.RepoTags[0] ?? image.Id)
}

/** A container of that name, else an image. */
async function ask(call: Call, of: string, path: string): Promise<PathOrigin[]> {
  try {
    return (await call('GET /strata/explain', { container: of, path })) as PathOrigin[]
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'not-found') throw error
    return (await call('GET /strata/explain', { image: of, path })) as PathOrigin[]
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
