import { textBody } from '../base/body.ts'
import type { Instant } from '../base/time.ts'
import { load } from '../kernel/exec.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { type ProcessRecord, viewOf } from '../kernel/record.ts'
import type { Registries } from '../registry/protocol.ts'
import { programBody } from '../registry/recipe.ts'
import type { LayerEntry } from '../vfs/entry.ts'

const PATH = '/usr/bin/docker-registry'
const CONFIG = '/etc/docker-registry/config.yml'
const SIZE = 17_024_288

/** What the service runs. */
export const REGISTRY_COMMAND = [PATH, 'serve', CONFIG]

const SETTINGS = `version: 0.1
log:
  fields:
    service: registry
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: /var/lib/docker-registry
  delete:
    enabled: true
http:
  addr: 127.0.0.1:5000
  headers:
    X-Content-Type-Options: [nosniff]
`

const UNIT = 'docker-registry.service'
const UNIT_FILE = `[Unit]
Description=Docker Registry
Documentation=man:docker-registry(1)
After=network.target

[Service]
ExecStart=${REGISTRY_COMMAND.join(' ')}
Restart=on-failure

[Install]
WantedBy=multi-user.target
`

/** The registry that a host has of its own. */
export const hasOwnRegistry = ({ all }: Registries): boolean =>
  all.some(({ host }) => host === 'localhost:5000')

/** Files of the package docker-registry, which answers this host alone. */
export function registryFiles(mtime: Instant): LayerEntry[] {
  const root = { uid: 0, gid: 0, mtime }
  const body = programBody('docker-registry', 'amd64', SIZE)
  return [
    { kind: 'file', path: PATH.slice(1), body, mode: 0o755, ...root },
    { kind: 'directory', path: 'etc/docker-registry', mode: 0o755, ...root },
    { kind: 'file', path: CONFIG.slice(1), body: textBody(SETTINGS), mode: 0o644, ...root },
    { kind: 'file', path: `usr/lib/systemd/system/${UNIT}`, body: textBody(UNIT_FILE), mode: 0o644, ...root },
    {
      kind: 'symlink',
      path: `etc/systemd/system/multi-user.target.wants/${UNIT}`,
      target: `/lib/systemd/system/${UNIT}`,
      mode: 0o777,
      ...root,
    },
  ]
}

/** Starts it, before somebody logs in. */
export function startRegistry(kernel: Kernel, record: ProcessRecord): void {
  const { program } = load(viewOf(record), PATH, REGISTRY_COMMAND, kernel.options.executables)
  kernel.run(record, (process) => {
    for (let i = 0; i < 3; i++) process.open('/dev/null', { read: true, write: true })
    return program.run(process)
  })
}
