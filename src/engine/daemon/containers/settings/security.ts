import { EngineError } from '../../../base/errors.ts'
import type { HostConfig } from '../../api.ts'

/** What `--security-opt` changes of a container's processes. */
export interface Security {
  readonly noNewPrivileges: boolean
  /** Runs without a seccomp filter. */
  readonly unfiltered: boolean
}

const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True']
const FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False']

/** Reads the security options; throws for what is none (moby, daemon/daemon_unix.go, parseSecurityOpt). */
export function securityOf({ SecurityOpt, Privileged }: Partial<HostConfig>): Security {
  let noNewPrivileges = false
  let unfiltered = Privileged ?? false
  for (const option of SecurityOpt ?? []) {
    const refuse = (number: 1 | 2): never => {
      throw new EngineError('invalid', `invalid --security-opt ${number}: ${JSON.stringify(option)}`)
    }
    if (option === 'no-new-privileges') {
      noNewPrivileges = true
      continue
    }
    if (option === 'disable') continue
    const at = option.search(option.includes('=') ? '=' : ':')
    if (at < 0) refuse(1)
    const value = option.slice(at + 1)
    switch (option.slice(0, at)) {
      // Neither SELinux nor AppArmor confines anything here.
      case 'label':
      case 'apparmor':
        break
      case 'seccomp':
        if (!['unconfined', 'builtin'].includes(value))
          throw new EngineError('invalid', 'a seccomp profile of your own is not simulated by Strata')
        unfiltered = value === 'unconfined'
        break
      case 'no-new-privileges':
        if (![...TRUE, ...FALSE].includes(value)) refuse(2)
        noNewPrivileges = TRUE.includes(value)
        break
      default:
        refuse(2)
    }
  }
  return { noNewPrivileges, unfiltered }
}
