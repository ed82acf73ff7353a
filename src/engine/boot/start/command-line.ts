/** What the kernel reads of its command line (Documentation/admin-guide/kernel-parameters.txt). */
export interface Parameters {
  readonly text: string
  readonly init: string | undefined
  readonly rdinit: string | undefined
  readonly root: string | undefined
  readonly rootfstype: string | undefined
  readonly rootwait: boolean
  readonly rootdelay: number
  readonly readOnly: boolean
  /** Messages below this level reach the console. */
  readonly consoleLevel: number
  /** Seconds until a panic restarts the machine; 0: never; below 0: at once. */
  readonly panic: number
  readonly console: readonly string[]
  /** What is not for the kernel: arguments of the first program, and its environment. */
  readonly args: readonly string[]
  readonly env: readonly (readonly [string, string])[]
  /** Unknown words, as the kernel tells of them. */
  readonly unknown: readonly string[]
}

/** Words that the kernel knows and that say nothing here. */
const KNOWN = new Set(
  `BOOT_IMAGE console earlyprintk loglevel quiet debug root rootflags rootfstype rootdelay rootwait ro rw init rdinit panic
   initrd nomodeset vga acpi noapic nolapic mem maxcpus nosmp nokaslr mitigations apparmor security selinux net.ifnames
   initcall_debug log_buf_len printk.time cgroup_enable swapaccount systemd.unified_cgroup_hierarchy`.split(
    /\s+/,
  ),
)

/** The words of a command line; blanks between double quotes do not part them. */
const wordsOf = (text: string): string[] =>
  (text.match(/(?:"[^"]*"|[^\s"])+/g) ?? []).map((word) => word.replaceAll('"', ''))

export function readParameters(text: string): Parameters {
  const words = wordsOf(text)
  const value = (name: string): string | undefined =>
    words.findLast((word) => word.startsWith(`${name}=`))?.slice(name.length + 1)
  const number = (name: string): number => Number.parseInt(value(name) ?? '', 10) || 0
  const dashes = words.indexOf('--')
  const own = dashes < 0 ? words : words.slice(0, dashes)
  // What has a dot is a module's.
  const unknown = own.filter((word) => !KNOWN.has(word.split('=')[0]!) && !word.split('=')[0]!.includes('.'))
  const level = value('loglevel')
  return {
    text,
    init: value('init'),
    rdinit: value('rdinit'),
    root: value('root'),
    rootfstype: value('rootfstype'),
    rootwait: words.includes('rootwait'),
    rootdelay: number('rootdelay'),
    readOnly: words.lastIndexOf('rw') <= words.lastIndexOf('ro'),
    consoleLevel:
      level !== undefined
        ? Number.parseInt(level, 10)
        : words.includes('debug')
          ? 10
          : words.includes('quiet')
            ? 4
            : 7,
    panic: number('panic'),
    console: words.flatMap((word) => (word.startsWith('console=') ? [word.slice(8)] : [])),
    args: [...unknown.filter((word) => !word.includes('=')), ...(dashes < 0 ? [] : words.slice(dashes + 1))],
    env: unknown
      .filter((word) => word.includes('='))
      .map((word) => {
        const at = word.indexOf('=')
        return [word.slice(0, at), word.slice(at + 1)] as const
      }),
    unknown,
  }
}
