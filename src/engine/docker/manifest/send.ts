import { bytesBody } from '../../base/body.ts'
import { digestOf } from '../../base/digest.ts'
import type { Reference } from '../../base/reference.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { isLocal } from './fetch.ts'
import { fullString } from './image-manifest.ts'
import { RefusedError, RegistryClient } from './registry-client.ts'

async function connect(context: ClientContext, ref: Reference, insecure: boolean): Promise<RegistryClient> {
  const client = new RegistryClient(context, ref, isLocal(ref.domain) ? 'http' : 'https', 'pull,push')
  await client.connect(insecure)
  return client
}

/** The same failure with what it hindered. */
const wrapped = (what: string, error: unknown): unknown =>
  error instanceof RefusedError ? new ClientError(`${what}: ${error.message}`) : error

/** Makes a blob of another repository of the registry one of the target's. */
export async function mountBlob(
  context: ClientContext,
  { path, digest }: { readonly path: string; readonly digest: string },
  target: Reference,
  insecure: boolean,
): Promise<void> {
  const client = await connect(context, target, insecure)
  const query = `from=${encodeURIComponent(path)}&mount=${encodeURIComponent(digest)}`
  const source = `${path}@${digest}`
  try {
    const { status } = await client.request('POST', `/blobs/uploads/?${query}`)
    if (status !== 201) throw new ClientError(`error mounting ${source} to ${fullString(target)}`)
  } catch (error) {
    throw wrapped(`failed to mount blob ${source} to ${fullString(target)}`, error)
  }
}

/** Puts a manifest or a list under its tag or digest. Returns its digest. */
export async function putManifest(
  context: ClientContext,
  ref: Reference,
  mediaType: string,
  bytes: Uint8Array,
  insecure: boolean,
): Promise<string> {
  const client = await connect(context, ref, insecure)
  try {
    const fields = [['Content-Type', mediaType]] as const
    await client.request('PUT', `/manifests/${ref.digest ?? ref.tag}`, fields, bytesBody(bytes))
    return digestOf(bytes)
  } catch (error) {
    throw wrapped(`failed to put manifest ${fullString(ref)}`, error)
  }
}
