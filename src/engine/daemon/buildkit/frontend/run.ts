import { EngineError } from '../../../base/errors.ts'
import { cleanPath } from '../../../vfs/tar/unpack.ts'
import type { RunCommand } from '../../dockerfile/commands.ts'
import { heredocOf } from '../../dockerfile/heredoc.ts'
import { type Env, type LexOptions, lexWord } from '../../dockerfile/lex.ts'
import { DockerfileError } from '../../dockerfile/location.ts'
import { type Mount, readMount } from '../../dockerfile/mounts.ts'
import { contentOf } from '../../dockerfile/parser.ts'
import { type ExecAgent, type ExecMount, type ExecSecret, newVertex, type Vertex } from '../graph.ts'
import { type Setting, withShell } from './dispatch.ts'
import { addHistory, environmentOf, prefixed, type StageState } from './stage-state.ts'

const fail = (text: string): EngineError => new EngineError('invalid', text)
/** The graph is refused as a whole. */
const NOWHERE = { start: 0, end: 0 }

/** RUN (BuildKit, dockerfile2llb, dispatchRun). */
export function dispatchRun(setting: Setting, command: RunCommand, sources: readonly StageState[]): void {
  const { conversion, state, expand } = setting
  const mounts = command.mounts.map((text) => readMount(text, (word) => expand(word)))
  const inputs: Vertex[] = state.vertex ? [state.vertex] : []
  const { args, title, script } = commandOf(setting, command)
  const placed = mountsOf(setting, mounts, sources, inputs)
  if (script) {
    const from = inputs.push(script) - 1
    placed.mounts.unshift({ kind: 'bind', target: '/dev/pipes', from, source: '/', readOnly: true })
  }
  const network = command.network === 'default' ? conversion.options.network : command.network
  if (network === 'host' && !conversion.entitlements.has('network.host'))
    throw new DockerfileError('failed to load LLB: network.host is not allowed', NOWHERE)
  const env = maskedEnv(environmentOf(state), mounts)
  const { options } = conversion
  state.vertex = newVertex({
    name: prefixed(
      state,
      upperFirst(shownWith(title, env, conversion.escapeToken, { rawQuotes: true, skipUnset: true })),
    ),
    op: {
      kind: 'exec',
      args,
      env: [...state.env, ...agentEnv(state, placed.agents)].map(([key, value]) => `${key}=${value}`),
      cwd: state.cwd,
      user: state.user,
      ...placed,
      network,
      hosts: options.hosts,
      proxies: proxiesOf(conversion.given),
      hostname:
        state.env.get('BUILDKIT_SANDBOX_HOSTNAME') ??
        conversion.given.BUILDKIT_SANDBOX_HOSTNAME ??
        'buildkitsandbox',
      shmSize: options.shmSize,
      limits: options.limits,
    },
    inputs,
    ignoreCache: state.ignoreCache,
    range: command.range,
  })
  addHistory(state, `RUN ${withArgs(state, args)}`, true)
}

/** What runs: a line for the shell, a list, a here-document as the line, or as a file where it begins with `#!`. */
function commandOf(
  { conversion, state }: Setting,
  { line, source }: RunCommand,
): { args: readonly string[]; title: string; script?: Vertex } {
  const { args, files, shell } = line
  const [first] = files
  if (!first) return { args: shell ? withShell(state, args) : args, title: source }
  if (args.length !== 1 || !shell) throw fail(`parsing produced an invalid run command: [${args.join(' ')}]`)
  if (!heredocOf(args[0]!)) {
    const whole = files.map(({ content, name }) => `\n${content}${name}`).join('')
    return { args: withShell(state, [args[0]! + whole]), title: source }
  }
  const data = contentOf(first)
  const title = `${source} (${summaryOf(first.content)})`
  if (!data.startsWith('#!')) return { args: withShell(state, [data]), title }
  const script = conversion.document(first.name, data, 0o755)
  return { args: withShell(state, [`/dev/pipes/${first.name}`]), title, script }
}

const summaryOf = (content: string): string => {
  const [line = '', ...more] = content.trim().replaceAll('\r\n', '\n').split('\n')
  return more.length > 0 ? `${line}...` : line
}

/** `|1 A=b` before the command, as the history tells which build arguments there were. */
function withArgs({ args, env }: StageState, command: readonly string[]): string {
  const told = new Map(args.map(({ key, value }) => [key, `${key}=${env.get(key) ?? value ?? ''}`]))
  return [...(told.size > 0 ? [`|${told.size}`, ...told.values()] : []), ...command].join(' ')
}

/** A step as it is shown, its variables replaced. */
export const shownWith = (text: string, env: Env, escapeToken: string, options: LexOptions): string => {
  try {
    return lexWord(text, env, escapeToken, options).result
  } catch (error) {
    if (error instanceof EngineError) return text
    throw error
  }
}
export const upperFirst = (text: string): string => text.replace(/^\S+/, (word) => word.toUpperCase())

/** Values of secrets are not shown. */
function maskedEnv(env: Env, mounts: readonly Mount[]): Env {
  const secret = new Set(mounts.flatMap(({ type, env: name }) => (type === 'secret' && name ? [name] : [])))
  return { get: (name) => (secret.has(name) ? '****' : env.get(name)), keys: () => env.keys() }
}

function mountsOf(
  { conversion, state }: Setting,
  mounts: readonly Mount[],
  sources: readonly StageState[],
  inputs: Vertex[],
): { mounts: ExecMount[]; secrets: ExecSecret[]; agents: ExecAgent[] } {
  const placed: ExecMount[] = []
  const secrets: ExecSecret[] = []
  const agents: ExecAgent[] = []
  for (const [i, mount] of mounts.entries()) {
    if (mount.type === 'ssh') {
      const target = mount.target || `/run/buildkit/ssh_agent.${agents.length}`
      agents.push({ id: mount.id || 'default', target, required: mount.required })
      continue
    }
    if (mount.type === 'secret') {
      secrets.push(secretOf(mount))
      continue
    }
    const target = cleanPath(mount.target.startsWith('/') ? mount.target : `/${state.cwd}/${mount.target}`)
    if (target === '/') throw fail(`invalid mount target ${JSON.stringify(target)}`)
    const source = cleanPath(`/${mount.source}`)
    if (mount.type === 'tmpfs') {
      placed.push({ kind: 'tmpfs', target, source, readOnly: mount.readOnly, size: mount.size })
      continue
    }
    const stage = mount.from === '' ? undefined : sources[i]
    if (stage && !stage.dispatched)
      throw fail(
        `cannot mount from stage ${JSON.stringify(mount.from)} to ${JSON.stringify(mount.target)}, stage needs to be defined before current command`,
      )
    const vertex = stage ? stage.vertex : mount.type === 'bind' ? conversion.context() : undefined
    if (!stage && mount.type === 'bind') conversion.follow(source)
    const from = vertex ? inputs.push(vertex) - 1 : undefined
    const common = { target, source, readOnly: mount.readOnly, ...(from !== undefined && { from }) }
    if (mount.type === 'bind') {
      placed.push({ ...common, kind: 'bind' })
      continue
    }
    const { uid, gid, mode } = mount
    const owned = uid !== undefined || gid !== undefined || mode !== undefined
    if (owned) inputs.push(permissions({ uid: uid ?? 0, gid: gid ?? 0, mode: mode ?? 0o755 }))
    placed.push({
      ...common,
      kind: 'cache',
      id: mount.id || cleanPath(mount.target),
      sharing: mount.sharing || 'shared',
      owner: owned ? { uid: uid ?? 0, gid: gid ?? 0, mode: mode ?? 0o755 } : undefined,
    })
  }
  return { mounts: placed, secrets, agents }
}

/** Tells the program where the agent would be (BuildKit, llb/exec.go). */
const agentEnv = ({ env }: StageState, [agent]: readonly ExecAgent[]): (readonly [string, string])[] =>
  agent && !env.has('SSH_AUTH_SOCK') ? [['SSH_AUTH_SOCK', agent.target]] : []

/** The directory that a cache mount begins as. */
const permissions = (owner: { uid: number; gid: number; mode: number }): Vertex =>
  newVertex({
    name: '[internal] setting cache mount permissions',
    op: {
      kind: 'file',
      base: false,
      actions: [{ kind: 'mkdir', path: '/cache', user: `${owner.uid}:${owner.gid}`, mode: owner.mode }],
    },
    inputs: [],
    ignoreCache: false,
    range: undefined,
  })

function secretOf({ id, source, target, env, required, uid, gid, mode }: Mount): ExecSecret {
  const key = source || id || target.slice(target.lastIndexOf('/') + 1)
  const file =
    target || (env === undefined ? `/run/secrets/${key.slice(key.lastIndexOf('/') + 1)}` : undefined)
  return { id: key, target: file, env, required, uid: uid ?? 0, gid: gid ?? 0, mode: mode ?? 0o400 }
}

const PROXIES = ['http_proxy', 'https_proxy', 'ftp_proxy', 'no_proxy', 'all_proxy']

/** Proxies among the build arguments, in both spellings (BuildKit, llb/meta.go, ProxyEnv). */
function proxiesOf(given: Readonly<Record<string, string>>): string[] {
  const found = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]))
  return PROXIES.flatMap((name) => {
    const value = found.get(name)
    return value === undefined ? [] : [`${name.toUpperCase()}=${value}`, `${name}=${value}`]
  })
}
