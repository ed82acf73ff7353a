/** What a kernel says that was started through shim, after lines that any kernel says; `on`: with Secure Boot on. */
interface More {
  readonly after: RegExp
  readonly lines: readonly string[]
  readonly on?: boolean
}

/** Lines in the form that README.md tells. */
const MORE: readonly More[] = [
  {
    after: / efi: SMBIOS=/,
    lines: [' 0 Kernel is locked down from EFI Secure Boot; see man kernel_lockdown.7'],
    on: true,
  },
  {
    after: / AppArmor: AppArmor sha1 policy hashing enabled$/,
    lines: [
      ' 2150 integrity: Loading X.509 certificate: UEFI:db',
      " 881 integrity: Loaded X.509 cert 'Microsoft Windows Production PCA 2011: a92902398e16c49778cd90f99e4f9ae17c55af53'",
      ' 68578 integrity: Loading X.509 certificate: UEFI:db',
      " 1489 integrity: Loaded X.509 cert 'Microsoft Corporation UEFI CA 2011: 13adbf4309bd82709c8cd54f316ed522988a1bd4'",
      ' 10929 integrity: Loading X.509 certificate: UEFI:MokListRT (MOKvar table)',
      " 2697 integrity: Loaded X.509 cert 'Debian Secure Boot CA: 6ccece7e4c6c0d1f6149f3dd27dfcc5cbb419ea1'",
    ],
  },
  {
    after: / evm: HMAC attrs: 0x1$/,
    lines: [
      ' 116 audit: type=1807 audit({audit}:3): action=measure func=MODULE_CHECK res=1',
      ' 812082 Lockdown: swapper/0: hibernation is restricted; see man kernel_lockdown.7',
    ],
    on: true,
  },
]

/** Lines of which the end is another. */
const OTHER: readonly (readonly [RegExp, string, on?: boolean])[] = [
  [/ MEMATTR=0x3e5ff018 $/, ' MEMATTR=0x3e5ff018 MOKvar=0x3e576000 '],
  [/ secureboot: Secure boot disabled$/, ' secureboot: Secure boot enabled', true],
  [
    / ima: No architecture policies found$/,
    ' audit: type=1807 audit({audit}:2): action=measure func=KEXEC_KERNEL_CHECK res=1',
    true,
  ],
]

/** The lines of a table as a kernel says them that came through shim. */
export const throughShim =
  (secureBoot: boolean) =>
  (lines: readonly string[]): string[] =>
    lines.flatMap((line) => {
      const other = OTHER.find(([end, , on = false]) => end.test(line) && (secureBoot || !on))
      const more = MORE.filter(({ after, on = false }) => after.test(line) && (secureBoot || !on))
      return [other ? line.replace(other[0], other[1]) : line, ...more.flatMap((each) => each.lines)]
    })
