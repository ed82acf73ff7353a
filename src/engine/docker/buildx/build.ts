import { EngineError, FsError } from '../../base/errors.ts'
import { parseReference } from '../../base/reference.ts'
import type { SolveRequest, SolveResult } from '../../daemon/api.ts'
import { formatPlatform } from '../../oci/platform.ts'
import type { ClientContext } from '../cli/command.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError, goErrno } from '../cli/errors.ts'
import type { FlagValues } from '../cli/flags.ts'
import { platformArgument } from '../cli/platform-argument.ts'
import { indentedJson } from '../format/json.ts'
import { agentProblem } from './agents.ts'
import { buildFlags, WARNED } from './build-flags.ts'
import { showCall } from './calls.ts'
import { checkBuilder } from './common.ts'
import { findInputs, type Inputs } from './inputs.ts'
import { metadataOf } from './metadata.ts'
import { type Output, readOutput, UNSUPPORTED, writeFiles } from './outputs.ts'
import { Display, modeOf } from './progress/display.ts'
import { pushAll } from './push.ts'
import { readSecrets } from './secrets.ts'
import { type Folder, openSession } from './session.ts'
import { sourceBlock } from './source-block.ts'

type Flags = FlagValues<typeof buildFlags>

const fail = (why: string): ClientError => new ClientError(`failed to build: ${why}`)

/** `docker build`, `docker buildx build` (buildx, commands/build.go). */
export const buildxBuild = defineCommand({
  name: 'build',
  aliases: ['b'],
  usage: '[OPTIONS] PATH | URL | -',
  summary: 'Start a build',
  calledAs: ['docker build', 'docker builder build', 'docker image build', 'docker buildx b'],
  args: exactly(1),
  flags: buildFlags,
  async run(context, [folder = ''], flags) {
    for (const [name, warning] of Object.entries(WARNED))
      if (context.changed(name)) await context.err(`WARNING: ${warning}\n`)
    const { process } = context
    checkBuilder(context, flags.builder)
    if (flags.iidfile !== '' && process.exists(flags.iidfile)) process.unlink(flags.iidfile)
    const call = callOf(flags)
    const quiet = flags.quiet && call === 'build'
    if (quiet && context.changed('progress') && flags.progress !== 'quiet' && flags.progress !== 'auto')
      throw new ClientError(`progress=${flags.progress} and quiet cannot be used together`)
    const display = new Display(
      context,
      quiet
        ? 'quiet'
        : modeOf(
            context,
            flags.progress === 'auto' ? (process.env.get('BUILDKIT_PROGRESS') ?? 'auto') : flags.progress,
          ),
    )
    const output = outputOf(context, flags)
    const request = await requestOf(context, folder, flags, output, call)
    const result = await solve(context, display, request.body)
    if (output.push && result.image) await pushAll(context, display, output.names)
    if (flags['metadata-file'] !== '' && call === 'build') await tellProvenance(context, display)
    await display.finish()
    await showWarnings(context, display)
    return report(context, flags, {
      result,
      output,
      inputs: request.inputs,
      quiet: display.mode === 'quiet',
      call,
    })
  },
})

/** buildx looks for the provenance of what it built, which a daemon with this store does not give. */
async function tellProvenance({ process }: ClientContext, display: Display): Promise<void> {
  const started = process.now()
  const name = 'resolving provenance for metadata file'
  const vertex = { digest: name, name, inputs: [], started }
  await display.update({ vertexes: [vertex] })
  await display.update({ vertexes: [{ ...vertex, completed: process.now() }] })
}

const callOf = ({ call, check }: Flags): string => {
  const [name = ''] = check && call === 'build' ? ['check'] : call.split(',', 1)
  return name === 'lint' ? 'check' : name
}

/** Where the result goes: the daemon's images, unless it is said otherwise. */
function outputOf(context: ClientContext, flags: Flags): Output {
  for (const tag of flags.tag) checkTag(tag)
  const given = flags.output.map((text) => readOutput(context, text))
  if (given.length > 1)
    throw fail(
      'multiple outputs currently unsupported by the current BuildKit daemon, please upgrade to version v0.13+ or use a single output',
    )
  const [first = { type: 'moby', push: false, names: [], dest: '' } as const] = given
  const push = flags.push || first.push
  const names = [...flags.tag, ...first.names]
  if (push && names.length === 0) throw fail('tag is needed when pushing to registry')
  return { ...first, push, names }
}

function checkTag(tag: string): void {
  if (tag === '') throw fail('invalid tag "": repository name must have at least one component')
  try {
    parseReference(tag)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    const why = error.message.replace(
      /^invalid reference format: (repository name) \(.*\) (must be lowercase)$/,
      '$1 $2',
    )
    throw fail(`invalid tag ${JSON.stringify(tag)}: ${why}`)
  }
}

async function requestOf(
  context: ClientContext,
  folder: string,
  flags: Flags,
  output: Output,
  call: string,
): Promise<{ body: SolveRequest; inputs: Inputs }> {
  const platforms = platformsOf(context, flags.platform)
  if (flags['cache-to'].length > 0) throw UNSUPPORTED.cache()
  checkAttests(flags.attest)
  if (
    [flags.provenance, flags.sbom].some((value) => !['', 'false', '0'].includes(value)) ||
    flags.attest.length > 0
  )
    throw UNSUPPORTED.attestation()
  const [agent] = flags.ssh
  if (agent !== undefined) {
    const [id = '', keys] = agent.split('=', 2)
    throw agentProblem(context, id, keys ? keys.split(',') : [])
  }
  const secrets = readSecrets(context, flags.secret)
  const inputs = await findInputs(context, folder, flags.file)
  const contexts = namedContexts(context, flags['build-context'], inputs.folders)
  const body: SolveRequest = {
    session: openSession(context, inputs.key, inputs.folders, secrets),
    archive: inputs.archive,
    ...(inputs.remote !== undefined && { remote: inputs.remote }),
    filename: inputs.filename,
    call,
    target: flags.target,
    args: argsOf(context, flags['build-arg']),
    labels: pairsOf(flags.label),
    noCache: flags['no-cache'],
    cacheFrom: cacheSources(context, flags['cache-from']),
    noCacheFilter: flags['no-cache-filter'].flatMap((names) => names.split(',')),
    pull: flags.pull,
    platform: platforms[0] ?? '',
    network: flags.network,
    hosts: flags['add-host'].map(hostLine),
    shmSize: flags['shm-size'],
    limits: flags.ulimit,
    contexts,
    entitlements: [...entitlementsOf(flags.allow), ...(flags.network === 'host' ? ['network.host'] : [])],
    exporter: { type: output.type, names: output.names, push: output.push },
  }
  return { body, inputs }
}

function platformsOf({ process }: ClientContext, given: readonly string[]): string[] {
  const byDefault = process.env.get('DOCKER_DEFAULT_PLATFORM') ?? ''
  const texts = (given.length > 0 ? given : [byDefault]).flatMap((text) => text.split(',')).filter(Boolean)
  const platforms = [
    ...new Set(texts.map((text) => formatPlatform(platformArgument(text, 'failed to build: ')))),
  ]
  if (platforms.length > 1) throw UNSUPPORTED.platforms()
  return platforms
}

/** Refuses a pair without a name (buildx, commands/build.go, listToMap). */
function checkKey(pair: string): void {
  if (pair === '' || pair.startsWith('='))
    throw new ClientError(`invalid key-value pair ${JSON.stringify(pair)}: empty key`)
}

/** Refuses words that are no attestation (buildx, util/buildflags/attests.go). */
function checkAttests(given: readonly string[]): void {
  for (const text of given)
    for (const word of text.split(','))
      if (!word.includes('=')) throw new ClientError(`invalid value ${word}`)
}

/** Images of `--cache-from`: by name, or as `type=registry,ref=NAME`. */
function cacheSources({ path }: ClientContext, given: readonly string[]): string[] {
  return given.flatMap((text) => {
    if (text === '') return []
    if (!text.includes('=')) return [text]
    const fields = new Map(text.split(',').map((field) => field.split('=', 2) as [string, string]))
    if (fields.get('type') !== 'registry')
      throw new ClientError(`${path} --cache-from ${text}: not simulated by Strata`)
    return [fields.get('ref') ?? '']
  })
}

const ENTITLEMENTS = ['network.host', 'security.insecure', 'device']

/** What `--allow` grants (BuildKit, util/entitlements). */
function entitlementsOf(given: readonly string[]): string[] {
  const names = given.flatMap((text) => text.split(','))
  for (const name of names)
    if (!ENTITLEMENTS.includes(name.split('=', 1)[0]!)) throw fail(`unknown entitlement ${name}`)
  return names
}

function writeID({ process }: ClientContext, path: string, id: string): void {
  try {
    process.writeFile(path, id)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw new ClientError(`writing image ID file: open ${path}: ${goErrno(error)}`)
  }
}

/** `NAME` alone takes the value from the environment, and is left out where that has none. */
const argsOf = ({ process }: ClientContext, given: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    given.flatMap((pair) => {
      const at = pair.indexOf('=')
      checkKey(pair)
      if (at >= 0) return [[pair.slice(0, at), pair.slice(at + 1)]]
      const value = process.env.get(pair)
      return value === undefined ? [] : [[pair, value]]
    }),
  )
const pairsOf = (given: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    given.map((pair) => {
      const at = pair.indexOf('=')
      checkKey(pair)
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )

function hostLine(text: string): string {
  const match = /^([^:=]+)[:=](.+)$/.exec(text)
  if (!match) throw fail(`invalid host ${text}`)
  const address = match[2] === 'host-gateway' ? '172.17.0.1' : match[2]!.replace(/^\[(.*)\]$/, '$1')
  if (!/^[0-9a-f.:]+$/i.test(address)) throw fail(`invalid host ${text}`)
  return `${address}\t${match[1]}`
}

/** `--build-context NAME=PATH`: folders go into the session, images are named. */
function namedContexts(
  { process }: ClientContext,
  given: readonly string[],
  folders: Map<string, Folder>,
): Record<string, string> {
  const found: Record<string, string> = {}
  for (const text of given) {
    const at = text.indexOf('=')
    if (at < 0) throw new ClientError(`invalid context value: ${text}, expected key=value`)
    const [name, value] = [text.slice(0, at).toLowerCase(), text.slice(at + 1)]
    if (value.startsWith('docker-image://')) found[name] = value
    else if (/^(https?|git|ssh|oci-layout|target):\/\/|^git@/.test(value))
      throw new ClientError(`docker buildx build --build-context ${text}: not simulated by Strata`)
    else {
      if (!process.exists(value))
        throw fail(`failed to get build context ${name}: stat ${value}: no such file or directory`)
      folders.set(name, { kind: 'disk', path: process.realpath(value) })
      found[name] = name
    }
  }
  return found
}

/** Has it solved, and shows how it goes. Throws what went wrong, behind the lines of the Dockerfile that it is about. */
async function solve(context: ClientContext, display: Display, body: SolveRequest): Promise<SolveResult> {
  const stream = await context.api.call('POST /moby.buildkit.v1.Control/Solve', { body })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) context.process.onSignal(signal, () => stream.close())
  for (let message = await stream.next(); message; message = await stream.next()) {
    if ('status' in message) await display.update(message.status)
    else if ('tick' in message) await display.tick()
    else if ('result' in message) return message.result
    else {
      const { sources, message: why } = message.failure
      await display.finish()
      await showWarnings(context, display)
      for (const source of sources) await context.err(sourceBlock(source))
      throw fail(why.startsWith('network mode ') ? why : `failed to solve: ${why}`)
    }
  }
  throw fail('failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF')
}

async function showWarnings(context: ClientContext, { warnings, mode }: Display): Promise<void> {
  if (warnings.length === 0 || mode === 'quiet' || mode === 'rawjson') return
  const count = warnings.length === 1 ? '1 warning found' : `${warnings.length} warnings found`
  const hint = context.debug ? '' : ' (use docker --debug to expand)'
  let text = `\n \x1b[33m${count}${hint}:\n\x1b[0m`
  for (const { short, detail, url, source } of warnings) {
    text += ` - ${short}\n`
    if (context.debug) text += `${detail}\n${url && `More info: ${url}\n`}${sourceBlock(source)}\n`
  }
  await context.err(text)
}

interface Finished {
  readonly result: SolveResult
  readonly output: Output
  readonly inputs: Inputs
  readonly quiet: boolean
  readonly call: string
}

/** What is left behind: files, the ID, what was asked about the Dockerfile. */
async function report(
  context: ClientContext,
  flags: Flags,
  { result, output, inputs, quiet, call }: Finished,
): Promise<number> {
  const { process } = context
  if (call !== 'build') return showCall(context, flags.call, result, inputs.shown)
  if (result.files) await writeFiles(context, output, result.files)
  if (quiet) await context.out(`${result.image ?? ''}\n`)
  if (flags.iidfile !== '') writeID(context, flags.iidfile, result.image ?? '')
  if (flags['metadata-file'] !== '')
    process.writeFile(flags['metadata-file'], indentedJson(metadataOf(context, result, output, flags), '  '))
  return 0
}
