import { digestOf } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { fullName, parseReference, type Reference, withDefaultTag } from '../../base/reference.ts'
import { decode } from '../../base/text.ts'
import { parseIndex } from '../../oci/manifest.ts'
import { isIndex } from '../../oci/media-types.ts'
import { formatPlatform } from '../../oci/platform.ts'
import { type ClientContext, defineCommand, defineGroup, exactly } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { bool, string } from '../cli/values.ts'
import { alignColumns } from '../format/tabwriter.ts'
import { type Fetched, fetchConfig, fetchDocument } from '../manifest/fetch.ts'
import { RefusedError } from '../manifest/registry-client.ts'
import { common } from './common.ts'
import { formatImage } from './imagetools-format.ts'

const nameOf = (reference: Reference): string =>
  `${fullName(reference)}${reference.tag ? `:${reference.tag}` : ''}${reference.digest ? `@${reference.digest}` : ''}`

function referenceOf(text: string): Reference {
  try {
    return withDefaultTag(parseReference(text))
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new ClientError(error.message)
  }
}

/** What buildx says of a registry's refusal. */
function refusal(error: unknown, reference: Reference): unknown {
  if (!(error instanceof ClientError)) return error
  if (error instanceof RefusedError && ['DENIED', 'UNAUTHORIZED'].includes(error.code))
    return new ClientError(
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    )
  return new ClientError(`${nameOf(reference)}: not found`)
}

const PADDED = { minWidth: 1, padding: 1 }

/** The short form: the name, and of an index its manifests. */
function shown(reference: Reference, { mediaType, bytes }: Fetched): string {
  const digest = digestOf(bytes)
  const head = alignColumns(
    `Name:\t${nameOf(reference)}\nMediaType:\t${mediaType}\nDigest:\t${digest}\n`,
    PADDED,
  )
  if (!isIndex(mediaType)) return head
  const manifests = parseIndex(bytes).manifests.map((manifest) => {
    const rows = [
      `  Name:\t${nameOf(reference)}@${manifest.digest}\n`,
      `  MediaType:\t${manifest.mediaType}\n`,
      ...(manifest.platform ? [`  Platform:\t${formatPlatform(manifest.platform)}\n`] : []),
    ]
    return `${alignColumns(rows.join(''), PADDED)}             \n`
  })
  return `${head}           \nManifests: \n${manifests.join('')}`
}

const DEFAULT_FORMAT = '{{.Manifest}}'

/** What the registry has of a name; of an image of one platform its config too, where a template may want it. */
async function fetched(
  context: ClientContext,
  reference: Reference,
  format: string,
): Promise<{ found: Fetched; config?: string }> {
  try {
    const found = await fetchDocument(context, reference)
    if (isIndex(found.mediaType) || format === DEFAULT_FORMAT) return { found }
    return { found, config: await fetchConfig(context, reference, found) }
  } catch (error) {
    throw refusal(error, reference)
  }
}

const inspect = defineCommand({
  name: 'inspect',
  usage: '[OPTIONS] NAME',
  summary: 'Show details of an image in the registry',
  args: exactly(1),
  flags: {
    ...common.builder,
    ...common.debug,
    format: string('Format the output using the given Go template', { default: DEFAULT_FORMAT }),
    raw: bool('Show original, unformatted JSON manifest'),
  },
  async run(context, [name = ''], flags) {
    const reference = referenceOf(name)
    if (flags.raw && context.changed('format'))
      throw new ClientError('format and raw cannot be used together')
    const { found, config } = await fetched(context, reference, flags.format)
    if (flags.raw) return context.out(decode(found.bytes))
    if (flags.format === DEFAULT_FORMAT) return context.out(shown(reference, found))
    if (config !== undefined) return context.out(formatImage(flags.format, name, found, config))
    if (/^\{\{ *json \.Manifest *\}\}$/.test(flags.format)) {
      const { bytes, mediaType } = found
      return context.out(
        JSON.stringify({ mediaType, digest: digestOf(bytes), size: bytes.length }, undefined, 2),
      )
    }
    throw new ClientError(`${context.path} --format ${flags.format}: not simulated by Strata`)
  },
})

export const imagetools = defineGroup({
  name: 'imagetools',
  summary: 'Commands to work on images in registry',
  commands: [
    {
      name: 'create',
      usage: '[OPTIONS] [SOURCE...]',
      summary: 'Create a new image based on source images',
      args: { min: 0, max: Number.POSITIVE_INFINITY },
      flags: { ...common.builder, ...common.debug },
    },
    inspect,
  ],
})
