import type { Healthcheck } from '../../oci/types.ts'
import type { Heredoc } from './heredoc.ts'
import type { Range } from './location.ts'

/** What every instruction has. */
export interface Written {
  /** As written, in any case. */
  readonly name: string
  /** All of it, its lines made one. */
  readonly source: string
  readonly range: Range
  /** The comments right before it. */
  readonly comments: readonly string[]
}

export interface Pair {
  readonly key: string
  readonly value: string
  /** `ENV NAME the rest`, without `=`. */
  readonly legacy: boolean
}
export interface Declared {
  readonly key: string
  readonly value: string | undefined
}

/** A command for the shell, or one as a list. */
export interface CommandLine {
  readonly args: readonly string[]
  readonly files: readonly Heredoc[]
  readonly shell: boolean
}

export interface CopyCommand extends Written {
  readonly kind: 'add' | 'copy'
  readonly sources: readonly string[]
  readonly documents: readonly { readonly path: string; readonly data: string; readonly expand: boolean }[]
  readonly dest: string
  readonly from: string
  readonly chown: string
  readonly chmod: string
  readonly link: boolean
  readonly exclude: readonly string[]
  readonly checksum: string
  /** Undefined where it was not said. */
  readonly unpack: boolean | undefined
}

export interface RunCommand extends Written {
  readonly kind: 'run'
  readonly line: CommandLine
  /** Values of `--mount`, as they are written. */
  readonly mounts: readonly string[]
  readonly network: 'default' | 'none' | 'host'
}

/** An instruction below FROM, its parts checked. */
export type Command =
  | (Written & { readonly kind: 'env' | 'label'; readonly pairs: readonly Pair[] })
  | (Written & { readonly kind: 'arg'; readonly args: readonly Declared[] })
  | (Written & { readonly kind: 'maintainer' | 'workdir' | 'user' | 'stopsignal'; readonly text: string })
  | (Written & { readonly kind: 'cmd' | 'entrypoint'; readonly line: CommandLine })
  | (Written & { readonly kind: 'expose' | 'volume' | 'shell'; readonly words: readonly string[] })
  | (Written & { readonly kind: 'healthcheck'; readonly check: Healthcheck })
  | (Written & { readonly kind: 'onbuild'; readonly expression: string })
  | CopyCommand
  | RunCommand

/** One FROM and what follows it. */
export interface Stage extends Written {
  readonly base: string
  /** In lower case; '' without AS. */
  readonly as: string
  readonly platform: string
  readonly commands: readonly Command[]
}
