import { type Body, chunksOf } from '../../../base/body.ts'
import { EngineError, FsError } from '../../../base/errors.ts'
import { requestTarget } from '../../../base/request-target.ts'
import type { PathStat } from '../../../daemon/api.ts'
import { extractTar } from '../../../vfs/tar/extract.ts'
import { packTree } from '../../../vfs/tar/pack.ts'
import { readTar } from '../../../vfs/tar/read.ts'
import { writeTar } from '../../../vfs/tar/write.ts'
import type { ClientContext } from '../../cli/command.ts'
import { ClientError, ConnectionError } from '../../cli/errors.ts'
import { humanSize } from '../../format/units.ts'
import { join } from '../../go/path.ts'
import { archiveOf } from '../../stream/input-file.ts'
import { checkDestination, localDestination, localPath, localSource, unpackFailure } from './local.ts'
import { rebased, splitEntry } from './paths.ts'
import { type CopyInfo, prepareCopy, rebaseEntries } from './prepare.ts'

export interface CopyOptions {
  readonly followLink: boolean
  readonly copyUIDGID: boolean
  /** Says nothing when it is done. */
  readonly quiet: boolean
}

export interface ContainerPath {
  readonly container: string
  readonly path: string
}

/** Bits of Go's os.FileMode. */
const DIRECTORY = 2 ** 31
const SYMLINK = 2 ** 27
const DEVICE = 2 ** 26
const has = (mode: number, bit: number): boolean => Math.floor(mode / bit) % 2 === 1

/** What is there; undefined where the daemon says nothing of it, whatever the reason: the copy itself will tell. */
async function statOf(
  { api }: ClientContext,
  container: string,
  path: string,
): Promise<PathStat | undefined> {
  try {
    return (await api.call('HEAD /containers/{id}/archive', { params: { id: container }, query: { path } }))
      .value
  } catch (error) {
    if (error instanceof EngineError || error instanceof ConnectionError) return undefined
    throw error
  }
}

/** Where a symlink of a container leads, seen from its own path. */
const targetOf = (path: string, { linkTarget }: PathStat): string =>
  linkTarget.startsWith('/') ? linkTarget : join(splitEntry(path).folder, linkTarget)

/** Copies, and tells how much was: the client says so even where the copy failed, before it says why. */
async function reported(
  context: ClientContext,
  quiet: boolean,
  to: string,
  copy: (sent: (bytes: number) => void) => Promise<void> | void,
): Promise<void> {
  let bytes = 0
  const failure = await attempt(() => copy((count) => (bytes = count)))
  if (!quiet) await context.err(`Successfully copied ${humanSize(bytes, 3)} to ${to}\n`)
  if (failure) throw failure.error
}

async function attempt(work: () => Promise<void> | void): Promise<{ error: unknown } | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    return { error }
  }
}

/** `docker cp CONTAINER:PATH PATH` (docker/cli, copyFromContainer). */
export async function copyFromContainer(
  context: ClientContext,
  source: ContainerPath,
  to: string,
  options: CopyOptions,
): Promise<void> {
  const { process, api } = context
  const destination = to === '-' ? to : localPath(process, to)
  if (to !== '-') checkDestination(process, destination)
  let { path } = source
  let rebaseName = ''
  if (options.followLink) {
    const stat = await statOf(context, source.container, path)
    if (stat && has(stat.mode, SYMLINK)) ({ path, rebaseName } = rebased(path, targetOf(path, stat)))
  }
  const reply = await api.call('GET /containers/{id}/archive', {
    params: { id: source.container },
    query: { path },
  })
  const { stat, archive } = reply.value
  if (to === '-') {
    for (const chunk of chunksOf(archive)) await process.write(1, chunk)
    return
  }
  const info: CopyInfo = { path, exists: true, isDir: has(stat.mode, DIRECTORY), rebaseName }
  await reported(context, options.quiet, destination, (sent) =>
    unpack(context, archive, info, destination, sent),
  )
}

function unpack(
  { process }: ClientContext,
  archive: Body,
  source: CopyInfo,
  destination: string,
  sent: (bytes: number) => void,
): void {
  try {
    const { rebaseName } = source
    const read = readTar(archive)
    const named = rebaseName === '' ? read : rebaseEntries(read, splitEntry(source.path).name, rebaseName)
    const { folder, entries } = prepareCopy(named, source, localDestination(process, destination))
    sent(archive.size)
    extractTar(process, entries, folder, {
      owner: 'own',
      noOverwriteDirNonDir: true,
      symlinks: 'plain',
      shown: folder,
    })
  } catch (error) {
    if (error instanceof EngineError) throw new ClientError(error.message)
    if (error instanceof FsError) throw unpackFailure(error)
    throw error
  }
}

/** `docker cp PATH CONTAINER:PATH` (docker/cli, copyToContainer). */
export async function copyToContainer(
  context: ClientContext,
  from: string,
  destination: ContainerPath,
  options: CopyOptions,
): Promise<void> {
  const { process } = context
  const { container } = destination
  const whole = `${container}:${destination.path}`
  let { path } = destination
  let stat = await statOf(context, container, path)
  if (stat && has(stat.mode, SYMLINK)) {
    path = targetOf(path, stat)
    stat = await statOf(context, container, path)
  }
  if (stat && has(stat.mode, DEVICE))
    throw new ClientError(`destination "${whole}" must be a directory or a regular file: got a device`)
  const isDir = stat !== undefined && has(stat.mode, DIRECTORY)
  if (from === '-') {
    if (!isDir) throw new ClientError(`destination "${whole}" must be a directory`)
    const { query, target } = upload(container, path, options)
    await put(context, container, query, await archiveOf(process, 0, '', target))
    return
  }
  const source = localSource(process, localPath(process, from), options.followLink)
  const split = splitEntry(source.path)
  const own = split.name === '/' ? '.' : split.name
  const { folder, entries } = prepareCopy(packTree(process, source.path, source.rebaseName || own), source, {
    path,
    exists: stat !== undefined,
    isDir,
    rebaseName: '',
  })
  const body = writeTar(entries)
  await reported(context, options.quiet, `${container}:${path}`, async (sent) => {
    sent(body.size)
    await put(context, container, upload(container, folder, options).query, body)
  })
}

const upload = (container: string, path: string, { copyUIDGID }: CopyOptions) => {
  const query = { path, noOverwriteDirNonDir: true, ...(copyUIDGID && { copyUIDGID }) }
  return {
    query,
    target: requestTarget('PUT /containers/{id}/archive', { params: { id: container }, query }),
  }
}

async function put(
  { api }: ClientContext,
  id: string,
  query: ReturnType<typeof upload>['query'],
  body: Body,
): Promise<void> {
  await api.call('PUT /containers/{id}/archive', { params: { id }, query, body })
}
