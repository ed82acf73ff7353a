import type { LayerEntry } from '../vfs/entry.ts'

/** What lies at a path so far: only whether it can hold entries matters. */
export type Below = Map<string, 'directory' | 'other'>

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** What is wrong with a path of a tar entry by itself. */
function pathFaults(path: string): string[] {
  const wrong: string[] = []
  if (path.startsWith('/')) wrong.push(`${path}: absolute path`)
  else if (path.endsWith('/')) wrong.push(`${path}: ends with a slash`)
  const parts = path.split('/')
  if (parts.includes('..')) wrong.push(`${path}: leaves the root with ..`)
  if (path !== '' && parts.some((part, i) => part === '.' || (part === '' && i > 0 && i < parts.length - 1)))
    wrong.push(`${path}: not in its shortest form`)
  if (path.includes('\0')) wrong.push(`${JSON.stringify(path)}: holds a NUL`)
  if (parts.some((part) => part.startsWith('.wh.')))
    wrong.push(`${path}: a name beginning with .wh. that is no whiteout`)
  if (parts.some((part) => part.length > 255)) wrong.push(`${path}: a name longer than 255`)
  return wrong
}

const MODE = 0o7777

function removeBelow(below: Below, path: string, self: boolean): void {
  const prefix = path === '' ? '' : `${path}/`
  for (const key of [...below.keys()]) if (key.startsWith(prefix) && key !== path) below.delete(key)
  if (self) below.delete(path)
}

/**
 * Faults of one layer's entries, as sentences (layer.md). `below` holds what the layers under it show; it is brought up to
 * date, so that the layers of an image are checked base first with one map.
 */
export function validateEntries(entries: Iterable<LayerEntry>, below: Below = new Map()): string[] {
  const wrong: string[] = []
  const own = new Map<string, LayerEntry>()
  const marks = new Set<string>()
  const listed = [...entries]
  // Whiteouts apply to the layers below whatever their place in the tar.
  for (const entry of listed) {
    if (entry.kind !== 'whiteout' && entry.kind !== 'opaque') continue
    const { path, kind } = entry
    wrong.push(...pathFaults(path))
    if (path === '' && kind === 'whiteout') wrong.push('a whiteout of the root')
    const mark = `${kind} ${path}`
    if (marks.has(mark)) wrong.push(`${path}: ${kind} twice`)
    marks.add(mark)
    if (kind === 'whiteout' && !below.has(path)) wrong.push(`${path}: whiteout of what no lower layer has`)
    removeBelow(below, path, kind === 'whiteout')
  }
  for (const entry of listed) {
    const { path, kind } = entry
    if (kind === 'whiteout' || kind === 'opaque') {
      const holder = kind === 'opaque' ? path : parentOf(path)
      if (
        holder !== '' &&
        below.get(holder) !== 'directory' &&
        !listed.some((one) => one.path === holder && one.kind === 'directory')
      )
        wrong.push(`${path}: ${kind} in a directory that does not exist`)
      continue
    }
    wrong.push(...pathFaults(path))
    if (own.has(path)) wrong.push(`${path}: twice in one layer`)
    const parent = parentOf(path)
    if (path !== '' && parent !== '') {
      const holder = below.get(parent)
      if (holder === undefined) wrong.push(`${path}: its directory ${parent} does not exist`)
      else if (holder !== 'directory') wrong.push(`${path}: ${parent} is no directory`)
    }
    if (!Number.isInteger(entry.mode) || (entry.mode & ~MODE) !== 0)
      wrong.push(`${path}: mode ${entry.mode.toString(8)} is more than permission bits`)
    if (entry.uid < 0 || entry.gid < 0) wrong.push(`${path}: owner ${entry.uid}:${entry.gid}`)
    if (kind === 'symlink' && entry.target === '') wrong.push(`${path}: symlink to nothing`)
    if (kind === 'hardlink') {
      const target = own.get(entry.target)
      if (!target)
        wrong.push(`${path}: hard link to ${entry.target}, which no earlier entry of the layer has`)
      else if (target.kind === 'directory') wrong.push(`${path}: hard link to the directory ${entry.target}`)
    }
    if (kind !== 'directory' && below.get(path) === 'directory') removeBelow(below, path, true)
    own.set(path, entry)
    below.set(path, kind === 'directory' ? 'directory' : 'other')
  }
  return wrong
}
