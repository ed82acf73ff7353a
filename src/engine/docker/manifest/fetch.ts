import { bytesOf } from '../../base/body.ts'
import { type BlobDigest, digestOf } from '../../base/digest.ts'
import { headerOf } from '../../base/http.ts'
import type { Reference } from '../../base/reference.ts'
import { decode } from '../../base/text.ts'
import { parseManifest } from '../../oci/manifest.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { decodeJson, JsonSyntaxError } from '../go/json.ts'
import {
  ACCEPTED,
  entriesOf,
  fullString,
  type ImageManifest,
  imageManifest,
  kindOf,
  type ManifestPlatform,
} from './image-manifest.ts'
import { PlainHttpError, RefusedError, RegistryClient } from './registry-client.ts'

export interface Fetched {
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** Whether the registry runs on this host: plain HTTP will do then. */
export const isLocal = (domain: string): boolean => /^(localhost|127\.)/.test(domain)

async function get(client: RegistryClient, wanted: string): Promise<Fetched> {
  const response = await client.request(
    'GET',
    `/manifests/${wanted}`,
    ACCEPTED.map((type) => ['Accept', type] as const),
  )
  const bytes = bytesOf(response.body)
  return { mediaType: headerOf(response.headers, 'Content-Type') ?? '', bytes }
}

/** The platform that a config tells of. */
function platformIn(text: string): Partial<ManifestPlatform> {
  try {
    return (decodeJson(text) ?? {}) as Partial<ManifestPlatform>
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    throw new ClientError(error.message)
  }
}

async function withPlatform(client: RegistryClient, ref: Reference, found: Fetched): Promise<ImageManifest> {
  if (ref.digest !== undefined && digestOf(found.bytes) !== ref.digest)
    throw new ClientError(`manifest verification failed for digest ${ref.digest}`)
  const { digest } = parseManifest(found.bytes).config
  const config = await client.request('GET', `/blobs/${digest}`)
  return imageManifest(ref, found.mediaType, found.bytes, platformIn(decode(bytesOf(config.body))))
}

/**
 * Asks the registry at each of its endpoints (docker/cli, cli/registry/client, iterateEndpoints): one that speaks plain
 * HTTP alone is passed over unless it may be insecure.
 */
async function atEndpoints<T>(
  context: ClientContext,
  ref: Reference,
  insecure: boolean,
  ask: (client: RegistryClient) => Promise<T>,
): Promise<T> {
  const local = isLocal(ref.domain)
  for (const scheme of local || insecure ? (['https', 'http'] as const) : (['https'] as const)) {
    const client = new RegistryClient(context, ref, scheme, 'pull')
    try {
      await client.connect(local || insecure)
      if (client.scheme === 'http' && !insecure) continue
      return await ask(client)
    } catch (error) {
      const goesOn =
        error instanceof PlainHttpError ||
        (error instanceof RefusedError &&
          ['UNAUTHORIZED', 'MANIFEST_UNKNOWN', 'NAME_UNKNOWN'].includes(error.code))
      if (!goesOn) throw error
    }
  }
  throw new ClientError(`no such manifest: ${fullString(ref)}`)
}

/** What a registry has under a name, a manifest or a list. */
export const fetchDocument = (context: ClientContext, ref: Reference): Promise<Fetched> =>
  atEndpoints(context, ref, isLocal(ref.domain), (client) => get(client, wantedOf(ref)))

/** The config that a manifest names, as text. */
export const fetchConfig = (context: ClientContext, ref: Reference, manifest: Fetched): Promise<string> =>
  atEndpoints(context, ref, isLocal(ref.domain), async (client) => {
    const { digest } = parseManifest(manifest.bytes).config
    return decode(bytesOf((await client.request('GET', `/blobs/${digest}`)).body))
  })

const wantedOf = (ref: Reference): string => ref.digest ?? ref.tag!

/** One manifest of a registry. */
export const fetchManifest = (
  context: ClientContext,
  ref: Reference,
  insecure: boolean,
): Promise<ImageManifest> =>
  atEndpoints(context, ref, insecure, async (client) => {
    const found = await get(client, wantedOf(ref))
    const kind = kindOf(found.mediaType)
    if (kind === 'index') throw new ClientError(`${fullString(ref)} is a manifest list`)
    if (kind !== 'manifest') throw new ClientError(`${fullString(ref)} is not a manifest`)
    return withPlatform(client, ref, found)
  })

/** All manifests of a list. */
export const fetchList = (
  context: ClientContext,
  ref: Reference,
  insecure: boolean,
): Promise<ImageManifest[]> =>
  atEndpoints(context, ref, insecure, async (client) => {
    const list = await get(client, wantedOf(ref))
    if (kindOf(list.mediaType) !== 'index')
      throw new ClientError(`unsupported manifest format: ${list.mediaType}`)
    const manifests: ImageManifest[] = []
    for (const { digest, platform } of entriesOf(list.bytes)) {
      const found = await get(client, digest)
      const one = await withPlatform(client, { ...ref, digest: digest satisfies BlobDigest }, found)
      manifests.push({ ...one, Descriptor: { ...one.Descriptor, platform } })
    }
    return manifests
  })
