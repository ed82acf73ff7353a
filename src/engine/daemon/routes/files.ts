import { EngineError } from '../../base/errors.ts'
import { familiarString, isTag, parseReference, withDefaultTag } from '../../base/reference.ts'
import { archivePath, extractToDirectory, statPath } from '../containers/archive/copy.ts'
import { exportContainer } from '../containers/archive/export.ts'
import { createImage } from '../containers/create-image.ts'
import { findContainer } from '../containers/names.ts'
import type { RouteContext, Routes } from '../router.ts'
import { value } from './value.ts'

const asked = ({ daemon }: RouteContext, { id }: { id: string }, { path }: { path: string }) => {
  if (path === '') throw new EngineError('invalid', 'bad parameter: pathcannot be empty')
  return { container: findContainer(daemon.containers, id), name: id, path }
}

/** A name with its tag (moby, httputils.RepoTagReference). */
function nameFor(repo: string, tag = ''): string {
  const reference = parseReference(repo)
  if (reference.digest !== undefined) throw new EngineError('invalid', 'cannot import digest reference')
  if (tag !== '' && !isTag(tag)) throw new EngineError('invalid', 'invalid tag format')
  return familiarString(withDefaultTag(tag === '' ? reference : { ...reference, tag }))
}

/** Files of containers going out and in, and becoming images. */
export const fileRoutes: Routes<
  | 'HEAD /containers/{id}/archive'
  | 'GET /containers/{id}/archive'
  | 'PUT /containers/{id}/archive'
  | 'GET /containers/{id}/export'
  | 'POST /commit'
> = {
  'HEAD /containers/{id}/archive': (context, { params, query }) =>
    value(statPath(context.daemon, asked(context, params, query))),

  'GET /containers/{id}/archive': (context, { params, query }) =>
    value(archivePath(context.daemon, asked(context, params, query))),

  'PUT /containers/{id}/archive': async (context, { params, query, body }) => {
    const { noOverwriteDirNonDir = false, copyUIDGID = false } = query
    await extractToDirectory(context.daemon, asked(context, params, query), body, {
      noOverwriteDirNonDir,
      copyUIDGID,
    })
    return value(null)
  },

  'GET /containers/{id}/export': ({ daemon }, { params }) =>
    value(exportContainer(daemon, findContainer(daemon.containers, params.id))),

  'POST /commit': ({ daemon }, { query, body }) => {
    const { container, repo = '', tag, author = '', comment = '', changes = [], pause = true } = query
    if (container === '') throw new EngineError('invalid', 'invalid name or ID supplied: ""')
    const name = repo === '' ? '' : nameFor(repo, tag)
    const options = { name, author, comment, changes, pause, config: body ?? undefined }
    const { id } = createImage(daemon, findContainer(daemon.containers, container), options)
    return value({ Id: id })
  },
}
