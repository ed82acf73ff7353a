import { type ChainID, sha256Hex } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import type { Reference } from '../../base/reference.ts'
import type { Document } from '../../oci/manifest.ts'
import type { Manifest } from '../../oci/types.ts'
import type { ArrivingBlob } from '../../registry/protocol.ts'
import type { Ulimit } from '../api-container.ts'
import type { Range } from '../dockerfile/location.ts'
import type { Remote } from '../images/fetch-image.ts'

/** What one COPY, ADD or WORKDIR does to files. `from` counts among the inputs of the vertex. */
export type FileAction =
  | {
      readonly kind: 'mkdir'
      readonly path: string
      readonly user: string
      readonly mode?: number
      readonly time?: bigint
    }
  | { readonly kind: 'mkfile'; readonly path: string; readonly data: string; readonly mode: number }
  | {
      readonly kind: 'copy'
      readonly from: number
      readonly source: string
      readonly dest: string
      readonly chown: string
      readonly chmod: string
      readonly unpack: boolean
      /** A source with `*` in it may name many, or none. */
      readonly wildcard: boolean
      readonly exclude: readonly string[]
    }

/** A mount of RUN besides the root. `from` counts among the inputs; none for one of its own. */
export type ExecMount = {
  readonly target: string
  readonly from?: number
  readonly source: string
  readonly readOnly: boolean
} & (
  | { readonly kind: 'bind' }
  | { readonly kind: 'tmpfs'; readonly size: number }
  | {
      readonly kind: 'cache'
      readonly id: string
      readonly sharing: 'shared' | 'private' | 'locked'
      readonly owner: { readonly uid: number; readonly gid: number; readonly mode: number } | undefined
    }
)
export interface ExecSecret {
  readonly id: string
  readonly target: string | undefined
  readonly env: string | undefined
  readonly required: boolean
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

/** Where RUN would find the client's ssh agent. No client here offers one. */
export interface ExecAgent {
  readonly id: string
  readonly target: string
  readonly required: boolean
}

export interface ExecOp {
  readonly kind: 'exec'
  readonly args: readonly string[]
  readonly env: readonly string[]
  readonly cwd: string
  readonly user: string
  readonly mounts: readonly ExecMount[]
  readonly secrets: readonly ExecSecret[]
  readonly agents: readonly ExecAgent[]
  readonly network: 'default' | 'none' | 'host'
  readonly hosts: readonly string[]
  /** Proxies, which the cache and the history do not know. */
  readonly proxies: readonly string[]
  readonly hostname: string
  readonly shmSize: number
  readonly limits: readonly Ulimit[]
}

/** What a vertex does. The first input of `file` and `exec` is what it starts from. */
export type Op =
  | { readonly kind: 'image'; readonly source: ImageSource }
  | { readonly kind: 'local'; readonly name: string; follow: readonly string[] | undefined; exclude: string }
  /** A file of the network, under a name of its own. */
  | { readonly kind: 'http'; readonly url: string; readonly filename: string; readonly checksum: string }
  | { readonly kind: 'file'; readonly actions: readonly FileAction[]; readonly base: boolean }
  | ExecOp
  /** The second input on top of the first, whatever that is. */
  | { readonly kind: 'merge' }

/** An image to start from: one of this host, or one of a registry that is to be fetched. */
export interface ImageSource {
  /** `docker.io/library/busybox:latest`, with its digest where a registry gave it. */
  readonly reference: string
  /** Digest of the config: what it is known by. */
  readonly id: string
  readonly chainID: ChainID | undefined
  /** Where its layers are to be had; absent for one of this host. */
  readonly remote?: RemoteImage
}

/** An image as a registry has it. */
export interface RemoteImage {
  readonly remote: Remote
  readonly reference: Reference
  readonly document: Document
  readonly manifest: Manifest
  readonly config: ArrivingBlob
}

/** One node of the graph that is solved. Equal ones are one. */
export interface Vertex {
  readonly digest: string
  readonly name: string
  readonly op: Op
  readonly inputs: readonly Vertex[]
  readonly ignoreCache: boolean
  /** Shown as one with others. */
  readonly group?: { readonly id: string; readonly name: string; readonly weak: boolean }
  readonly range: Range | undefined
}

type NewVertex = Omit<Vertex, 'digest'>

/** What makes two vertices one: what they do, and to what. */
function digestOf({ op, inputs, ignoreCache }: NewVertex): string {
  const { source, follow: _follow, ...rest } = op as Record<string, unknown>
  const what =
    op.kind === 'image'
      ? { kind: op.kind, id: op.source.reference }
      : op.kind === 'local'
        ? { kind: op.kind, name: op.name }
        : { ...rest, source }
  const text = JSON.stringify([what, inputs.map(({ digest }) => digest), ignoreCache], (_key, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  return `sha256:${sha256Hex(text)}`
}

/** A vertex and its digest. Equal ones may be made more than once: the solver takes them for one. */
export const newVertex = (parts: NewVertex): Vertex => ({ ...parts, digest: digestOf(parts) })

/** Refuses a command of no words, which has no form in the graph (BuildKit, llb/exec.go). */
export function checkCommands(target: Vertex): void {
  const seen = new Set<Vertex>()
  const visit = (vertex: Vertex): void => {
    if (seen.has(vertex)) return
    seen.add(vertex)
    vertex.inputs.forEach(visit)
    if (vertex.op.kind === 'exec' && vertex.op.args.length === 0)
      throw new EngineError('invalid', 'failed to marshal LLB definition: arguments are required')
  }
  visit(target)
}
