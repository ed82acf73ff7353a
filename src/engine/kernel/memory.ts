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
