import { FsError } from '../../base/errors.ts'
import { list } from '../cli/collections.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { notSimulated, pathError } from '../cli/errors.ts'
import { string } from '../cli/values.ts'

export const imageImport = defineCommand({
  name: 'import',
  usage: '[OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
  summary: 'Import the contents from a tarball to create a filesystem image',
  calledAs: ['docker image import', 'docker import'],
  args: atLeast(1),
  flags: {
    change: list('Apply Dockerfile instruction to the created image', { short: 'c' }),
    message: string('Set commit message for imported image', { short: 'm' }),
    platform: string('Set platform if server is multi-platform capable'),
  },
  async run(context, [source]) {
    const local = source !== '-' && !/^https?:\/\//.test(source!)
    try {
      if (local) context.process.readFile(source!)
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      throw pathError('open', source!, error)
    }
    throw notSimulated(context)
  },
})
