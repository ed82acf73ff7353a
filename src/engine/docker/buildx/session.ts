import type { Body } from '../../base/body.ts'
import { sha256Hex } from '../../base/digest.ts'
import { IgnoreRules } from '../../base/ignore-rules.ts'
import type { BuildSession, SessionFile, WantedFiles } from '../../daemon/api.ts'
import type { Process } from '../../kernel/process.ts'
import { isDirectory, isRegular, isSymlink, S_IFMT, S_IFREG, S_IFSOCK } from '../../vfs/filesystem.ts'
import type { ClientContext } from '../cli/command.ts'
import { loginFor } from '../registry/credentials.ts'
import { archiveFiles } from './archive-files.ts'
import { followLinks, included } from './follow.ts'

/** Where a folder of the session comes from: the disk, or files that are made up. */
export type Folder =
  | { readonly kind: 'disk'; readonly path: string }
  | { readonly kind: 'made'; readonly files: ReadonlyMap<string, Body> }
  | { readonly kind: 'archive'; readonly body: Body }

/** Answers the daemon's questions about the client's files (buildx, build/opt.go; fsutil). */
export function openSession(
  context: ClientContext,
  key: string,
  folders: ReadonlyMap<string, Folder>,
  secrets: ReadonlyMap<string, () => Uint8Array>,
): BuildSession {
  const { process } = context
  return {
    auth: (domain) => loginFor(context, domain).auth,
    sharedKey: sha256Hex(`${process.hostname()} ${key}`),
    files: (name, wanted) => {
      const folder = folders.get(name)
      if (!folder) return undefined
      if (folder.kind === 'archive') return archiveFiles(folder.body)
      return folder.kind === 'made'
        ? madeFiles(process, folder.files, wanted)
        : [...diskFiles(process, folder.path, wanted)]
    },
    secret: (id) => secrets.get(id)?.(),
  }
}

const NO_DEVICE = { major: 0, minor: 0 }

function madeFiles(
  process: Process,
  files: ReadonlyMap<string, Body>,
  { include }: WantedFiles,
): SessionFile[] {
  return [...files]
    .filter(([path]) => !include || include.includes(path))
    .map(([path, body]) => ({
      path,
      mode: S_IFREG | 0o644,
      mtime: process.now(),
      linkname: '',
      rdev: NO_DEVICE,
      body,
    }))
}

function* diskFiles(
  process: Process,
  root: string,
  { include, follow, exclude }: WantedFiles,
): Generator<SessionFile> {
  const paths = include ?? (follow && followLinks(process, root, follow))
  const rules = exclude === undefined || exclude.trim() === '' ? undefined : new IgnoreRules(exclude)
  const linked = new Map<number, string>()
  function* walk(below: string): Generator<SessionFile> {
    const names = process.readdir(below === '' ? root : `${root}/${below}`).map(({ name }) => name)
    for (const name of names.sort()) {
      const path = below === '' ? name : `${below}/${name}`
      const kind = paths ? included(paths, path) : 'yes'
      if (kind === 'no') continue
      const left = rules?.matches(path) ?? false
      const directory = isDirectory(process.lstat(`${root}/${path}`).mode)
      if (!directory) {
        if (kind === 'yes' && !left) yield* fileAt(process, `${root}/${path}`, path, linked)
        continue
      }
      if (left && !rules!.mayKeepBelow(path)) continue
      const inner = [...walk(path)]
      // A directory that only leads somewhere comes along with what it leads to.
      if (inner.length === 0 && (kind === 'above' || left)) continue
      yield* fileAt(process, `${root}/${path}`, path, linked)
      yield* inner
    }
  }
  yield* walk('')
}

function* fileAt(
  process: Process,
  full: string,
  path: string,
  linked: Map<number, string>,
): Generator<SessionFile> {
  const stat = process.lstat(full)
  const { mode, mtime, rdev } = stat
  if ((mode & S_IFMT) === S_IFSOCK) return
  const own = {
    path,
    mode,
    mtime,
    linkname: '',
    rdev: isRegular(mode) || isDirectory(mode) || isSymlink(mode) ? NO_DEVICE : rdev,
  }
  if (isSymlink(mode)) yield { ...own, linkname: process.readlink(full) }
  else if (!isRegular(mode)) yield own
  else {
    const first = linked.get(stat.ino)
    if (stat.nlink > 1 && first === undefined) linked.set(stat.ino, path)
    yield first === undefined ? { ...own, body: process.readFile(full) } : { ...own, linkname: first }
  }
}
