import type { IgnoreRules } from '../../../base/ignore-rules.ts'
import type { Range } from '../../dockerfile/location.ts'
import { nearest } from '../../dockerfile/nearest.ts'
import { newVertex, type Op, type Vertex } from '../graph.ts'
import type { Linter } from '../lint/linter.ts'
import type { GlobalArgs } from './meta-args.ts'
import type { FrontendOptions } from './options.ts'
import { shownWith, upperFirst } from './run.ts'
import { environmentOf, type StageState } from './stage-state.ts'

/** An ARG as `--call outline` tells of it. */
export interface ArgFact {
  readonly name: string
  readonly value: string | undefined
  readonly range: Range
}

/** What the stages of one Dockerfile share while they become a graph. */
export class Conversion {
  readonly options: FrontendOptions
  readonly lint: Linter
  readonly escapeToken: string
  readonly globals: GlobalArgs
  readonly entitlements: ReadonlySet<string>
  /** SOURCE_DATE_EPOCH in nanoseconds. */
  readonly epoch: bigint | undefined
  readonly argFacts: ArgFact[] = []
  /** Rules of the context, once they are read. */
  ignore: { readonly matcher: IgnoreRules; readonly text: string } | undefined
  private readonly local: Op & { kind: 'local' }
  private readonly followed = new Set<string>()
  private readonly named = new Map<Op & { kind: 'local' }, Set<string>>()
  private contextVertex: Vertex | undefined

  constructor(parts: {
    options: FrontendOptions
    lint: Linter
    escapeToken: string
    globals: GlobalArgs
    entitlements: ReadonlySet<string>
    epoch: bigint | undefined
  }) {
    this.options = parts.options
    this.lint = parts.lint
    this.escapeToken = parts.escapeToken
    this.globals = parts.globals
    this.entitlements = parts.entitlements
    this.epoch = parts.epoch
    this.local = { kind: 'local', name: 'context', follow: undefined, exclude: '' }
  }

  get given(): Readonly<Record<string, string>> {
    return this.options.args
  }

  /** The files of the client. Which of them are needed is known when all commands are through. */
  context(): Vertex {
    this.contextVertex ??= newVertex({
      name: this.options.archive ? '' : '[internal] load build context',
      op: this.local,
      inputs: [],
      ignoreCache: false,
      range: undefined,
    })
    return this.contextVertex
  }
  /** Files that a command takes from there. */
  follow(path: string): void {
    this.followed.add(path)
  }
  /** The same of a folder that was given a name. */
  followIn(local: Op & { kind: 'local' }, path: string): void {
    this.named.set(local, (this.named.get(local) ?? new Set()).add(path))
  }
  /** No command comes any more: only what was named is asked for (BuildKit, filterPaths). */
  closeContext(): void {
    this.local.exclude = this.ignore?.text ?? ''
    this.local.follow = followed(this.followed)
    for (const [local, paths] of this.named) local.follow = followed(paths)
  }

  /** A file whose content stands in the Dockerfile. */
  document(path: string, data: string, mode: number): Vertex {
    return newVertex({
      name: '[internal] preparing inline document',
      op: { kind: 'file', base: false, actions: [{ kind: 'mkfile', path: `/${path}`, data, mode }] },
      inputs: [],
      ignoreCache: false,
      range: undefined,
    })
  }

  /** A command as its step is called. */
  shown(state: StageState, source: string): string {
    return upperFirst(shownWith(source, environmentOf(state), this.escapeToken, {}))
  }

  reportUnmatched(state: StageState, unmatched: ReadonlySet<string>, range: Range, lint: Linter): void {
    const known = [...state.env.keys()]
    for (const name of unmatched)
      if (!state.args.some(({ key }) => key === name))
        lint.report('UndefinedVar', range, name, nearest(name, known) ?? '')
  }

  noteArg(name: string, written: string | undefined, value: string | undefined, range: Range): void {
    if (written === undefined && !Object.hasOwn(this.given, name) && this.globals.get(name) !== undefined)
      return
    this.argFacts.push({ name, value, range })
  }
}

/** Paths below a folder; undefined where the folder itself is among them. */
function followed(paths: ReadonlySet<string>): string[] | undefined {
  const bare = [...paths].map((path) => path.replace(/^\/+|\/+$/g, '').replace(/^\.\//, ''))
  return bare.some((path) => path === '' || path === '.') ? undefined : bare.sort()
}
