import type { Reference } from '../../base/reference.ts'
import { decode } from '../../base/text.ts'
import { goJson } from '../../oci/json.ts'
import { between, type ClientContext, defineCommand } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { bool } from '../cli/values.ts'
import { fetchList, fetchManifest } from './fetch.ts'
import { type ImageManifest, manifestList, manifestReference, rawOf } from './image-manifest.ts'
import { keptList, keptManifest, noSuchManifest } from './store.ts'

/** The manifest found in a registry; nothing where what is there is a list, or where nothing is to be had. */
async function single(
  context: ClientContext,
  ref: Reference,
  insecure: boolean,
): Promise<ImageManifest | undefined> {
  try {
    return await fetchManifest(context, ref, insecure)
  } catch (error) {
    if (error instanceof ClientError) return undefined
    throw error
  }
}

const oneText = (manifest: ImageManifest, verbose: boolean): string =>
  verbose ? goJson(manifest, '\t') : JSON.stringify(JSON.parse(decode(rawOf(manifest))), undefined, '\t')

function listText(ref: Reference, manifests: readonly ImageManifest[], verbose: boolean): string {
  if (verbose) return goJson(manifests, '\t')
  try {
    return manifestList(ref, manifests).text
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    throw new ClientError(`failed to assemble ManifestDescriptor: ${error.message}`)
  }
}

export const manifestInspect = defineCommand({
  name: 'inspect',
  usage: '[OPTIONS] [MANIFEST_LIST] MANIFEST',
  summary: 'Display an image manifest, or manifest list',
  args: between(1, 2),
  flags: {
    insecure: bool('Allow communication with an insecure registry'),
    verbose: bool('Output additional info including layers and platform', { short: 'v' }),
  },
  async run(context, names, { insecure, verbose }) {
    const ref = manifestReference(names.at(-1)!)
    if (names.length === 2) {
      const kept = keptManifest(context, manifestReference(names[0]!), ref)
      if (!kept) throw noSuchManifest(ref)
      return context.out(`${oneText(kept, verbose)}\n`)
    }
    const list = keptList(context, ref)
    if (list) return context.out(`${listText(ref, list, verbose)}\n`)
    const manifest = await single(context, ref, insecure)
    if (manifest) return context.out(`${oneText(manifest, verbose)}\n`)
    await context.out(`${listText(ref, await fetchList(context, ref, insecure), verbose)}\n`)
  },
})
