/** The last before the first program. */
export const HANDOVER = ` 7693 Freeing unused decrypted memory: 2036K
 46043 Freeing unused kernel image (initmem) memory: 2820K
 241 Write protecting the kernel read-only data: 26624k
 2293 Freeing unused kernel image (text/rodata gap) memory: 2040K
 876 Freeing unused kernel image (rodata/data gap) memory: 1124K
 85365 x86/mm: Checked W+X mappings: passed, no W+X pages found.`
