/** Numbers of 32 bits that wrap around (RFC 9293, 3.4). */
export const add = (seq: number, count: number): number => (seq + count) >>> 0
/** How far `a` is after `b`; negative where it is before. */
export const distance = (a: number, b: number): number => (a - b) | 0
export const before = (a: number, b: number): boolean => distance(a, b) < 0
export const after = (a: number, b: number): boolean => distance(a, b) > 0
export const notAfter = (a: number, b: number): boolean => distance(a, b) <= 0
