import { EngineError, isErrno } from '../../base/errors.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { SettingKind } from '../../kernel/namespace-settings.ts'
import { type Namespaces, numberOf } from '../../kernel/namespaces.ts'
import type { HostConfig } from '../api.ts'
import { createFailure } from './executable.ts'

/** What a container may do with its own network that processes of the host may not (moby, daemon/oci_linux.go, WithSysctls). */
const PRIVATE: Readonly<Record<string, string>> = {
  'net.ipv4.ip_unprivileged_port_start': '0',
  'net.ipv4.ping_group_range': '0 2147483647',
}

const kindOf = (name: string): SettingKind => (name.startsWith('net.') ? 'net' : 'ipc')

/** Refuses settings of a namespace that is the host's (runc, libcontainer/configs/validate, sysctl). */
function refuseShared(name: string, { NetworkMode, IpcMode }: HostConfig): void {
  const refuse = (why: string): never => {
    throw new EngineError(
      'invalid',
      `failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: sysctl "${name}" ${why}`,
    )
  }
  if (kindOf(name) === 'net' && NetworkMode === 'host') refuse('not allowed in host network namespace')
  if (kindOf(name) === 'ipc' && IpcMode === 'host') refuse('is not allowed in the hosts ipc namespace')
}

/** Sets what `--sysctl` names in the namespaces of a container that starts. Throws what runc says. */
export function applySysctls(kernel: Kernel, hostConfig: HostConfig, namespaces: Namespaces): void {
  const given = hostConfig.Sysctls ?? {}
  for (const name of Object.keys(given)) refuseShared(name, hostConfig)
  const mode = hostConfig.NetworkMode
  const isPrivate = mode !== 'host' && !mode.startsWith('container:')
  for (const [name, value] of Object.entries({ ...(isPrivate && PRIVATE), ...given })) {
    const kind = kindOf(name)
    const path = name.replaceAll('.', '/')
    const where = `fsmount:fscontext:proc/./sys/${path}`
    try {
      kernel.settings.set(kind, numberOf(namespaces, kind), path, value)
    } catch (error) {
      if (isErrno(error, 'ENOENT'))
        throw createFailure(
          `open sysctl ${name} file: unsafe procfs detected: openat2 ${where}: no such file or directory`,
        )
      if (isErrno(error, 'EINVAL'))
        throw createFailure(
          `failed to write sysctl ${name} = ${JSON.stringify(value)}: write ${where}: invalid argument`,
        )
      throw error
    }
  }
}
