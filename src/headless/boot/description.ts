/** One boot, as it is asked for on standard input. */
export interface Description {
  readonly scenario?: string
  readonly firmware?: 'bios' | 'uefi'
  readonly machine?: 'debian' | 'busybox-initramfs'
  readonly memory_mib?: number
  /** Shell lines run as root on the installed system before the boot. */
  readonly prepare?: readonly string[]
  readonly disk?: 'blank'
  readonly nvram?: 'empty'
  readonly menu_entry?: {
    readonly hotkey: string
    readonly title: string
    readonly kernel: string | null
    readonly args: string
    readonly initrd: string | null
  }
  readonly kernel_args?: string
  readonly initrd?: null
  /** Lines run in the unpacked initramfs before it is packed (busybox-initramfs). */
  readonly initramfs?: readonly string[]
  /** `at`: matches what has appeared since the last `send`. */
  readonly input?: readonly { readonly at: string; readonly send: string }[]
  /** Booted first, on the same disk, its console unseen. */
  readonly before?: Description
  readonly end?: 'power-cut'
}
