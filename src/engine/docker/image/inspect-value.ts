import type { ImageInspect } from '../../daemon/api.ts'
import type { Value } from '../format/template/value.ts'
import { type StructShape, typed } from '../format/typed.ts'

const SET = 'map[string]struct {}'
const MAP = 'map[string]string'

const CONFIG: StructShape = {
  type: '*v1.DockerOCIImageConfig',
  omitEmpty: true,
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
    Healthcheck: '*v1.HealthcheckConfig',
    OnBuild: '[]string',
    Shell: '[]string',
  },
}

/** `docker image inspect` (moby, api/types/image, InspectResponse). */
const IMAGE: StructShape = {
  type: 'image.InspectResponse',
  fields: {
    Id: 'string',
    RepoTags: '[]string',
    RepoDigests: '[]string',
    Parent: 'string',
    Comment: 'string',
    Created: 'string',
    Container: 'string',
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
    Metadata: { type: 'image.Metadata', fields: { LastTagTime: 'string' } },
  },
}

export const imageValue = (image: ImageInspect): Value => typed(image, IMAGE)
