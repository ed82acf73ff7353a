import type { Process } from '../../kernel/process.ts'
import { findPlugin } from '../cli/plugins.ts'
import { listOf, type StructShape } from '../format/typed.ts'
import { CLIENT_FACTS, CLIENT_VERSION } from '../version.ts'

/** The client's own part of `docker info`, as JSON shows it. */
export interface ClientInfo {
  readonly Debug: boolean
  readonly Version: string
  readonly DefaultAPIVersion: string
  readonly GitCommit: string
  readonly GoVersion: string
  readonly Os: string
  readonly Arch: string
  readonly BuildTime: string
  readonly Context: string
  readonly Plugins: readonly {
    readonly SchemaVersion: string
    readonly Vendor: string
    readonly Version: string
    readonly ShortDescription: string
    readonly Name: string
    readonly Path: string
  }[]
  readonly Warnings: null
}

export const CLIENT_SHAPE: StructShape = {
  type: '*system.clientInfo',
  fields: {
    Debug: 'bool',
    Version: 'string',
    APIVersion: 'string',
    DefaultAPIVersion: 'string',
    GitCommit: 'string',
    GoVersion: 'string',
    Os: 'string',
    Arch: 'string',
    BuildTime: 'string',
    Context: 'string',
    Plugins: listOf({
      type: 'manager.Plugin',
      fields: {
        SchemaVersion: 'string',
        Vendor: 'string',
        Version: 'string',
        ShortDescription: 'string',
        URL: 'string',
        Name: 'string',
        Path: 'string',
        ShadowedPaths: '[]string',
      },
    }),
    Warnings: '[]string',
  },
}

/** What the client says of itself and of its plugins. */
export function clientInfo(process: Process, configDir: string, debug: boolean): ClientInfo {
  const buildx = findPlugin(process, configDir, 'buildx')
  return {
    Debug: debug,
    Version: CLIENT_VERSION,
    ...CLIENT_FACTS,
    Plugins: buildx
      ? [
          {
            SchemaVersion: '0.1.0',
            Vendor: 'Docker Inc.',
            Version: '0.29.1+ds1',
            ShortDescription: 'Docker Buildx',
            Name: 'buildx',
            Path: buildx,
          },
        ]
      : [],
    Warnings: null,
  }
}
