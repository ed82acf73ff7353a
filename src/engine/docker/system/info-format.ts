import type { Process } from '../../kernel/process.ts'
import { ClientError } from '../cli/errors.ts'
import { findPlugin } from '../cli/plugins.ts'
import { TemplateExecError } from '../format/template/failure.ts'
import { TemplateSyntaxError } from '../format/template/parser.ts'
import { compileTemplate } from '../format/template/template.ts'
import { Struct } from '../format/template/value.ts'
import { guessed } from '../format/typed.ts'
import { bytesSize } from '../format/units.ts'
import { CLIENT_VERSION } from '../version.ts'

/** `GET /info`, as far as the client shows it; what the daemon leaves out is not printed. */
export interface InfoReply {
  readonly [key: string]: unknown
  readonly Warnings?: readonly string[] | null
}

const TEMPLATE_EXIT = 64

/** `docker info --format`. */
export function infoTemplate(format: string, server: InfoReply): string {
  const data = { ...server, ClientInfo: { Debug: false, Context: 'default', Plugins: [], Warnings: null } }
  const fields = new Map(Object.entries(data).map(([key, value]) => [key, guessed(value)]))
  try {
    const template = compileTemplate(format === 'json' ? '{{json .}}' : format)
    return `${template.execute(new Struct('system.dockerInfo', fields, new Map(), data))}\n`
  } catch (error) {
    if (error instanceof TemplateSyntaxError)
      throw new ClientError(`template parsing error: ${error.message}`, TEMPLATE_EXIT)
    if (error instanceof TemplateExecError) throw new ClientError(error.message)
    throw error
  }
}

/** One line of the server's part: its label and where the reply has it. */
type Line = readonly [label: string, key: string]
const COUNTS: readonly Line[] = [
  ['Containers', 'Containers'],
  [' Running', 'ContainersRunning'],
  [' Paused', 'ContainersPaused'],
  [' Stopped', 'ContainersStopped'],
  ['Images', 'Images'],
  ['Server Version', 'ServerVersion'],
  ['Storage Driver', 'Driver'],
]
const DRIVERS: readonly Line[] = [
  ['Logging Driver', 'LoggingDriver'],
  ['Cgroup Driver', 'CgroupDriver'],
  ['Cgroup Version', 'CgroupVersion'],
]
const HOST: readonly Line[] = [
  ['Default Runtime', 'DefaultRuntime'],
  ['Init Binary', 'InitBinary'],
  ['Kernel Version', 'KernelVersion'],
  ['Operating System', 'OperatingSystem'],
  ['OSType', 'OSType'],
  ['Architecture', 'Architecture'],
  ['CPUs', 'NCPU'],
  ['Total Memory', 'MemTotal'],
  ['Name', 'Name'],
  ['ID', 'ID'],
  ['Docker Root Dir', 'DockerRootDir'],
  ['Debug Mode', 'Debug'],
  ['Experimental', 'ExperimentalBuild'],
]

const lines = (server: InfoReply, rows: readonly Line[]): string =>
  rows
    .filter(([, key]) => server[key] !== undefined)
    .map(([label, key]) => {
      const value = key === 'MemTotal' ? bytesSize(Number(server[key])) : server[key]
      return ` ${label}: ${value}\n`
    })
    .join('')

const driverStatus = (server: InfoReply): string =>
  ((server.DriverStatus ?? []) as [string, string][]).map(([key, value]) => `  ${key}: ${value}\n`).join('')

function plugins(server: InfoReply): string {
  const given = server.Plugins as Record<string, string[] | null> | undefined
  if (!given) return ''
  const rows = ['Volume', 'Network', 'Log'].map((kind) => `  ${kind}: ${(given[kind] ?? []).join(' ')}\n`)
  return ` Plugins:\n${rows.join('')}`
}

/** What `docker info` prints (docker/cli, command/system/info.go). */
export function formatInfo(
  server: InfoReply | undefined,
  process: Process,
  configDir: string,
  failure: string | undefined,
): string {
  const buildx = findPlugin(process, configDir, 'buildx')
  const client = [
    'Client:\n',
    ` Version:    ${CLIENT_VERSION}\n Context:    default\n Debug Mode: false\n`,
    buildx
      ? ` Plugins:\n  buildx: Docker Buildx (Docker Inc.)\n    Version:  0.29.1+ds1\n    Path:     ${buildx}\n`
      : '',
    '\nServer:\n',
  ].join('')
  if (!server) return `${client}${failure}\n`
  return `${client}${lines(server, COUNTS)}${driverStatus(server)}${lines(server, DRIVERS)}${plugins(server)}${lines(server, HOST)}\n`
}
