import { byCodeUnit } from '../../base/text.ts'
import type { VersionReply } from '../../daemon/api.ts'
import { ClientError } from '../cli/errors.ts'
import { alignColumns } from '../format/tabwriter.ts'
import { TemplateExecError } from '../format/template/failure.ts'
import type { TemplateFunction } from '../format/template/functions.ts'
import { TemplateSyntaxError } from '../format/template/parser.ts'
import { compileTemplate, type Template } from '../format/template/template.ts'
import { GoMap, Nil, Slice, Struct, type Value } from '../format/template/value.ts'
import { ansic } from '../format/time.ts'
import { CLIENT_API_VERSION, CLIENT_FACTS, CLIENT_VERSION } from '../version.ts'

type Component = VersionReply['Components'][number]

/** Docker's own template (docker/cli, command/system/version.go). */
const TEMPLATE = `{{with .Client -}}
Client:{{if ne .Platform nil}}{{if ne .Platform.Name ""}} {{.Platform.Name}}{{end}}{{end}}
 Version:	{{.Version}}
 API version:	{{.APIVersion}}{{if ne .APIVersion .DefaultAPIVersion}} (downgraded from {{.DefaultAPIVersion}}){{end}}
 Go version:	{{.GoVersion}}
 Git commit:	{{.GitCommit}}
 Built:	{{.BuildTime}}
 OS/Arch:	{{.Os}}/{{.Arch}}
 Context:	{{.Context}}
{{- end}}

{{- if ne .Server nil}}{{with .Server}}

Server:{{if ne .Platform.Name ""}} {{.Platform.Name}}{{end}}
 {{- range $component := .Components}}
 {{$component.Name}}:
  {{- if eq $component.Name "Engine" }}
  Version:	{{.Version}}
  API version:	{{index .Details "ApiVersion"}} (minimum version {{index .Details "MinAPIVersion"}})
  Go version:	{{index .Details "GoVersion"}}
  Git commit:	{{index .Details "GitCommit"}}
  Built:	{{index .Details "BuildTime"}}
  OS/Arch:	{{index .Details "Os"}}/{{index .Details "Arch"}}
  Experimental:	{{index .Details "Experimental"}}
  {{- else }}
  Version:	{{$component.Version}}
  {{- $detailsOrder := getDetailsOrder $component}}
  {{- range $key := $detailsOrder}}
  {{$key}}:	{{index $component.Details $key}}
   {{- end}}
  {{- end}}
 {{- end}}
 {{- end}}{{- end}}`

const TEMPLATE_EXIT = 64

const detailsOrder: TemplateFunction = {
  parameters: ['value'],
  call: (component) => {
    const details = component instanceof Struct ? component.fields.get('Details') : undefined
    const names = details instanceof GoMap ? [...(details.entries?.keys() ?? [])] : []
    return new Slice('string', names.sort(byCodeUnit))
  },
}

const client = {
  Version: CLIENT_VERSION,
  ApiVersion: CLIENT_API_VERSION,
  ...CLIENT_FACTS,
}

const clientValue = (): Struct => {
  const { Version, ApiVersion, ...rest } = client
  const fields: [string, Value][] = [
    ['Platform', new Nil('*system.platformInfo')],
    ...Object.entries({ Version, APIVersion: ApiVersion, ...rest }),
  ]
  return new Struct('system.clientVersion', new Map(fields), new Map(), client)
}

/** The daemon's components, with times as the client shows them. */
const componentsOf = ({ Components }: VersionReply): Component[] =>
  Components.map((component) => ({
    ...component,
    Details: {
      ...component.Details,
      ...(component.Details.BuildTime && { BuildTime: ansic(component.Details.BuildTime) }),
    },
  }))

const componentValue = ({ Name, Version, Details }: Component): Struct =>
  new Struct(
    'types.ComponentVersion',
    new Map<string, Value>([
      ['Name', Name],
      ['Version', Version],
      ['Details', new GoMap('string', new Map(Object.entries(Details)))],
    ]),
  )

function serverValue(reply: VersionReply): Struct {
  const Components = componentsOf(reply)
  const { Platform, Version, ApiVersion, MinAPIVersion, GitCommit, GoVersion, Os, Arch } = reply
  const fields: [string, Value][] = [
    ['Platform', new Struct('struct { Name string }', new Map([['Name', Platform.Name]]))],
    ['Components', new Slice('types.ComponentVersion', Components.map(componentValue))],
    ...Object.entries({ Version, APIVersion: ApiVersion, MinAPIVersion, GitCommit, GoVersion, Os, Arch }),
    ['KernelVersion', reply.KernelVersion],
    ['Experimental', reply.Experimental ?? false],
    ['BuildTime', reply.BuildTime],
  ]
  return new Struct('*types.Version', new Map(fields), new Map(), { ...reply, Components })
}

function compile(format: string): Template {
  const source = format === '' ? TEMPLATE : format === 'json' ? '{{json .}}' : format
  try {
    return compileTemplate(source, { name: 'version', functions: { getDetailsOrder: detailsOrder } })
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error
    throw new ClientError(`template parsing error: ${error.message}`, TEMPLATE_EXIT)
  }
}

/** What `docker version` prints, and how its template failed, if it did. `server` undefined: no daemon answered. */
export function formatVersion(
  format: string,
  server: VersionReply | undefined,
): { text: string; failure: ClientError | undefined } {
  const template = compile(format)
  const data = new Struct(
    'system.versionInfo',
    new Map<string, Value>([
      ['Client', clientValue()],
      ['Server', server ? serverValue(server) : new Nil('*types.Version')],
    ]),
  )
  try {
    return {
      text: alignColumns(`${template.execute(data)}\n`, { minWidth: 20, padding: 1 }),
      failure: undefined,
    }
  } catch (error) {
    if (!(error instanceof TemplateExecError)) throw error
    return { text: `${error.written}\n`, failure: new ClientError(error.message) }
  }
}
