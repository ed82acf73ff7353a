import { isDigest } from '../../../base/digest.ts'
import { EngineError } from '../../../base/errors.ts'
import { cleanPath } from '../../../vfs/tar/unpack.ts'
import type { CopyCommand } from '../../dockerfile/commands.ts'
import { type FileAction, newVertex, type Vertex } from '../graph.ts'
import { checkIgnored } from '../lint/checks.ts'
import { expandChmod } from './chmod.ts'
import type { Setting } from './dispatch.ts'
import { addHistory, prefixed, type StageState } from './stage-state.ts'

const fail = (text: string): EngineError => new EngineError('invalid', text)
const isRemote = (source: string): boolean => /^https?:\/\//.test(source)
const isGit = (source: string): boolean =>
  /^(git|ssh):\/\/|^git@[^:]+:|^github\.com\/|^https?:\/\/.*\.git(#|\?|$)/.test(source)

/** A path as the image has it; a slash or a dot at its end says that it is a directory. */
export function absolutePath(cwd: string, path: string): string {
  const shown = path === '.' || path === '' ? './' : path
  const clean = cleanPath(shown.startsWith('/') ? shown : `${cwd}/${shown}`)
  return /(^|\/)\.?$/.test(shown) && clean !== '/' ? `${clean}/` : clean
}

/** COPY and ADD (BuildKit, dockerfile2llb/convert_copy.go). */
export function dispatchCopy(setting: Setting, command: CopyCommand, sources: readonly StageState[]): void {
  const { conversion, state, expand, lint } = setting
  const chown = expand(command.chown)
  const chmod = expandChmod(expand(command.chmod))
  const checksum = expand(command.checksum)
  const paths = command.sources.map((source) => expand(source))
  const written = expand(command.dest)
  const exclude = command.exclude.map((pattern) => expand(pattern))
  const [from] = sources
  if (from && !from.dispatched)
    throw fail(
      `cannot copy from stage ${JSON.stringify(command.from)}, it needs to be defined before current stage ${JSON.stringify(state.name)}`,
    )
  const add = command.kind === 'add'
  const dest = absolutePath(state.cwd, written)
  if (checksum !== '') checkChecksum(checksum, paths)
  let text = command.kind.toUpperCase()
  if (chown !== '') text += ` --chown=${chown}`
  if (chmod !== '') text += ` --chmod=${chmod}`
  const name = conversion.shown(state, command.source)
  const title = prefixed(state, name)
  const linked = command.link && chmod === ''
  const inputs: Vertex[] = linked || !state.vertex ? [] : [state.vertex]
  const input = (vertex: Vertex): number => {
    const at = inputs.indexOf(vertex)
    return at >= 0 && !(at === 0 && inputs[0] === state.vertex) ? at : inputs.push(vertex) - 1
  }
  const actions: FileAction[] = []
  const common = { kind: 'copy', dest, chown, chmod, exclude } as const
  for (const source of paths) {
    text += ` ${source}`
    if (isGit(source) && !add) throw fail("source can't be a git ref for COPY")
    if (isRemote(source) && !add) throw fail("source can't be a URL for COPY")
    if (isRemote(source) && !isGit(source)) {
      const file = downloaded(source, checksum, title)
      const { filename } = file.op as { readonly filename: string }
      const more = { source: `/${filename}`, unpack: command.unpack ?? false, wildcard: false }
      actions.push({ ...common, ...more, from: input(file) })
      continue
    }
    if (isGit(source))
      throw new EngineError(
        'not-implemented',
        `ADD ${source}: a source from the network is not simulated by Strata`,
      )
    if (!from) checkIgnored(add ? 'Add' : 'Copy', source, conversion.ignore, command.range, lint)
    const vertex = from ? from.vertex : conversion.context()
    // A stage from scratch has no files: what is named in it is not there.
    actions.push({
      ...common,
      from: vertex ? input(vertex) : -1,
      source: cleanPath(`/${source}`),
      unpack: command.unpack ?? add,
      wildcard: true,
    })
    if (!from) conversion.follow(`/${source}`)
    else if (from.vertex?.op.kind === 'local') conversion.followIn(from.vertex.op, `/${source}`)
  }
  for (const { path, data, expand: expands } of command.documents) {
    text += ` <<${path}`
    const content = expands ? expand(data, { skipQuotes: true }) : data
    const vertex = conversion.document(path, content, 0o644)
    actions.push({ ...common, from: input(vertex), source: `/${path}`, unpack: false, wildcard: false })
  }
  text += ` ${written}`
  place(setting, command, { actions, inputs, linked, title, name })
  addHistory(state, text, true)
}

/** A file of the network as a source of its own (BuildKit, dockerfile2llb/convert.go, dispatchCopy). */
function downloaded(url: string, checksum: string, name: string): Vertex {
  const path = /^https?:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] ?? ''
  const base = path.replace(/\/+$/, '')
  const filename = base.slice(base.lastIndexOf('/') + 1) || '__unnamed__'
  const op = { kind: 'http', url, filename, checksum } as const
  return newVertex({ name, op, inputs: [], ignoreCache: false, range: undefined })
}

function checkChecksum(checksum: string, paths: readonly string[]): void {
  if (paths.length !== 1) throw fail("checksum can't be specified for multiple sources")
  if (!isRemote(paths[0]!) && !isGit(paths[0]!)) throw fail('checksum requires HTTP(S) or Git sources')
  if (!isGit(paths[0]!) && !isDigest(checksum)) throw fail('invalid checksum digest format')
}

interface Placed {
  readonly actions: readonly FileAction[]
  readonly inputs: readonly Vertex[]
  readonly linked: boolean
  readonly title: string
  readonly name: string
}

/** The files are copied onto what is there; with `--link` by themselves, and laid on top of whatever that is. */
function place(
  { state }: Setting,
  { range }: CopyCommand,
  { actions, inputs, linked, title, name }: Placed,
): void {
  const { ignoreCache } = state
  const shared = { ignoreCache, range }
  if (!linked) {
    const op = { kind: 'file', base: state.vertex !== undefined, actions } as const
    state.vertex = newVertex({ ...shared, name: title, op, inputs })
    return
  }
  const id = `link ${title}`
  const copied = newVertex({
    ...shared,
    name: title,
    op: { kind: 'file', base: false, actions },
    inputs,
    group: { id, name: title, weak: true },
  })
  if (!state.vertex) {
    state.vertex = copied
    return
  }
  state.vertex = newVertex({
    ...shared,
    name: title.replace(name, `LINK ${name}`),
    op: { kind: 'merge' },
    inputs: [state.vertex, copied],
    group: { id, name: title, weak: false },
  })
}
