/** BuildKit's own protocol, as far as buildx speaks it: what is asked to be solved, and what is told on the way. */

import type { Body } from '../base/body.ts'
import type { Instant } from '../base/time.ts'
import type { Stream, Value } from './api.ts'
import type { Ulimit } from './api-container.ts'
import type { AuthConfig } from './api-image.ts'

/** One file of the client's (fsutil, types.Stat). */
export interface SessionFile {
  /** Below the folder, without a slash in front. */
  readonly path: string
  /** With the type bits of stat(2). */
  readonly mode: number
  readonly mtime: Instant
  readonly linkname: string
  readonly rdev: { readonly major: number; readonly minor: number }
  /** Of a regular file that is no hard link to an earlier one. */
  readonly body?: Body
}
/** Which files of a folder are wanted. */
export interface WantedFiles {
  /** These names and nothing else. */
  readonly include?: readonly string[]
  /** What these paths lead to, with links followed; everything without. */
  readonly follow?: readonly string[]
  /** Text of the rules of what is left out. */
  readonly exclude?: string
}

/** What the client answers while its build runs: in life a second connection (BuildKit, session). */
export interface BuildSession {
  /** Says which folder the files are from: the daemon asks only for what has changed since. */
  readonly sharedKey: string
  /** Undefined where the client offers no folder of this name. */
  files(name: string, wanted: WantedFiles): readonly SessionFile[] | undefined
  secret(id: string): Uint8Array | undefined
  /** The client's login at a registry. */
  auth(domain: string): AuthConfig | undefined
}

export interface Exporter {
  readonly type: 'moby' | 'local' | 'tar' | 'docker' | 'oci' | 'none'
  readonly names: readonly string[]
  readonly push: boolean
}

export interface SolveRequest {
  readonly session: BuildSession
  /** The folder `context` is an archive that was sent along, Dockerfile and all. */
  readonly archive: boolean
  /** A context that the daemon fetches itself; absent where it is the client's. */
  readonly remote?: string
  /** Name of the Dockerfile in the folder `dockerfile`. */
  readonly filename: string
  /** `build`, `check`, `outline`, `targets`. */
  readonly call: string
  readonly target: string
  readonly args: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly noCache: boolean
  /** Images whose cache is to be looked at: `user/app:cache`. */
  readonly cacheFrom: readonly string[]
  readonly noCacheFilter: readonly string[]
  readonly pull: boolean
  readonly platform: string
  readonly network: string
  readonly hosts: readonly string[]
  /** Bytes; 0 for the default. */
  readonly shmSize: number
  readonly limits: readonly Ulimit[]
  readonly contexts: Readonly<Record<string, string>>
  readonly entitlements: readonly string[]
  readonly exporter: Exporter
}

/** A step of the build, or what became of it. */
export interface VertexUpdate {
  readonly digest: string
  readonly name: string
  readonly inputs: readonly string[]
  readonly started?: Instant
  readonly completed?: Instant
  readonly cached?: boolean
  readonly error?: string
  readonly group?: { readonly id: string; readonly name: string; readonly weak: boolean }
}
export interface StatusUpdate {
  readonly vertex: string
  readonly id: string
  readonly current: number
  readonly total: number
  readonly timestamp: Instant
  readonly started: Instant
  readonly completed?: Instant
}
export interface LogUpdate {
  readonly vertex: string
  readonly stream: 1 | 2
  readonly data: Uint8Array
  readonly timestamp: Instant
}
/** Lines of a source, from 1. */
export interface SourceRange {
  readonly filename: string
  readonly text: string
  readonly start: number
  readonly end: number
}
export interface WarningUpdate {
  readonly vertex: string
  readonly short: string
  readonly detail: string
  readonly url: string
  readonly source: SourceRange
}
export interface SolveStatus {
  readonly vertexes?: readonly VertexUpdate[]
  readonly statuses?: readonly StatusUpdate[]
  readonly logs?: readonly LogUpdate[]
  readonly warnings?: readonly WarningUpdate[]
}

/** A rule that `--check` found broken. */
export interface LintWarning {
  readonly rule: string
  readonly description: string
  readonly url: string
  readonly message: string
  readonly start: number
  readonly end: number
}
export interface LintResult {
  readonly warnings: readonly LintWarning[]
  readonly filename: string
  readonly text: string
  readonly error?: { readonly message: string; readonly start: number; readonly end: number }
}
/** Something of a Dockerfile, and the lines where it stands. */
export interface Placed {
  readonly name: string
  readonly start: number
  readonly end: number
}
export interface OutlineResult {
  readonly name: string
  readonly description: string
  readonly args: readonly (Placed & { readonly description: string; readonly value: string })[]
  readonly secrets: readonly (Placed & { readonly required: boolean })[]
  readonly text: string
}
export interface TargetResult extends Placed {
  readonly default: boolean
  readonly description: string
  readonly base: string
}

/** What came of it. */
export interface SolveResult {
  /** ID of the image, where one was written. */
  readonly image?: string
  /** What goes to the client's disk: an archive. */
  readonly files?: Body
  readonly platform: string
  /** Images that were started from: reference → digest. */
  readonly materials: readonly { readonly uri: string; readonly digest: string }[]
  readonly lint?: LintResult
  readonly outline?: OutlineResult
  readonly targets?: readonly TargetResult[]
  /** The Dockerfile, where its targets were asked for. */
  readonly text?: string
}

/** `tick`: nothing has happened for a while, and whoever shows the time may do so. */
export type SolveMessage =
  | { readonly status: SolveStatus }
  | { readonly tick: Instant }
  | { readonly result: SolveResult }
  | { readonly failure: { readonly message: string; readonly sources: readonly SourceRange[] } }

/** A record of the build cache (BuildKit, client.UsageInfo). */
export interface UsageRecord {
  readonly id: string
  readonly parents: readonly string[]
  readonly created: Instant
  readonly lastUsed: Instant | undefined
  readonly usage: number
  readonly mutable: boolean
  readonly inUse: boolean
  readonly shared: boolean
  readonly size: number
  readonly description: string
  readonly type: string
}
export interface BuildPrune {
  readonly all: boolean
  readonly filter: readonly string[]
  /** Bytes to keep; 0 for none. */
  readonly reserved: number
  readonly maxUsed: number
  readonly minFree: number
}

export interface BuildkitApi {
  'POST /moby.buildkit.v1.Control/Solve': { body: SolveRequest; reply: Stream<SolveMessage> }
  'POST /moby.buildkit.v1.Control/DiskUsage': {
    body: { filter: readonly string[] }
    reply: Value<readonly UsageRecord[]>
  }
  'POST /moby.buildkit.v1.Control/Prune': { body: BuildPrune; reply: Value<readonly UsageRecord[]> }
}
