import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import type { Reference } from '../../base/reference.ts'
import { decode } from '../../base/text.ts'
import { goJson } from '../../oci/json.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { fullString, type ImageManifest } from './image-manifest.ts'

/** A name as a file's name (docker/cli, cli/manifest/store). */
const safeName = (ref: Reference): string => fullString(ref).replaceAll(':', '-').replaceAll('/', '_')

const folderOf = ({ configDir }: ClientContext, list: Reference): string =>
  `${configDir}/manifests/${safeName(list)}`

/** One manifest of a local list; undefined where there is none. */
export function keptManifest(
  context: ClientContext,
  list: Reference,
  ref: Reference,
): ImageManifest | undefined {
  return readManifest(context, `${folderOf(context, list)}/${safeName(ref)}`)
}

function readManifest({ process }: ClientContext, path: string): ImageManifest | undefined {
  try {
    return JSON.parse(decode(bytesOf(process.readFile(path)))) as ImageManifest
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined
    if (error instanceof SyntaxError) throw new ClientError(error.message)
    throw error
  }
}

/** All manifests of a local list; undefined where there is no such list. */
export function keptList(context: ClientContext, list: Reference): ImageManifest[] | undefined {
  const folder = folderOf(context, list)
  if (!context.process.exists(folder)) return undefined
  return context.process
    .readdir(folder)
    .flatMap(({ name }) => readManifest(context, `${folder}/${name}`) ?? [])
}

export const noSuchManifest = (ref: Reference): ClientError =>
  new ClientError(`No such manifest: ${fullString(ref)}`)

export function keepManifest(
  context: ClientContext,
  list: Reference,
  ref: Reference,
  manifest: ImageManifest,
): void {
  const { process, configDir } = context
  for (const folder of [configDir, `${configDir}/manifests`, folderOf(context, list)])
    if (!process.exists(folder)) process.mkdir(folder, folder === configDir ? 0o700 : 0o755)
  process.writeFile(`${folderOf(context, list)}/${safeName(ref)}`, goJson(manifest), 0o644)
}

export function forgetList(context: ClientContext, list: Reference): void {
  const { process } = context
  const folder = folderOf(context, list)
  for (const { name } of process.readdir(folder)) process.unlink(`${folder}/${name}`)
  process.rmdir(folder)
}
