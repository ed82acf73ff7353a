import { sha256Hex, shortID } from '../../base/digest.ts'
import { EngineError } from '../../base/errors.ts'
import { MILLISECOND } from '../../base/time.ts'
import { makeDirectories } from '../../kernel/make-directories.ts'
import type { Channel } from '../../kernel/waiting.ts'
import { resolve } from '../../kernel/walk.ts'
import type { RunConfig } from '../../oci/types.ts'
import type { StoredImage } from '../../store/images.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import { cleanPath } from '../../vfs/tar/unpack.ts'
import type { ProgressMessage } from '../api.ts'
import { applyInstruction, changesConfig, commandWords } from '../changes/apply.ts'
import type { Instruction } from '../changes/lines.ts'
import { findAccount } from '../containers/accounts.ts'
import { commitContainer } from '../containers/commit.ts'
import { openRootfs } from '../containers/rootfs.ts'
import type { Daemon } from '../daemon.ts'
import { jsonWords } from '../dockerfile/json-words.ts'
import { expandWord } from '../dockerfile/lex.ts'
import { splitWords } from '../dockerfile/split.ts'
import { commitImage } from '../images/commit.ts'
import { isUrl } from '../images/download.ts'
import { OVERLAY2 } from '../images/inspect.ts'
import { archiveAt } from './archive.ts'
import type { ImageProber } from './cache.ts'
import type { BuildContainers } from './containers.ts'
import { copySource } from './copy.ts'
import { type CopySource, copySources, failed, hashOfSources } from './copy-sources.ts'
import { copyWords } from './dockerfile.ts'
import { downloadedSource } from './download.ts'
import { type Files, filesOf, imageFiles, writableFiles } from './files.ts'
import { type BuildOptions, StepFailure } from './options.ts'
import { type StageState, variablesOf } from './state.ts'

/** What the steps of a build share. */
export interface Workshop {
  readonly daemon: Daemon
  readonly options: BuildOptions
  readonly context: Files | undefined
  readonly containers: BuildContainers
  readonly prober: ImageProber
  say(text: string): void
  readonly out: Channel<ProgressMessage>
  /** The image that `--from` names: a stage that is done, or any image. */
  imageNamed(name: string): Promise<StoredImage | undefined>
}

/** Time that a step takes which starts nothing. */
const STEP_COST = 20 * MILLISECOND
/** The same where a container ran: it is taken down first. */
const RUN_COST = 330 * MILLISECOND
const SHELL = ['/bin/sh', '-c']

const needsBuildKit = (flag: string): EngineError =>
  new EngineError(
    'invalid',
    `the --${flag} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled`,
  )

/** Config of the container of a step that runs nothing: what it does stands in its command. */
const commented = ({ config, image }: StageState, ...text: string[]): RunConfig => ({
  ...config,
  Image: image?.id ?? '',
  Cmd: [...(config.Shell ?? SHELL), ...text],
})
const current = ({ config, image }: StageState): RunConfig => ({ ...config, Image: image?.id ?? '' })

function cached(shop: Workshop, state: StageState, config: RunConfig): boolean {
  const found = shop.prober.probe(state.image?.id, config)
  if (!found) return false
  shop.say(' ---> Using cache\n')
  state.image = found
  return true
}

/** Makes the image of a step from a container. */
async function commitStep(
  { daemon }: Workshop,
  state: StageState,
  id: string,
  containerConfig: RunConfig,
  cost = STEP_COST,
): Promise<void> {
  await daemon.host.kernel.scheduler.sleep(cost)
  state.image = commitContainer(daemon, daemon.containers.get(id)!, {
    parent: state.image,
    config: current(state),
    containerConfig,
    ...(state.maintainer && { author: state.maintainer }),
  })
}

/** Creating a container gives its config the host name; what a RUN keeps is another config. */
const named = (config: RunConfig, id: string): RunConfig => ({ ...config, Hostname: shortID(id) })

/** A step that changes the config alone: an image of the same layers. */
async function commitConfig(shop: Workshop, state: StageState, ...text: string[]): Promise<void> {
  const config = commented(state, ...text)
  if (cached(shop, state, config)) return
  const { id } = shop.containers.create(state.image, config, shop.options.hostConfig)
  await commitStep(shop, state, id, named(config, id))
}

/** Carries out one instruction. Throws `EngineError` or `StepFailure` where the build ends with it. */
export async function runStep(shop: Workshop, state: StageState, instruction: Instruction): Promise<void> {
  const name = instruction.word.toLowerCase()
  if (name === 'run') return runCommand(shop, state, instruction)
  if (name === 'copy' || name === 'add') return copyFiles(shop, state, instruction)
  if (name === 'arg') return declareArgs(shop, state, instruction)
  if (name === 'maintainer') {
    state.maintainer = instruction.rest
    return commitConfig(shop, state, '#(nop) ', `MAINTAINER ${state.maintainer}`)
  }
  if (name === 'shell') {
    const Shell = jsonWords(instruction.rest)!
    state.config = { ...state.config, Shell }
    return commitConfig(shop, state, '#(nop) ', `SHELL [${Shell.join(' ')}]`)
  }
  if (!changesConfig(name)) throw new Error(`no step ${name}`)
  return changeConfig(shop, state, instruction)
}

async function changeConfig(shop: Workshop, state: StageState, instruction: Instruction): Promise<void> {
  const name = instruction.word.toLowerCase()
  const before = state.config.Healthcheck?.Test ?? []
  const setting = { env: variablesOf(state), cmdSet: state.cmdSet }
  const [config, text] = applyInstruction(state.config, instruction, setting)
  state.config = config
  if (name === 'cmd') state.cmdSet = true
  if (name === 'healthcheck' && before.length > 0 && before[0] !== 'NONE')
    shop.say(`Note: overriding previous HEALTHCHECK: [${before.join(' ')}]\n`)
  if (name !== 'workdir') return commitConfig(shop, state, '#(nop) ', text)
  const step = commented(state, `#(nop) ${text}`)
  if (cached(shop, state, step)) return
  const { id } = shop.containers.create(state.image, step, shop.options.hostConfig)
  makeWorkdir(shop.daemon, id, config.WorkingDir ?? '/')
  return commitStep(shop, state, id, named(step, id))
}

/** WORKDIR makes the directory at once (moby, daemon/workdir.go). */
function makeWorkdir(daemon: Daemon, id: string, path: string): void {
  const { kernel } = daemon.host
  const { overlay, upper } = openRootfs(daemon, daemon.containers.get(id)!)
  const { view } = filesOf(kernel, overlay)
  makeDirectories(view, path, { mode: 0o755, uid: 0, gid: 0, time: kernel.now() })
  const { mount, ino } = resolve(view, path)
  if (!isDirectory(mount.fs.stat(ino).mode))
    throw new EngineError('invalid', `Cannot mkdir: ${path} is not a directory`)
  daemon.containers.update(id, { upper: upper.tree })
}

async function declareArgs(shop: Workshop, state: StageState, { rest }: Instruction): Promise<void> {
  const shown: string[] = []
  for (const word of splitWords(rest)) {
    const env = variablesOf(state)
    const at = word.indexOf('=')
    const name = expandWord(at < 0 ? word : word.slice(0, at), env)
    const value = at < 0 ? undefined : expandWord(word.slice(at + 1), env)
    state.args.add(name, value)
    shown.push(value === undefined ? name : `${name}=${value}`)
  }
  return commitConfig(shop, state, '#(nop) ', `ARG ${shown.join(' ')}`)
}

async function runCommand(shop: Workshop, state: StageState, { rest, flags }: Instruction): Promise<void> {
  const [flag] = flags.keys()
  if (flag !== undefined) throw needsBuildKit(flag)
  const cmd = commandWords(state.config, rest)
  const env = state.config.Env ?? []
  const args = state.args.pairsBeside(env)
  const told = args.filter((pair) => state.args.isReferenced(pair.split('=', 1)[0]!)).sort()
  const saved = args.length > 0 ? [`|${told.length}`, ...told, ...cmd] : cmd
  const step = { ...current(state), Cmd: saved, Entrypoint: null }
  if (cached(shop, state, step)) return
  const { Healthcheck: _check, ...config } = current(state)
  // An empty command runs the image's own.
  const wanted = cmd.length > 0 ? cmd : (state.config.Cmd ?? [])
  const running = { ...config, Cmd: wanted, Env: [...env, ...args], Entrypoint: [''] }
  const { id } = shop.containers.create(state.image, running, shop.options.hostConfig)
  const code = await shop.containers.run(id)
  if (code !== 0)
    throw new StepFailure(`The command '${cmd.join(' ')}' returned a non-zero code: ${code}`, code)
  return commitStep(shop, state, id, step, RUN_COST)
}

async function copyFiles(shop: Workshop, state: StageState, instruction: Instruction): Promise<void> {
  const { daemon } = shop
  const { kernel } = daemon.host
  const command = instruction.word.toUpperCase() as 'ADD' | 'COPY'
  const { flags } = instruction
  for (const flag of ['chmod', 'keep-git-dir', 'checksum', 'unpack'])
    if (flags.has(flag)) throw needsBuildKit(flag)
  const env = variablesOf(state)
  const words = copyWords(instruction.rest).map((word) => expandWord(word, env))
  const dest = words.pop()!
  const named = words.filter((word) => !word.startsWith('<<'))
  const from = flags.get('from')
  const files = from ? imageFiles(daemon, await imageOf(shop, from)) : shop.context
  if (!files) throw new EngineError('invalid', `${command} failed: missing build context`)
  const sources = await sourcesOf(shop, command, files, named, { context: !from, dest })
  if (sources.length > 1 && !dest.endsWith('/'))
    throw new EngineError(
      'invalid',
      `When using ${command} with more than one source file, the destination must be a directory and end with a /`,
    )
  const chown = flags.get('chown') ? expandWord(flags.get('chown')!, env) : ''
  const owner = chown ? `--chown=${chown} ` : ''
  const text = `#(nop) ${command} ${owner}${hashOfSources(sources)} in ${dest} `
  const step = commented(state, text)
  if (cached(shop, state, step)) return
  const target = { ...writableFiles(daemon, state.image), mounted: `${OVERLAY2}/${sha256Hex(text)}/merged` }
  const options = {
    owner: chown ? ownerOf(target, chown) : from ? undefined : { uid: 0, gid: 0 },
    time: kernel.now(),
    // chown(2), which gives files to root too, takes their set-ID bits.
    ...((chown || !from) && {
      chmod: (mode: number, directory: boolean) => (directory ? mode : mode & ~0o6000),
    }),
    ...(command === 'ADD' && {
      // What comes from the network stays packed.
      unpack: async (source: CopySource) =>
        source.files ? undefined : archiveAt(daemon, files.fs, source.place.ino),
    }),
  }
  for (const source of sources)
    await copySource(source.files ?? files, source, target, destination(state, dest), options)
  await kernel.scheduler.sleep(STEP_COST)
  state.image = commitImage(daemon, target.fs.diff(), {
    parent: state.image,
    config: current(state),
    containerConfig: step,
    ...(state.maintainer && { author: state.maintainer }),
  })
}

/** Sources in their order, those of the network fetched first (moby, builder/dockerfile/copy.go, getCopyInfosForSourcePaths). */
async function sourcesOf(
  { daemon, say, out }: Workshop,
  command: 'ADD' | 'COPY',
  files: Files,
  names: readonly string[],
  { context, dest }: { readonly context: boolean; readonly dest: string },
): Promise<CopySource[]> {
  const found: CopySource[] = []
  for (const name of names)
    if (!isUrl(name)) found.push(...copySources(command, files, [name], context))
    else if (command === 'COPY') throw failed(command, "source can't be a URL for COPY")
    else found.push(await downloadedSource(daemon, name, dest, { say, out }))
  if (found.length === 0) throw failed(command, 'no source files were specified')
  return found
}

async function imageOf(shop: Workshop, from: string): Promise<StoredImage | undefined> {
  try {
    return await shop.imageNamed(from)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new EngineError(error.code, `invalid from flag value ${from}: ${error.message}`)
  }
}

/** Absolute; a slash at its end stays. */
function destination({ config }: StageState, dest: string): string {
  const path = dest.startsWith('/') ? dest : `/${config.WorkingDir ?? ''}/${dest}`
  const clean = cleanPath(path)
  return dest.endsWith('/') && clean !== '/' ? `${clean}/` : clean
}

/** Who `--chown` means in the image being made; a user without a group has the group of the same name. */
function ownerOf({ view }: Files, text: string): { uid: number; gid: number } {
  const parts = text.split(':')
  const [user = '', group = user] = parts
  if (parts.length > 2)
    throw new EngineError(
      'invalid',
      `unable to convert uid/gid chown string to host mapping: invalid chown string format: ${text}`,
    )
  const number = (kind: 'user' | 'group', name: string, short: 'uid' | 'gid'): number => {
    if (/^\d+$/.test(name)) return Number(name)
    try {
      return findAccount(view, kind === 'user' ? name : `0:${name}`).credentials[short]
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      throw new EngineError(
        'invalid',
        `unable to convert uid/gid chown string to host mapping: can't find ${short} for ${kind} ${name}: no such ${kind}: ${name}`,
      )
    }
  }
  return { uid: number('user', user, 'uid'), gid: number('group', group, 'gid') }
}

/** Labels of `--label`, as steps at the end. */
export const labelStep = (name: string, value: string): Instruction => ({
  word: 'LABEL',
  flags: new Map(),
  rest: `${JSON.stringify(name)}=${JSON.stringify(value)}`,
  source: `LABEL ${name}=${value}`,
  line: 0,
  gaps: false,
})
