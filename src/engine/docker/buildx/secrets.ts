import { FsError } from '../../base/errors.ts'
import { encode } from '../../base/text.ts'
import type { ClientContext } from '../cli/command.ts'
import { parseCsv } from '../cli/csv.ts'
import { ClientError, goErrno } from '../cli/errors.ts'
import { contentOf } from './inputs.ts'

const fail = (why: string): ClientError => new ClientError(`failed to build: ${why}`)

/** `--secret id=NAME,src=FILE`, or from a variable (buildx, util/buildflags/secrets.go). Read when they are asked for. */
export function readSecrets(context: ClientContext, given: readonly string[]): Map<string, () => Uint8Array> {
  const { process } = context
  return new Map(
    given.map((text) => {
      const fields = new Map(
        parseCsv(text).map((field): [string, string] => {
          const at = field.indexOf('=')
          if (at < 0) throw new ClientError(`invalid field '${field}' must be a key=value pair`)
          return [field.slice(0, at).toLowerCase(), field.slice(at + 1)]
        }),
      )
      for (const key of fields.keys())
        if (!['id', 'src', 'source', 'env', 'type'].includes(key))
          throw new ClientError(`unexpected key '${key}' in '${key}=${fields.get(key)}'`)
      const type = fields.get('type') ?? ''
      if (type !== '' && type !== 'file' && type !== 'env')
        throw new ClientError(`unsupported secret type ${JSON.stringify(type)}`)
      const id = fields.get('id') ?? ''
      const source = fields.get('src') ?? fields.get('source') ?? ''
      const variable = fields.get('env') ?? (type === 'env' ? source || id : '')
      if (id === '') throw fail('secret missing ID')
      if (variable !== '' || (type !== 'file' && source === '' && process.env.has(id))) {
        const value = process.env.get(variable || id) ?? ''
        return [id, () => encode(value)]
      }
      const path = source || id
      try {
        process.stat(path)
      } catch (error) {
        if (!(error instanceof FsError)) throw error
        throw fail(`failed to stat ${path}: stat ${path}: ${goErrno(error)}`)
      }
      return [id, () => contentOf(context, path)]
    }),
  )
}
