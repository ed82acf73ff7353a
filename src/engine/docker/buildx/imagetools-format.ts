import { digestOf } from '../../base/digest.ts'
import { goJson } from '../../oci/json.ts'
import { ClientError } from '../cli/errors.ts'
import { TemplateExecError } from '../format/template/failure.ts'
import { FUNCTIONS } from '../format/template/functions.ts'
import { TemplateSyntaxError } from '../format/template/parser.ts'
import { compileTemplate } from '../format/template/template.ts'
import { Struct } from '../format/template/value.ts'
import { listOf, type StructShape, typed } from '../format/typed.ts'
import type { Fetched } from '../manifest/fetch.ts'

/** v1.Descriptor, which templates see as anything. */
const DESCRIPTOR: StructShape = {
  type: 'interface {}',
  names: { MediaType: 'mediaType', Digest: 'digest', Size: 'size', Platform: 'platform' },
  fields: { MediaType: 'string', Digest: 'string', Size: 'int64', Platform: '*v1.Platform' },
}

/** What buildx reads of an image's config: the image spec's fields, none of Docker's own. */
const IMAGE: StructShape = {
  type: '*v1.Image',
  exact: true,
  omitEmpty: true,
  names: {
    Created: 'created',
    Author: 'author',
    Architecture: 'architecture',
    Variant: 'variant',
    OS: 'os',
    Config: 'config',
    RootFS: 'rootfs',
    History: 'history',
  },
  fields: {
    Created: 'time.Time',
    Author: 'string',
    Architecture: 'string',
    Variant: 'string',
    OS: 'string',
    Config: {
      type: 'v1.ImageConfig',
      exact: true,
      omitEmpty: true,
      fields: {
        User: 'string',
        ExposedPorts: 'map[string]struct {}',
        Env: '[]string',
        Entrypoint: '[]string',
        Cmd: '[]string',
        Volumes: 'map[string]struct {}',
        WorkingDir: 'string',
        Labels: 'map[string]string',
        StopSignal: 'string',
        ArgsEscaped: 'bool',
      },
    },
    RootFS: {
      type: 'v1.RootFS',
      exact: true,
      names: { Type: 'type', DiffIDs: 'diff_ids' },
      fields: { Type: 'string', DiffIDs: '[]string' },
    },
    History: listOf({
      type: 'v1.History',
      exact: true,
      omitEmpty: true,
      names: {
        Created: 'created',
        CreatedBy: 'created_by',
        Author: 'author',
        Comment: 'comment',
        EmptyLayer: 'empty_layer',
      },
      fields: {
        Created: 'time.Time',
        CreatedBy: 'string',
        Author: 'string',
        Comment: 'string',
        EmptyLayer: 'bool',
      },
    }),
  },
}

const json = FUNCTIONS.get('json')!
/** buildx's `json` writes over several lines. */
const indented: typeof json = {
  ...json,
  call: (...args) => goJson(JSON.parse(String(json.call(...args))), '  '),
}

/** What a template makes of an image of one platform (buildx, util/imagetools/printers.go). `config`: its document. */
export function formatImage(
  format: string,
  name: string,
  { mediaType, bytes }: Fetched,
  config: string,
): string {
  const manifest = typed({ mediaType, digest: digestOf(bytes), size: bytes.length }, DESCRIPTOR)
  const image = typed(JSON.parse(config), IMAGE)
  const plain = {
    name,
    manifest: (manifest as Struct).json,
    image: (image as Struct).json,
  }
  const nothing = new Struct('imagetools.stub', new Map(), new Map(), {})
  const fields = new Map([
    ['Name', name] as const,
    ['Manifest', manifest] as const,
    ['Image', image] as const,
    ['Provenance', nothing] as const,
    ['SBOM', nothing] as const,
  ])
  try {
    const template = compileTemplate(format, { functions: { json: indented } })
    return template.execute(new Struct('imagetools.tplInput', fields, new Map(), plain))
  } catch (error) {
    if (error instanceof TemplateSyntaxError || error instanceof TemplateExecError)
      throw new ClientError(error.message)
    throw error
  }
}
