import { bytesOf, textBody } from '../../base/body.ts'
import { sha256Hex } from '../../base/digest.ts'
import { isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { Process } from '../../kernel/process.ts'
import { decodeJson } from '../go/json.ts'

/** A context as the client keeps it (docker/cli, cli/context/store, Metadata). */
export interface ContextMeta {
  readonly Name: string
  readonly Metadata: { readonly Description?: string }
  readonly Endpoints: {
    readonly docker?: { readonly Host?: string; readonly SkipTLSVerify: boolean }
  }
}

const rootOf = (configDir: string): string => `${configDir}/contexts/meta`
/** A context's metadata lies under the SHA-256 of its name. */
export const metadataFolder = (configDir: string, name: string): string =>
  `${rootOf(configDir)}/${sha256Hex(name)}`
export const tlsFolder = (configDir: string, name: string): string =>
  `${configDir}/contexts/tls/${sha256Hex(name)}`
export const metadataPath = (configDir: string, name: string): string =>
  `${metadataFolder(configDir, name)}/meta.json`

const readMeta = (process: Process, path: string): ContextMeta | undefined => {
  try {
    return decodeJson(decode(bytesOf(process.readFile(path)))) as unknown as ContextMeta
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

/** Undefined where there is none of that name. */
export const loadContext = (process: Process, configDir: string, name: string): ContextMeta | undefined =>
  readMeta(process, metadataPath(configDir, name))

export function allContexts(process: Process, configDir: string): ContextMeta[] {
  const root = rootOf(configDir)
  if (!process.exists(root)) return []
  return process.readdir(root).flatMap(({ name }) => readMeta(process, `${root}/${name}/meta.json`) ?? [])
}

export function saveContext(process: Process, configDir: string, meta: ContextMeta): void {
  const folder = metadataFolder(configDir, meta.Name)
  const missing: string[] = []
  for (let path = folder; !process.exists(path); path = path.slice(0, path.lastIndexOf('/')))
    missing.unshift(path)
  for (const path of missing) process.mkdir(path, path === configDir ? 0o700 : 0o755)
  process.writeFile(`${folder}/meta.json`, textBody(JSON.stringify(meta)), 0o644)
}

export function removeContext(process: Process, configDir: string, name: string): void {
  process.unlink(metadataPath(configDir, name))
  process.rmdir(metadataFolder(configDir, name))
}
