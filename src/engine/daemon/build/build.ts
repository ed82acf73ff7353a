import type { Body } from '../../base/body.ts'
import { type ImageID, shortID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { familiarName, familiarString, parseReference, withDefaultTag } from '../../base/reference.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { formatPlatform, parsePlatform, platformMatches } from '../../oci/platform.ts'
import type { Platform } from '../../oci/types.ts'
import type { StoredImage } from '../../store/images.ts'
import type { ProgressMessage } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { expandWord } from '../dockerfile/lex.ts'
import { splitWords } from '../dockerfile/split.ts'
import { logImage } from '../images/event.ts'
import { findImage, getImage } from '../images/lookup.ts'
import { pullImages } from '../images/pull.ts'
import { tagImage, tagName } from '../images/tag.ts'
import { BuildArgs } from './build-args.ts'
import { ImageProber } from './cache.ts'
import { BuildContainers } from './containers.ts'
import { DEFAULT_DOCKERFILE, openContext, takeDockerfile } from './context.ts'
import { type Dockerfile, parseDockerfile, parseTrigger, type Stage } from './dockerfile.ts'
import type { BuildOptions } from './options.ts'
import { beginStage, type StageState } from './state.ts'
import { labelStep, runStep, type Workshop } from './steps.ts'

const SCRATCH = 'scratch'

/**
 * `docker build` with the classic builder (moby, builder/dockerfile): every step makes an image, from a container or by
 * copying files. Returns the last one's ID. Throws `EngineError`, and `StepFailure` where a command fails.
 */
export async function buildImage(
  daemon: Daemon,
  body: Body,
  options: BuildOptions,
  out: Channel<ProgressMessage>,
): Promise<ImageID> {
  const names = options.tags.map((tag) => tagName(tag, 'build tag cannot contain a digest'))
  const context = await openContext(daemon, body)
  const file = parseDockerfile(
    takeDockerfile(context, options.dockerfile),
    options.dockerfile || DEFAULT_DOCKERFILE,
  )
  const say = (stream: string): void => out.push({ stream })
  const builder = new Builder(daemon, options, file, out, {
    daemon,
    options,
    context,
    containers: new BuildContainers(daemon, say),
    prober: new ImageProber(daemon, options.noCache, cacheSources(daemon, options.cacheFrom)),
    say,
    out,
  })
  const { image } = await builder.run()
  if (!image) throw new EngineError('internal', 'No image was generated. Is your Dockerfile empty?')
  say(`Successfully built ${shortID(image.id)}\n`)
  for (const name of names) {
    tagImage(daemon, image.id, name)
    say(`Successfully tagged ${name}\n`)
  }
  return image.id
}

/** The images of `--cache-from`; one that is not here counts for nothing. Undefined where none was named. */
const cacheSources = (daemon: Daemon, names: readonly string[]): StoredImage[] | undefined =>
  names.length === 0 ? undefined : names.flatMap((name) => findImage(daemon, name) ?? [])

class Builder {
  private readonly daemon: Daemon
  private readonly options: BuildOptions
  private readonly out: Channel<ProgressMessage>
  private readonly shop: Workshop
  private readonly stages: readonly Stage[]
  private readonly file: Dockerfile
  private readonly done: { readonly name: string; readonly image: StoredImage | undefined }[] = []
  private step = 0

  constructor(
    daemon: Daemon,
    options: BuildOptions,
    file: Dockerfile,
    out: Channel<ProgressMessage>,
    shop: Omit<Workshop, 'imageNamed'>,
  ) {
    this.daemon = daemon
    this.options = options
    this.file = file
    this.out = out
    this.shop = { ...shop, imageNamed: (name) => this.imageNamed(name) }
    this.stages = this.wantedStages()
  }

  /** Up to the target, with the labels of the command line at the end. */
  private wantedStages(): Stage[] {
    const { target, labels } = this.options
    const wanted = target.toLowerCase()
    let { stages } = this.file
    if (target !== '') {
      const index = stages.findIndex(({ name }) => name === wanted)
      const at = index < 0 && /^\d+$/.test(target) && Number(target) < stages.length ? Number(target) : index
      if (at < 0)
        throw new EngineError('invalid', `target stage ${JSON.stringify(target)} could not be found`)
      stages = stages.slice(0, at + 1)
    }
    const last = stages.at(-1)
    if (!last) throw new EngineError('invalid', 'No image was generated. Is your Dockerfile empty?')
    const more = Object.entries(labels)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => labelStep(name, value))
    return [...stages.slice(0, -1), { ...last, commands: [...last.commands, ...more] }]
  }

  async run(): Promise<StageState> {
    const { metaArgs } = this.file
    this.warn()
    const args = new BuildArgs(this.options.args)
    for (const { source, rest } of metaArgs) {
      this.tell(source)
      for (const word of splitWords(rest)) {
        const at = word.indexOf('=')
        const env = args.metaPairs()
        if (at < 0) args.addMeta(word, undefined)
        else args.addMeta(word.slice(0, at), expandWord(word.slice(at + 1), env))
      }
    }
    let state: StageState | undefined
    for (const stage of this.stages) state = await this.runStage(stage, args)
    const unused = args.unused()
    if (unused.length > 0)
      this.shop.say(`[Warning] One or more build-args [${unused.join(' ')}] were not consumed\n`)
    return state!
  }

  private warn(): void {
    const { warned } = this.file
    const warning = (text: string): void => this.shop.say(`\x1b[91m[WARNING]: ${text}\n\x1b[0m`)
    for (const source of warned) warning(`Empty continuation line found in: ${source}`)
    if (warned.length > 0) warning('Empty continuation lines will become errors in a future release.')
  }
  private tell(source: string): void {
    const total = this.stages.reduce(
      (sum, { commands }) => sum + 1 + commands.length,
      this.file.metaArgs.length,
    )
    this.shop.say(`Step ${++this.step}/${total} : ${source}\n`)
  }
  private result({ image }: StageState): void {
    this.shop.say(` ---> ${image ? shortID(image.id) : ''}\n`)
  }

  private async runStage(stage: Stage, args: BuildArgs): Promise<StageState> {
    if (stage.name !== '' && this.done.some(({ name }) => name === stage.name))
      throw new EngineError('invalid', `${stage.name} stage name already used`)
    this.tell(stage.source)
    this.shop.prober.reset()
    const env = args.metaPairs()
    const base = expandWord(stage.base, env)
    if (base === '') throw new EngineError('invalid', `base name (${stage.base}) should not be blank`)
    const state = beginStage(
      await this.baseImage(base, expandWord(stage.platform, env)),
      new BuildArgs(this.options.args, args),
    )
    const triggers = state.config.OnBuild ?? []
    if (triggers.length > 0) {
      state.config = { ...state.config, OnBuild: null }
      this.shop.say(`# Executing ${triggers.length} build trigger${triggers.length > 1 ? 's' : ''}\n`)
      for (const trigger of triggers) await this.dispatch(state, () => parseTrigger(trigger))
    }
    this.result(state)
    for (const instruction of stage.commands) {
      if (this.out.closed) throw new EngineError('internal', 'context canceled')
      this.tell(instruction.source)
      await this.dispatch(state, () => instruction)
      this.result(state)
    }
    this.out.push({ aux: { ID: state.image?.id ?? '' } })
    this.done.push({ name: stage.name, image: state.image })
    return state
  }

  private async dispatch(state: StageState, instruction: () => Parameters<typeof runStep>[2]): Promise<void> {
    const { remove, forceRemove } = this.options
    let ok = false
    try {
      await runStep(this.shop, state, instruction())
      ok = true
    } finally {
      if (forceRemove || (remove && ok)) this.shop.containers.removeAll()
    }
  }

  private async baseImage(name: string, platform: string): Promise<StoredImage | undefined> {
    const stage = this.done.find((one) => one.name !== '' && one.name === name.toLowerCase())
    if (stage) return stage.image
    if (name === SCRATCH) return undefined
    const own = { os: 'linux', architecture: this.daemon.host.architecture }
    return this.anyImage(name, platform === '' ? this.options.platform : parsePlatform(platform, own))
  }

  private async imageNamed(name: string): Promise<StoredImage | undefined> {
    const stage = this.done.find((one) => one.name !== '' && one.name === name.toLowerCase())
    if (stage) return stage.image
    if (/^\d+$/.test(name)) {
      const index = Number(name)
      if (index === this.done.length) throw new EngineError('invalid', 'refers to current build stage')
      if (index > this.done.length) throw new EngineError('invalid', 'index out of bounds')
      return this.done[index]!.image
    }
    return this.anyImage(name, this.options.platform)
  }

  /** An image of this host, pulled where it is missing. */
  private async anyImage(name: string, platform: Platform | undefined): Promise<StoredImage> {
    const found = this.options.pull ? undefined : findImage(this.daemon, name)
    // One that is here is taken, whatever machine it is for (moby, daemon/images/image_builder.go).
    if (found) return found
    const reference = withDefaultTag(parseReference(name))
    const own = { os: 'linux', architecture: this.daemon.host.architecture }
    const options = { platform: platform ?? own, tellPlatform: false }
    await pullImages(this.daemon, reference, options, this.out)
    logImage(this.daemon, 'pull', familiarString(reference), familiarName(reference))
    const image = getImage(this.daemon, name, undefined)
    if (platform) this.warnOfPlatform(name, image, platform)
    return image
  }

  private warnOfPlatform(name: string, { config }: StoredImage, wanted: Platform): void {
    const { os, architecture, variant } = config
    const own = { os, architecture, ...(variant && { variant }) }
    if (platformMatches(wanted, own)) return
    const [was, is] = [wanted, own].map(formatPlatform)
    this.out.push({
      status: `\nWARNING: Pulled image with specified platform (${was}), but the resulting image's configured platform (${is}) does not match.\nThis is most likely caused by a bug in the build system that created the fetched image (${name}).\nPlease notify the image author to correct the configuration.`,
    })
  }
}
