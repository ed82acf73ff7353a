import type { Body } from '../../base/body.ts'
import { chunksOf } from '../../base/body.ts'
import type { Exporter } from '../../daemon/api.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import { readTar } from '../../vfs/tar/read.ts'
import type { ClientContext } from '../cli/command.ts'
import { parseCsv } from '../cli/csv.ts'
import { ClientError } from '../cli/errors.ts'
import { restoreEntry } from './restore.ts'

/** Where a result goes: into the daemon, or onto the client's disk. */
export interface Output {
  readonly type: Exporter['type']
  readonly push: boolean
  /** Of `name=` in the flag. */
  readonly names: readonly string[]
  /** A folder, a file, or `-`. */
  readonly dest: string
}

const unsupported = (what: string, page: string): ClientError =>
  new ClientError(
    `failed to build: ${what} is not supported for the docker driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.\nLearn more at https://docs.docker.com/go/${page}/`,
  )
export const UNSUPPORTED = {
  platforms: () => unsupported('Multi-platform build', 'build-multi-platform'),
  cache: () => unsupported('Cache export', 'build-cache-backends'),
  attestation: () => unsupported('Attestation', 'attestations'),
  docker: () => unsupported('Docker exporter', 'build-exporters'),
  oci: () => unsupported('OCI exporter', 'build-exporters'),
}
const fail = (why: string): ClientError => new ClientError(`failed to build: ${why}`)

/** Reads one `--output` (buildx, util/buildflags/export.go; build/opt.go). Throws `ClientError`. */
export function readOutput({ process }: ClientContext, text: string): Output {
  if (!text.includes('=') && !text.includes(',')) {
    if (text === '-') {
      if (process.isatty(1))
        throw fail('dest file is required for tar exporter. refusing to write to console')
      return { type: 'tar', push: false, names: [], dest: '-' }
    }
    return { type: 'local', push: false, names: [], dest: text }
  }
  const fields = new Map(
    parseCsv(text).map((field): [string, string] => {
      const at = field.indexOf('=')
      if (at < 0) throw new ClientError(`invalid value ${field}`)
      return [field.slice(0, at).trim().toLowerCase(), field.slice(at + 1)]
    }),
  )
  const type = fields.get('type') ?? ''
  const dest = fields.get('dest') ?? ''
  const names = fields.has('name') ? fields.get('name')!.split(',') : []
  switch (type) {
    case '':
      if (dest === '') throw new ClientError('type is required for output')
      return { type: 'local', push: false, names: [], dest }
    case 'local':
      if (dest === '') throw fail('dest is required for local exporter')
      return { type: 'local', push: false, names: [], dest }
    case 'tar':
      if (dest === '' && process.isatty(1))
        throw fail('dest file is required for tar exporter. refusing to write to console')
      return { type: 'tar', push: false, names: [], dest: dest === '' ? '-' : dest }
    case 'oci':
      throw UNSUPPORTED.oci()
    case 'docker':
      if (dest !== '') throw UNSUPPORTED.docker()
      return { type: 'moby', push: false, names, dest: '' }
    case 'image':
      return { type: 'moby', push: fields.get('push') === 'true', names, dest: '' }
    case 'registry':
      return { type: 'moby', push: true, names, dest: '' }
    case 'cacheonly':
      return { type: 'none', push: false, names: [], dest: '' }
  }
  throw fail(`failed to solve: exporter ${JSON.stringify(type)} could not be found`)
}

/** Puts what came where it belongs. */
export async function writeFiles(
  context: ClientContext,
  { type, dest }: Output,
  archive: Body,
): Promise<void> {
  const { process } = context
  if (type === 'tar') {
    if (dest !== '-') return process.writeFile(dest, archive)
    for (const chunk of chunksOf(archive)) await process.write(1, chunk)
    return
  }
  if (!process.exists(dest)) process.mkdir(dest, 0o755)
  else if (!isDirectory(process.stat(dest).mode)) throw fail(`destination directory ${dest} is a file`)
  const links: (() => void)[] = []
  for (const entry of readTar(archive, { ignoreGlobals: true })) restoreEntry(process, dest, entry, links)
  for (const link of links) link()
}
