import { anything, list, map, type Shape, struct, text, time, truth, whole } from '../base/json-shape.ts'

/** Commands come as a list or as one text. */
const words: Shape = { kind: 'list', go: 'strslice.StrSlice', of: text(), orText: true }
const marks = (key: string): Shape => map(anything, `map[${key}]struct {}`)
const duration = whole('time.Duration')

/** container.Config of moby: what an image says of its containers. */
export const RUN_CONFIG_FIELDS = {
  Hostname: text(),
  Domainname: text(),
  User: text(),
  AttachStdin: truth,
  AttachStdout: truth,
  AttachStderr: truth,
  ExposedPorts: marks('nat.Port'),
  Tty: truth,
  OpenStdin: truth,
  StdinOnce: truth,
  Env: list(text()),
  Cmd: words,
  Healthcheck: struct('v1.HealthcheckConfig', {
    Test: list(text()),
    Interval: duration,
    Timeout: duration,
    StartPeriod: duration,
    StartInterval: duration,
    Retries: whole(),
  }),
  ArgsEscaped: truth,
  Image: text(),
  Volumes: marks('string'),
  WorkingDir: text(),
  Entrypoint: words,
  NetworkDisabled: truth,
  MacAddress: text(),
  OnBuild: list(text()),
  Labels: map(text()),
  StopSignal: text(),
  StopTimeout: whole(),
  Shell: words,
}
const runConfig = struct('container.Config', RUN_CONFIG_FIELDS)

export const PLATFORM = struct('v1.Platform', {
  architecture: text(),
  os: text(),
  'os.version': text(),
  'os.features': list(text()),
  variant: text(),
})

/** The config document as the daemon reads it (moby, image.Image). */
export const IMAGE = struct('image.Image', {
  architecture: text(),
  os: text(),
  variant: text(),
  'os.version': text(),
  'os.features': list(text()),
  author: text(),
  comment: text(),
  created: time,
  config: runConfig,
  container: text(),
  container_config: runConfig,
  docker_version: text(),
  history: list(
    struct('v1.History', {
      created: time,
      author: text(),
      created_by: text(),
      comment: text(),
      empty_layer: truth,
    }),
  ),
  rootfs: struct('image.RootFS', { type: text(), diff_ids: list(text('layer.DiffID'), '[]layer.DiffID') }),
  parent: text('image.ID'),
})

/** The config of an image before Docker 1.10 (moby, image.V1Image). */
export const V1_IMAGE = struct('image.V1Image', {
  id: text(),
  parent: text(),
  comment: text(),
  created: time,
  container: text(),
  container_config: runConfig,
  docker_version: text(),
  author: text(),
  config: runConfig,
  architecture: text(),
  variant: text(),
  os: text(),
  Size: whole('int64'),
})
