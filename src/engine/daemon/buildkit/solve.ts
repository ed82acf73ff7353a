import { EngineError } from '../../base/errors.ts'
import { familiarString, parseReference, type Reference, withDefaultTag } from '../../base/reference.ts'
import { decode } from '../../base/text.ts'
import { MILLISECOND } from '../../base/time.ts'
import type { Caller } from '../../kernel/service.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { formatPlatform, parsePlatform } from '../../oci/platform.ts'
import type { Platform } from '../../oci/types.ts'
import type { SolveMessage, SolveRequest, SolveResult, SourceRange } from '../api-buildkit.ts'
import type { Daemon } from '../daemon.ts'
import { DockerfileError, located } from '../dockerfile/location.ts'
import type { Snapshot } from './cache/snapshot.ts'
import { exportFiles } from './export/files.ts'
import { exportImage } from './export/image.ts'
import { type Converted, convert } from './frontend/convert.ts'
import type { FrontendOptions } from './frontend/options.ts'
import { lintFile, outlineOf, targetsOf } from './frontend/requests.ts'
import { syntaxOf, syntaxVertex } from './frontend/syntax.ts'
import { checkCommands } from './graph.ts'
import type { Finding } from './lint/linter.ts'
import { sameFiles, textIn } from './ops/local.ts'
import { loadRemote } from './remote-context.ts'
import { loadFiles, localKey } from './solver/load.ts'
import { Progress } from './solver/progress.ts'
import { resolveImage, wholeName } from './solver/resolve-image.ts'
import { SolveError } from './solver/solve-error.ts'
import { Solver } from './solver/solver.ts'

const ROUND_TRIP = 4 * MILLISECOND

/**
 * One build, from the Dockerfile to what it is written as. What goes wrong is told to the client as the last message.
 * `onStart` gets what ends it early.
 */
export async function solve(
  daemon: Daemon,
  request: SolveRequest,
  caller: Caller,
  out: Channel<SolveMessage>,
  onStart: (cancel: () => void) => void,
): Promise<void> {
  const build = new Build(daemon, request, out)
  onStart(() => build.solver.cancel())
  const forget = caller.onGone(() => build.solver.cancel())
  try {
    out.push({ result: await build.run() })
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    const cancelled = build.solver.cancelled
    build.solver.cancel()
    out.push({
      failure: cancelled ? { message: 'Canceled: context canceled', sources: [] } : build.failure(error),
    })
  } finally {
    forget()
  }
}

class Build {
  readonly solver: Solver
  private readonly daemon: Daemon
  private readonly request: SolveRequest
  private readonly progress: Progress
  private readonly materials: { uri: string; digest: string }[] = []
  private text = ''
  private filename: string
  private definition = ''
  /** Rules that came with the Dockerfile. */
  private ownRules: string | undefined

  constructor(daemon: Daemon, request: SolveRequest, out: Channel<SolveMessage>) {
    this.daemon = daemon
    this.request = request
    this.filename = request.filename
    const { kernel } = daemon.host
    const random = kernel.random('build steps')
    this.progress = new Progress(
      out,
      () => kernel.now(),
      () => `random:${random.hex(64)}`,
    )
    this.solver = new Solver(daemon, request.session, this.progress)
  }

  async run(): Promise<SolveResult> {
    const { request, daemon } = this
    const options = this.options()
    // One that an argument names stands before the Dockerfile, which may name another one.
    const named = Boolean(request.args.BUILDKIT_SYNTAX)
    if (named) await this.fetchFrontend(options)
    await this.loadDefinition()
    if (!named) await this.fetchFrontend(options)
    const platform = formatPlatform(options.platform)
    const base = { platform, materials: this.materials }
    const { filename } = this
    const { call } = request
    if (!['build', 'check', 'outline', 'targets'].includes(call)) {
      const why = `unsupported request frontend.${call}`
      throw new EngineError('not-implemented', `${why}: ${why}`)
    }
    if (request.call === 'targets') return { ...base, targets: targetsOf(this.text), text: this.text }
    if (request.call === 'check') {
      const lint = await lintFile(this.text, filename, (warn) =>
        this.convert(options, warn, request.target === ''),
      )
      return { ...base, lint }
    }
    const converted = await this.convert(options, (finding) => this.warn(finding))
    if (request.call === 'outline') return { ...base, outline: outlineOf(converted, this.text) }
    for (const name of request.cacheFrom) await this.importCache(name)
    const snapshot = await this.build(converted)
    const { type } = request.exporter
    if (type === 'none') return base
    if (type === 'local' || type === 'tar')
      return { ...base, files: exportFiles(daemon, this.progress, snapshot, type) }
    const { names } = request.exporter
    const { epoch } = converted.conversion
    const image = await exportImage(daemon, this.progress, snapshot, converted.image, { names, epoch })
    return { ...base, image }
  }

  private options(): FrontendOptions {
    const { request, daemon } = this
    const own = { os: 'linux', architecture: daemon.host.architecture }
    const { network } = request
    if (!['default', 'none', 'host', ''].includes(network))
      throw new EngineError(
        'invalid',
        `network mode ${JSON.stringify(network)} not supported by buildkit - you can define a custom network for your builder using the network driver-opt in buildx create`,
      )
    return {
      target: request.target,
      archive: request.archive,
      args: request.args,
      labels: request.labels,
      noCache: request.noCache ? 'all' : request.noCacheFilter,
      pull: request.pull,
      platform: request.platform === '' ? own : parsePlatform(request.platform, own),
      platformGiven: request.platform !== '',
      buildPlatform: own,
      network: (network || 'default') as FrontendOptions['network'],
      hosts: request.hosts,
      shmSize: request.shmSize,
      limits: request.limits,
      contexts: request.contexts,
    }
  }

  /** Gets the Dockerfile, and the rules that are its own. */
  private async loadDefinition(): Promise<void> {
    const { session, archive, remote } = this.request
    if (remote !== undefined) {
      this.text = await loadRemote(this.daemon, this.progress, remote)
      this.filename = 'context'
      this.ownRules = ''
      return
    }
    const { filename } = this
    if (archive) return this.loadArchive()
    const step = this.progress.step(`[internal] load build definition from ${filename}`)
    this.definition = step.digest
    const end = this.progress.start(step)
    const tell = this.progress.status(step, 'transferring dockerfile:')
    await this.daemon.host.kernel.scheduler.sleep(ROUND_TRIP)
    const names = [filename, `${filename}.dockerignore`]
    const other = filename === 'Dockerfile' ? ['dockerfile'] : []
    const sent = session.files('dockerfile', { include: [...names, ...other] })
    // The connection ends before the step does.
    if (!sent) {
      this.progress.abandon(step)
      throw new EngineError('invalid', 'failed to read dockerfile: no local sources enabled')
    }
    const { record, bytes } = loadFiles(this.solver, 'dockerfile', 'definition', sent, false)
    tell(true, bytes)
    const { files } = record.kept
    const found = textIn(files, filename) ?? (other[0] ? textIn(files, other[0]) : undefined)
    const rules = textIn(files, `${filename}.dockerignore`)
    this.ownRules = rules && decode(rules)
    end()
    if (!found)
      throw new EngineError(
        'not-found',
        `failed to read dockerfile: open ${filename}: no such file or directory`,
      )
    this.text = decode(found)
  }

  /** The context came as an archive: the Dockerfile is in it. */
  private async loadArchive(): Promise<void> {
    const { filename, session } = this.request
    const [load, copy] = ['[internal] load remote build context', 'copy /context /'].map((name) =>
      this.progress.step(name),
    )
    await this.daemon.host.kernel.scheduler.sleep(ROUND_TRIP)
    const sent = session.files('context', {}) ?? []
    const known = this.daemon.buildCache.local(localKey(this.solver, 'context', 'archive'))
    const again = known !== undefined && sameFiles(known.kept.files, sent)
    this.progress.start(load!, again)()
    this.progress.start(copy!, again)()
    this.definition = load!.digest
    this.ownRules = ''
    const { record } = loadFiles(this.solver, 'context', 'archive', sent, false)
    const found = textIn(record.kept.files, filename)
    if (!found)
      throw new EngineError(
        'not-found',
        `failed to read dockerfile: open ${filename}: no such file or directory`,
      )
    this.text = decode(found)
  }

  /** Rules of the context: a file of it, asked for by name. */
  private async ignoreRules(): Promise<string> {
    if (this.ownRules !== undefined) return this.ownRules
    return this.rulesIn('context', '[internal] load .dockerignore')
  }

  private async rulesIn(folder: string, title: string): Promise<string> {
    const step = this.progress.step(title)
    const end = this.progress.start(step)
    const tell = this.progress.status(step, `transferring ${folder}:`)
    await this.daemon.host.kernel.scheduler.sleep(ROUND_TRIP)
    const sent = this.request.session.files(folder, { include: ['.dockerignore'] }) ?? []
    const { record, bytes } = loadFiles(this.solver, folder, 'rules', sent, false)
    tell(true, bytes)
    end()
    const rules = textIn(record.kept.files, '.dockerignore')
    return rules ? decode(rules) : ''
  }

  private convert(
    options: FrontendOptions,
    warn: (finding: Finding) => void,
    all = false,
  ): Promise<Converted> {
    const { request } = this
    const resolved = new Map<string, Awaited<ReturnType<typeof resolveImage>>>()
    return convert(
      this.text,
      options,
      new Set(request.entitlements),
      {
        warn,
        ignoreRules: () => this.ignoreRules(),
        contextRules: (name) => this.rulesIn(name, `[context ${name}] load .dockerignore`),
        image: async (reference, platform, context) => {
          const name = wholeName(reference)
          const known = resolved.get(`${name} ${formatPlatform(platform)}`)
          if (known) return known
          const what =
            context === undefined
              ? `[internal] load metadata for ${name}`
              : `[context ${context}] load metadata for ${familiarString(reference).replace(/:latest$/, '')}`
          const found = await this.metadata(what, reference, platform, options.pull)
          this.materials.push({
            uri: name,
            digest: found.source.reference.split('@')[1] ?? found.source.chainID ?? '',
          })
          resolved.set(`${name} ${formatPlatform(platform)}`, found)
          return found
        },
      },
      all,
    )
  }

  /** Config of an image, and where its files are: a step of its own. */
  private async metadata(
    title: string,
    reference: Reference,
    platform: Platform,
    pull: boolean,
  ): ReturnType<typeof resolveImage> {
    const { daemon, progress, request } = this
    const step = progress.step(title)
    progress.announce([step])
    const end = progress.start(step)
    try {
      const auth = request.session.auth(reference.domain)
      const found = await resolveImage(daemon, reference, platform, { pull, auth })
      end()
      return found
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      end({ error: error.message })
      throw new EngineError(
        error.code,
        `failed to resolve source metadata for ${wholeName(reference)}: ${error.message}`,
      )
    }
  }

  /** Gets the image that the Dockerfile wants to be read by. */
  private async fetchFrontend({ buildPlatform }: FrontendOptions): Promise<void> {
    const syntax = syntaxOf(this.text, this.request.args)
    if (!syntax) return
    const { reference, range } = syntax
    try {
      const title = `resolve image config for docker-image://${wholeName(reference)}`
      const { source } = await this.metadata(title, reference, buildPlatform, true)
      const vertex = syntaxVertex(syntax, source)
      this.solver.add(vertex)
      await this.solver.solve(vertex)
    } catch (error) {
      throw range ? located(error, range) : error
    }
  }

  /** Looks for a cache that came with an image. None has one that was built here: what is found is that it is there. */
  private async importCache(name: string): Promise<void> {
    const step = this.progress.step(`importing cache manifest from ${name}`)
    this.progress.announce([step])
    const end = this.progress.start(step)
    try {
      const reference = withDefaultTag(parseReference(name))
      const auth = this.request.session.auth(reference.domain)
      await resolveImage(this.daemon, reference, this.options().platform, { pull: true, auth })
      end()
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      end({ error: `failed to configure registry cache importer: ${error.message}` })
    }
  }

  private async build({ vertex }: Converted): Promise<Snapshot | undefined> {
    if (!vertex) return undefined
    checkCommands(vertex)
    this.solver.add(vertex)
    const result = await this.solver.solve(vertex)
    return result.kind === 'snapshot' ? result.snapshot : undefined
  }

  private source({ start, end }: { start: number; end: number }): SourceRange {
    return { filename: this.filename, text: this.text, start, end }
  }

  private warn({ rule, message, range }: Finding): void {
    this.progress.warn({
      vertex: this.definition,
      short: `${rule.name}: ${message} (line ${range.start})`,
      detail: rule.description,
      url: rule.url,
      source: this.source(range),
    })
  }

  failure(error: EngineError): { message: string; sources: readonly SourceRange[] } {
    const ranges =
      error instanceof DockerfileError
        ? [error.range, ...error.others]
        : error instanceof SolveError && error.range
          ? [error.range]
          : []
    return { message: error.message, sources: ranges.map((range) => this.source(range)) }
  }
}
