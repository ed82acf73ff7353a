import { strings } from '../cli/collections.ts'
import { flagOf } from '../cli/flags.ts'
import { ulimit } from '../cli/resources.ts'
import { bool, bytes, int, string } from '../cli/values.ts'
import { common } from './common.ts'

/** One text each time it is given (pflag's StringArray). */
export const stringArray = flagOf<readonly string[]>({
  name: 'stringArray',
  zero: [],
  parse: (text, sofar, _scope, first) => [...(first ? [] : sofar), text],
})

/** `--check`, `--check=false`. */
const check = flagOf<boolean>({ name: '', zero: false, alone: 'true', parse: (text) => text === 'true' })

export const buildFlags = {
  'add-host': strings('Add a custom host-to-IP mapping (format: "host:ip")'),
  allow: stringArray(
    'Allow extra privileged entitlement (e.g., "network.host", "security.insecure", "device")',
  ),
  annotation: stringArray('Add annotation to the image'),
  attest: stringArray('Attestation parameters (format: "type=sbom,generator=image")'),
  'build-arg': stringArray('Set build-time variables'),
  'build-context': stringArray('Additional build contexts (e.g., name=path)'),
  ...common.builder,
  'cache-from': stringArray('External cache sources (e.g., "user/app:cache", "type=local,src=path/to/dir")'),
  'cache-to': stringArray(
    'Cache export destinations (e.g., "user/app:cache", "type=local,dest=path/to/dir")',
  ),
  call: string('Set method for evaluating build ("check", "outline", "targets")', { default: 'build' }),
  'cgroup-parent': string('Set the parent cgroup for the "RUN" instructions during build'),
  check: check('Shorthand for "--call=check"'),
  ...common.debug,
  file: string('Name of the Dockerfile (default: "PATH/Dockerfile")', { short: 'f' }),
  iidfile: string('Write the image ID to a file'),
  label: stringArray('Set metadata for an image'),
  load: bool('Shorthand for "--output=type=docker"'),
  'metadata-file': string('Write build result metadata to a file'),
  network: string('Set the networking mode for the "RUN" instructions during build', { default: 'default' }),
  'no-cache': bool('Do not use cache when building the image'),
  'no-cache-filter': stringArray('Do not cache specified stages'),
  output: stringArray('Output destination (format: "type=local,dest=path")', { short: 'o' }),
  platform: stringArray('Set target platform for build'),
  progress: string(
    'Set type of progress output ("auto", "none",  "plain", "quiet", "rawjson", "tty"). Use plain to show container output',
    { default: 'auto' },
  ),
  provenance: string('Shorthand for "--attest=type=provenance"'),
  pull: bool('Always attempt to pull all referenced images'),
  push: bool('Shorthand for "--output=type=registry"'),
  quiet: bool('Suppress the build output and print image ID on success', { short: 'q' }),
  sbom: string('Shorthand for "--attest=type=sbom"'),
  secret: stringArray('Secret to expose to the build (format: "id=mysecret[,src=/local/secret]")'),
  'shm-size': bytes('Shared memory size for build containers'),
  ssh: stringArray(
    'SSH agent socket or keys to expose to the build (format: "default|<id>[=<socket>|<key>[,<key>]]")',
  ),
  tag: stringArray('Name and optionally a tag (format: "name:tag")', { short: 't' }),
  target: string('Set the target build stage to build'),
  ulimit: ulimit('Ulimit options', { default: [] }),
  // Taken for the sake of the classic builder, and without effect.
  compress: bool('Compress the build context using gzip', { hidden: true }),
  isolation: string('Container isolation technology', { hidden: true }),
  'security-opt': strings('Security options', { hidden: true }),
  squash: bool('Squash newly built layers into a single new layer', { hidden: true }),
  memory: string('Memory limit', { short: 'm', hidden: true }),
  'memory-swap': string('Swap limit', { hidden: true }),
  'cpu-shares': int('CPU shares (relative weight)', { short: 'c', hidden: true }),
  'cpu-period': int('Limit the CPU CFS (Completely Fair Scheduler) period', { hidden: true }),
  'cpu-quota': int('Limit the CPU CFS (Completely Fair Scheduler) quota', { hidden: true }),
  'cpuset-cpus': string('CPUs in which to allow execution (0-3, 0,1)', { hidden: true }),
  'cpuset-mems': string('MEMs in which to allow execution (0-3, 0,1)', { hidden: true }),
  rm: bool('Remove intermediate containers after a successful build', { default: true, hidden: true }),
  'force-rm': bool('Always remove intermediate containers', { hidden: true }),
}

/** What buildx says of flags that do nothing any more. */
export const WARNED: Readonly<Record<string, string>> = {
  isolation: 'isolation flag is deprecated with BuildKit.',
  'security-opt': 'security-opt flag is deprecated. "RUN --security=insecure" should be used with BuildKit.',
  squash:
    'experimental flag squash is removed with BuildKit. You should squash inside build using a multi-stage Dockerfile for efficiency.',
}
