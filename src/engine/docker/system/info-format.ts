import { ClientError } from '../cli/errors.ts'
import { TemplateExecError } from '../format/template/failure.ts'
import { TemplateSyntaxError } from '../format/template/parser.ts'
import { compileTemplate, type Template } from '../format/template/template.ts'
import { Struct, type Value } from '../format/template/value.ts'
import { typed } from '../format/typed.ts'
import { CLIENT_SHAPE, type ClientInfo } from './client-info.ts'
import { goNames, INFO_SHAPE, NO_INFO } from './info-shape.ts'

/** `GET /info`. */
export type InfoReply = Readonly<Record<string, unknown>>

const TEMPLATE_EXIT = 64

function compile(format: string): Template {
  try {
    return compileTemplate(format === 'json' ? '{{json .}}' : format)
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error
    throw new ClientError(`template parsing error: ${error.message}`, TEMPLATE_EXIT)
  }
}

const clientFields = (client: ClientInfo): [string, Value][] => [
  ['ClientInfo', typed(client, CLIENT_SHAPE)],
  ['ClientErrors', typed(null, '[]string')],
]

/** Whether a template wants to know anything of the daemon (docker/cli, needsServerInfo). */
export function needsServer(format: string, client: ClientInfo): boolean {
  if (!/\.[a-zA-Z]/.test(format)) return true
  try {
    compile(format).execute(new Struct('system.sparseInfo', new Map(clientFields(client))))
    return false
  } catch (error) {
    if (error instanceof TemplateExecError || error instanceof ClientError) return true
    throw error
  }
}

/** `docker info --format`: the text, and how its template failed, if it did. `server` undefined: not asked, or not there. */
export function formatInfo(
  format: string,
  server: InfoReply | undefined,
  client: ClientInfo,
): { text: string; failure: ClientError | undefined } {
  const template = compile(format)
  const reply = server ?? NO_INFO
  const info = typed(goNames(reply), INFO_SHAPE) as Struct
  const fields = new Map<string, Value>([
    ...info.fields,
    ['ServerErrors', typed(null, '[]string')],
    ...clientFields(client),
  ])
  try {
    const data = new Struct('system.dockerInfo', fields, new Map(), { ...reply, ClientInfo: client })
    return { text: `${template.execute(data)}\n`, failure: undefined }
  } catch (error) {
    if (!(error instanceof TemplateExecError)) throw error
    return { text: `${error.written}\n`, failure: new ClientError(error.message) }
  }
}
