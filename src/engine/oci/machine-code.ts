/** Instruction sets that executables are written for, by the image spec's name, with their ELF machine number. */
export const MACHINES = { amd64: 62, arm64: 183 } as const
export type Machine = keyof typeof MACHINES

/** Length in bytes of the code that `sayAndExit` gives. */
export const codeSize = (machine: Machine): number => (machine === 'amd64' ? 34 : 40)

const le32 = (value: number): number[] => [
  value & 255,
  (value >>> 8) & 255,
  (value >>> 16) & 255,
  (value >>> 24) & 255,
]

/**
 * write(fd, text, length); exit(code), for Linux. The text lies `distance` bytes after the first byte of the code.
 * Limits: length and distance below 2^20, fd and code below 256.
 */
export function sayAndExit(
  machine: Machine,
  fd: number,
  distance: number,
  length: number,
  code: number,
): Uint8Array {
  if (machine === 'amd64') {
    return new Uint8Array([
      ...[0xb8, ...le32(1)], // mov eax, SYS_write
      ...[0xbf, ...le32(fd)], // mov edi, fd
      ...[0x48, 0x8d, 0x35, ...le32(distance - 17)], // lea rsi, [rip + text]
      ...[0xba, ...le32(length)], // mov edx, length
      ...[0x0f, 0x05], // syscall
      ...[0x6a, 60, 0x58], // push SYS_exit; pop rax
      ...[0xbf, ...le32(code)], // mov edi, code
      ...[0x0f, 0x05], // syscall
    ])
  }
  const movz = (register: number, value: number, half = 0): number =>
    0xd2800000 + half * 0x200000 + ((value & 0xffff) << 5) + register
  const movk = (register: number, value: number): number => 0xf2a00000 + ((value & 0xffff) << 5) + register
  const offset = distance - 4
  const adr = 0x10000000 + (offset & 3) * 0x20000000 + ((offset >> 2) & 0x7ffff) * 32 + 1
  const words = [
    movz(0, fd),
    adr, // adr x1, text
    movz(2, length),
    movk(2, length >>> 16),
    movz(8, 64), // write
    0xd4000001, // svc #0
    movz(0, code),
    movz(8, 93), // exit
    0xd4000001,
    0xd503201f, // nop
  ]
  return new Uint8Array(words.flatMap((word) => le32(word)))
}
