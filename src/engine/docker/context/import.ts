import { decode } from '../../base/text.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { saveContext } from '../cli/context-store.ts'
import { ClientError } from '../cli/errors.ts'
import { quote } from '../go/quote.ts'
import { openNamed, readAll } from '../stream/input-file.ts'
import { imported } from './archive.ts'
import { checkNewName } from './contexts.ts'

export const contextImport = defineCommand({
  name: 'import',
  usage: 'CONTEXT FILE|-',
  summary: 'Import a context from a tar or zip file',
  args: exactly(2),
  flags: {},
  async run(context, [name = '', file = '']) {
    const { process, configDir } = context
    checkNewName(context, name)
    const fd = file === '-' ? 0 : openNamed(process, file)
    const archive = await readAll(process, fd)
    if (decode(archive.read(0, 2)) === 'PK')
      throw new ClientError(`${context.path} of a zip file: not simulated by Strata`)
    saveContext(process, configDir, { ...imported(archive), Name: name })
    await context.out(`${name}\n`)
    await context.err(`Successfully imported context ${quote(name)}\n`)
  },
})
