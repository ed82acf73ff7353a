import { FsError } from '../../base/errors.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { LEVEL } from '../../kernel/kernel-log.ts'
import type { DriverIn } from '../../kernel/modules.ts'
import { KERNEL_TRUSTS } from '../signing/keys.ts'
import { moduleSigner } from '../signing/module.ts'

/**
 * Looks at the signature of a module before it is loaded (kernel/module/signing.c, module_sig_check). EKEYREJECTED for one that was changed,
 * in any case; `secureBoot`: for one that nobody signed too.
 */
export const signedModules =
  (kernel: () => Kernel, secureBoot: boolean, driverIn: DriverIn): DriverIn =>
  (body) => {
    const driver = driverIn(body)
    if (!driver) return undefined
    const signer = moduleSigner(body)
    if (signer === 'changed') throw new FsError('EKEYREJECTED')
    const reason =
      signer === 'unsigned'
        ? 'unsigned module'
        : KERNEL_TRUSTS.has(signer.issuer)
          ? undefined
          : 'module with unavailable key'
    if (reason !== undefined && secureBoot) {
      kernel().log.print(`Loading of ${reason} is rejected`, LEVEL.notice)
      throw new FsError('EKEYREJECTED')
    }
    if (reason !== undefined)
      kernel().log.print(
        `${driver.name}: module verification failed: signature and/or required key missing - tainting kernel`,
        LEVEL.notice,
      )
    return driver
  }
