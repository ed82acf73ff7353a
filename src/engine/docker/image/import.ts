import { requestTarget } from '../../base/request-target.ts'
import { list } from '../cli/collections.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { string } from '../cli/values.ts'
import { archiveOf, openNamed } from '../stream/input-file.ts'
import { displayProgress } from '../stream/progress.ts'

/** What the client takes for a URL (docker/cli, build.IsURL). */
const isUrl = (source: string): boolean => /^https?:\/\//.test(source)

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
  async run(context, [source = '', repo = ''], flags) {
    const { process } = context
    const remote = isUrl(source)
    const fd = remote ? undefined : source === '-' ? 0 : openNamed(process, source)
    if (repo !== '') referenceArgument(repo)
    const query = {
      fromSrc: remote ? source : '-',
      ...(repo && { repo }),
      ...(flags.message && { message: flags.message }),
      ...(flags.platform && { platform: flags.platform.toLowerCase() }),
      ...(flags.change.length > 0 && { changes: [...flags.change] }),
    }
    const file = source === '-' ? '' : source
    const request = requestTarget('POST /images/create', { query })
    const body = fd === undefined ? undefined : await archiveOf(process, fd, file, request)
    await displayProgress(
      context,
      await context.api.call('POST /images/create', { query, ...(body && { body }) }),
    )
  },
})
