/** Memory of the machine in KiB as /proc/meminfo shows it; how much of it is in use is not metered. */
export const MEMORY_KB = {
  total: 4014000,
  free: 3012000,
  available: 3480000,
  buffers: 41000,
  cached: 612000,
} as const

/** Bytes of a page. */
export const PAGE = 4096

/** The same of a machine that was booted, from all that there is and what the kernel and the initramfs took. */
export const memoryOf = (total: number, used: number): Record<keyof typeof MEMORY_KB, number> => ({
  total,
  free: total - used,
  available: Math.floor((total - used) * 0.92),
  buffers: 0,
  cached: Math.floor(used * 0.4),
})
