import { EngineError } from '../../base/errors.ts'
import type { ClientContext } from '../cli/command.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { ClientError } from '../cli/errors.ts'
import { bool, string } from '../cli/values.ts'
import { containerValue } from '../container/inspect-value.ts'
import { type Inspected, inspectObjects } from '../format/inspect.ts'
import { quote } from '../go/quote.ts'
import { imageValue } from '../image/inspect-value.ts'
import { networkValue } from '../network/inspect-value.ts'
import { volumeValue } from '../volume/inspect-value.ts'

const TYPES = [
  'config',
  'container',
  'image',
  'network',
  'node',
  'plugin',
  'secret',
  'service',
  'task',
  'volume',
]

interface Finder {
  readonly type: string
  find(context: ClientContext, name: string, size: boolean): Promise<Inspected>
}

/** What a name may be, in the order the client tries. */
const FINDERS: readonly Finder[] = [
  {
    type: 'container',
    async find({ api }, id, size) {
      const reply = await api.call('GET /containers/{id}/json', { params: { id }, query: { size } })
      return { value: containerValue(reply.value), raw: reply.value, html: false }
    },
  },
  {
    type: 'image',
    async find({ api }, name) {
      const reply = await api.call('GET /images/{name}/json', { params: { name } })
      return { value: imageValue(reply.value), raw: reply.value }
    },
  },
  {
    type: 'network',
    async find({ api }, id) {
      const { value } = await api.call('GET /networks/{id}', { params: { id }, query: {} })
      return { value: networkValue(value), raw: value }
    },
  },
  {
    type: 'volume',
    async find({ api }, name) {
      const { value } = await api.call('GET /volumes/{name}', { params: { name } })
      return { value: volumeValue(value), raw: value }
    },
  },
]

/** The name is none of this kind: the next kind may have it. */
const skippable = (error: unknown): boolean =>
  error instanceof EngineError &&
  (error.code === 'not-found' || /invalid reference format|not supported/.test(error.message))

export const inspect = defineCommand({
  name: 'inspect',
  usage: '[OPTIONS] NAME|ID [NAME|ID...]',
  summary: 'Return low-level information on Docker objects',
  args: atLeast(1),
  flags: {
    format: string(INSPECT_FORMAT_HELP, { short: 'f' }),
    size: bool('Display total file sizes if the type is container', { short: 's' }),
    type: string('Only inspect objects of the given type'),
  },
  async run(context, names, flags) {
    const { type, size } = flags
    const oneOf = `must be one of "${TYPES.join('", "')}"`
    if (type === '' && context.changed('type')) throw new ClientError(`type is empty: ${oneOf}`)
    if (type !== '' && !TYPES.includes(type)) throw new ClientError(`unknown type: ${quote(type)}: ${oneOf}`)
    const finders = FINDERS.filter((finder) => type === '' || finder.type === type)
    if (['config', 'node', 'secret', 'service', 'task'].includes(type))
      return inspectObjects(context, names, flags.format, async () => {
        await context.api.call('GET /swarm', {})
        throw new ClientError(`Error: No such ${type}`)
      })
    if (finders.length === 0)
      throw new ClientError(`${context.path}: --type ${type} is not simulated by Strata`)
    await inspectObjects(context, names, flags.format, async (name) => {
      for (const finder of finders)
        try {
          if (name === '') throw new ClientError('invalid container name or ID: value is empty')
          const found = await finder.find(context, name, size)
          if (size && finder.type !== 'container')
            await context.err(`WARNING: --size ignored for ${finder.type}\n`)
          return found
        } catch (error) {
          if (type !== '' || !skippable(error)) throw error
        }
      throw new ClientError(`Error: No such object: ${name}`)
    })
  },
})
