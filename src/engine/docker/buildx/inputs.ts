import { type Body, bytesOf } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { gunzipBody, isGzipped } from '../../oci/compress.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import { absolute } from '../cli/attachments.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError, goErrno } from '../cli/errors.ts'
import { isArchive } from '../image/build-context.ts'
import { readAll } from '../stream/input-file.ts'
import { agentProblem } from './agents.ts'
import type { Folder } from './session.ts'

/** Where the Dockerfile and the files of a build come from. */
export interface Inputs {
  readonly folders: Map<string, Folder>
  readonly filename: string
  readonly archive: boolean
  /** What the daemon fetches itself. */
  readonly remote?: string
  /** The Dockerfile's path as warnings of `--check` name it. */
  readonly shown: string
  /** What stands for the folder from build to build. */
  readonly key: string
}

const fail = (why: string): ClientError => new ClientError(`failed to build: ${why}`)
const EMPTY: Folder = { kind: 'made', files: new Map() }

/** Finds context and Dockerfile (buildx, build/opt.go, loadInputs). Throws `ClientError`. */
export async function findInputs(context: ClientContext, folder: string, file: string): Promise<Inputs> {
  const { process } = context
  if (folder === '-' && file === '-')
    throw fail("invalid argument: can't use stdin for both build context and dockerfile")
  if (folder === '-') return fromInput(context, file)
  if (/^(ssh:\/\/|[\w.-]+@[\w.-]+:)/.test(folder)) throw agentProblem(context, 'default', [])
  if (/^github\.com\//.test(folder)) throw fail('unknown protocol')
  if (/^(https?|git):\/\//.test(folder)) {
    const empty: Inputs = {
      folders: new Map(),
      filename: 'Dockerfile',
      archive: false,
      shown: folder,
      key: folder,
    }
    return { ...empty, remote: folder, filename: file || 'Dockerfile' }
  }
  if (!process.exists(folder) || !isDirectory(process.stat(folder).mode))
    throw fail(`unable to prepare context: path ${JSON.stringify(folder)} not found`)
  const base = process.realpath(folder)
  const folders = new Map<string, Folder>([['context', { kind: 'disk', path: base }]])
  const known = { folders, archive: false, key: base }
  if (file === '-') {
    folders.set('dockerfile', made('Dockerfile', await readAll(process, 0)))
    return { ...known, filename: 'Dockerfile', shown: 'Dockerfile' }
  }
  const path = file === '' ? `${base}/Dockerfile` : absolute(file, process.cwd())
  const slash = path.lastIndexOf('/')
  const parent = path.slice(0, slash) || '/'
  try {
    if (!isDirectory(process.stat(parent).mode)) throw new FsError('ENOTDIR')
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    const written = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.'
    throw fail(`resolve : lstat ${written}: ${goErrno(error)}`)
  }
  folders.set('dockerfile', { kind: 'disk', path: process.realpath(parent) })
  return { ...known, filename: path.slice(slash + 1), shown: file || join(folder, 'Dockerfile') }
}

const join = (folder: string, name: string): string =>
  folder === '.' ? name : `${folder.replace(/\/+$/, '')}/${name}`
const made = (name: string, body: Body): Folder => ({ kind: 'made', files: new Map([[name, body]]) })

/** Standard input: an archive with all in it, or the Dockerfile alone. */
async function fromInput({ process }: ClientContext, file: string): Promise<Inputs> {
  const input = await readAll(process, 0)
  if (input.size === 0)
    return { folders: new Map(), filename: 'Dockerfile', archive: false, shown: 'Dockerfile', key: '-' }
  if (!isArchive(input)) {
    const folders = new Map<string, Folder>([
      ['context', EMPTY],
      ['dockerfile', made('Dockerfile', input)],
    ])
    const number = String(process.random.below(4294967295))
    return {
      folders,
      filename: 'Dockerfile',
      archive: false,
      shown: `/tmp/empty-dir${number}/Dockerfile`,
      key: '-',
    }
  }
  const filename = file || 'Dockerfile'
  return {
    folders: new Map([['context', { kind: 'archive', body: isGzipped(input) ? gunzipBody(input) : input }]]),
    filename,
    archive: true,
    shown: filename,
    key: '-',
  }
}

/** Text of a file on the disk of the client. */
export const contentOf = ({ process }: ClientContext, path: string): Uint8Array =>
  bytesOf(process.readFile(path))
