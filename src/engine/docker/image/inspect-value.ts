import type { ImageInspect } from '../../daemon/api.ts'
import type { Value } from '../format/template/value.ts'
import { type StructShape, typed } from '../format/typed.ts'

const SET = 'map[string]struct {}'
const MAP = 'map[string]string'

const HEALTHCHECK: StructShape = {
  type: '*v1.HealthcheckConfig',
  omitEmpty: true,
  fields: {
    Test: '[]string',
    Interval: 'time.Duration',
    Timeout: 'time.Duration',
    StartPeriod: 'time.Duration',
    StartInterval: 'time.Duration',
    Retries: 'int',
  },
}

/** The image spec's configuration, and what Docker adds to it. */
const CONFIG: StructShape = {
  type: '*v1.DockerOCIImageConfig',
  omitEmpty: true,
  embedded: ['ImageConfig', 'DockerOCIImageConfigExt'],
  fields: {
    ImageConfig: {
      type: 'v1.ImageConfig',
      exact: true,
      fields: {
        User: 'string',
        ExposedPorts: SET,
        Env: '[]string',
        Entrypoint: '[]string',
        Cmd: '[]string',
        Volumes: SET,
        WorkingDir: 'string',
        Labels: MAP,
        StopSignal: 'string',
        ArgsEscaped: 'bool',
      },
    },
    DockerOCIImageConfigExt: {
      type: 'v1.DockerOCIImageConfigExt',
      exact: true,
      fields: { Healthcheck: HEALTHCHECK, OnBuild: '[]string', Shell: '[]string' },
    },
  },
}

/** `docker image inspect` (moby, api/types/image, InspectResponse). */
const IMAGE: StructShape = {
  type: 'image.InspectResponse',
  exact: true,
  names: { ID: 'Id' },
  fields: {
    ID: 'string',
    RepoTags: '[]string',
    RepoDigests: '[]string',
    Parent: 'string',
    Comment: 'string',
    Created: 'string',
    Container: 'string',
    ContainerConfig: '*container.Config',
    DockerVersion: 'string',
    Author: 'string',
    Config: CONFIG,
    Architecture: 'string',
    Variant: 'string',
    Os: 'string',
    OsVersion: 'string',
    Size: 'int64',
    VirtualSize: 'int64',
    GraphDriver: { type: 'storage.DriverData', fields: { Data: MAP, Name: 'string' } },
    RootFS: { type: 'image.RootFS', fields: { Type: 'string', Layers: '[]string' } },
    Metadata: { type: 'image.Metadata', fields: { LastTagTime: 'time.Time' } },
    Descriptor: '*v1.Descriptor',
    Manifests: '[]image.ManifestSummary',
  },
}

/** JSON of the typed value has what its types say, in their order: the configuration stands before the platform. */
export function imageValue(image: ImageInspect): Value {
  const { Architecture, Variant, Os, Size, GraphDriver, RootFS, Metadata, Config, ...head } = image
  const ordered = {
    ...head,
    Config,
    Architecture,
    ...(Variant && { Variant }),
    Os,
    Size,
    GraphDriver,
    RootFS,
    Metadata,
  }
  return typed(ordered, IMAGE)
}
