import { EngineError, FsError } from '../../base/errors.ts'
import { familiarName, familiarString, type Reference, withDefaultTag } from '../../base/reference.ts'
import type { ContainerCreateBody } from '../../daemon/api.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError, goErrno } from '../cli/errors.ts'
import { platformArgument, platformFlag } from '../cli/platform-argument.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { notaryFailure, wantsSignatures } from '../registry/content-trust.ts'
import { loginFor } from '../registry/credentials.ts'
import { displayProgress } from '../stream/progress.ts'
import type { ContainerFlags } from './config.ts'

/** A full image ID is no name. */
const IDENTIFIER = /^(sha256:)?[0-9a-f]{64}$/

async function pullImage(context: ClientContext, reference: Reference, flags: ContainerFlags): Promise<void> {
  const platform = platformFlag(context, flags.platform)
  const stream = await context.api.call('POST /images/create', {
    query: {
      fromImage: familiarName(reference),
      tag: reference.digest ?? reference.tag ?? '',
      ...(platform && { platform }),
    },
    ...loginFor(context, reference.domain),
  })
  await displayProgress(context, stream, flags.quiet ? async () => {} : context.err)
}

/** Makes the file that the ID will stand in; where nothing was created it goes again. */
function openCidFile({ process }: ClientContext, path: string): { write(id: string): void; drop(): void } {
  if (path === '') return { write: () => {}, drop: () => {} }
  if (process.exists(path))
    throw new ClientError(
      `container ID file found, make sure the other container isn't running or delete ${path}`,
    )
  try {
    process.writeFile(path, '')
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw new ClientError(`failed to create the container ID file: open ${path}: ${goErrno(error)}`)
  }
  return { write: (id) => process.writeFile(path, id), drop: () => process.unlink(path) }
}

/** Creates a container, pulling its image where it is missing. Returns the container's ID. */
export async function createContainer(
  context: ClientContext,
  flags: ContainerFlags,
  body: ContainerCreateBody,
): Promise<string> {
  const cidFile = openCidFile(context, flags.cidfile)
  try {
    const id = await create(context, flags, body)
    cidFile.write(id)
    return id
  } catch (error) {
    cidFile.drop()
    throw error
  }
}

async function create(
  context: ClientContext,
  flags: ContainerFlags,
  body: ContainerCreateBody,
): Promise<string> {
  const reference = IDENTIFIER.test(body.Image) ? undefined : withDefaultTag(referenceArgument(body.Image))
  const platform = platformFlag(context, flags.platform)
  if (platform) platformArgument(platform, 'error parsing specified platform: ')
  if (reference && reference.digest === undefined && wantsSignatures(context, flags['disable-content-trust']))
    throw await notaryFailure(context, reference.domain)
  if (flags.pull === 'always' && reference) await pullImage(context, reference, flags)
  const query = { name: flags.name, ...(platform && { platform }) }
  const post = () => context.api.call('POST /containers/create', { query, body })
  let created: Awaited<ReturnType<typeof post>>
  try {
    created = await post()
  } catch (error) {
    const missing = error instanceof EngineError && error.code === 'not-found'
    if (!missing || !reference || flags.pull !== 'missing') throw error
    if (!flags.quiet) await context.err(`Unable to find image '${familiarString(reference)}' locally\n`)
    await pullImage(context, reference, flags)
    created = await post()
  }
  const { Id, Warnings } = created.value
  for (const warning of Warnings) await context.err(`WARNING: ${warning}\n`)
  return Id
}
