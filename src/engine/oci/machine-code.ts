/** What sets the machines apart, by the image spec's name: elf(5) header fields and the code of our one program. */
interface Instructions {
  /** e_machine. */
  readonly number: number
  readonly bits: 32 | 64
  /** Most significant byte first. */
  readonly big?: boolean
  /** e_flags: what the machine's ABI wants there. */
  readonly flags?: number
  /** write(fd, text, length); exit(code), for Linux. */
  readonly code: (say: Say) => readonly number[]
}

/** Limits: length below 2^20, fd and code below 128. */
interface Say {
  readonly fd: number
  /** Address of the text, below 2^31. */
  readonly text: number
  /** Bytes from the first of the code to the first of the text, below 2^20. */
  readonly distance: number
  readonly length: number
  readonly code: number
}

const le32 = (...values: number[]): number[] =>
  values.flatMap((value) => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255])
const be32 = (value: number): number[] => le32(value).reverse()
const high = (value: number): number => (value >>> 16) & 0xffff
const low = (value: number): number => value & 0xffff

const amd64: Instructions = {
  number: 62,
  bits: 64,
  code: ({ fd, distance, length, code }) => [
    ...[0xb8, ...le32(1)], // mov eax, SYS_write
    ...[0xbf, ...le32(fd)], // mov edi, fd
    ...[0x48, 0x8d, 0x35, ...le32(distance - 17)], // lea rsi, [rip + text]
    ...[0xba, ...le32(length)], // mov edx, length
    ...[0x0f, 0x05], // syscall
    ...[0x6a, 60, 0x58], // push SYS_exit; pop rax
    ...[0xbf, ...le32(code)], // mov edi, code
    ...[0x0f, 0x05], // syscall
  ],
}

const i386: Instructions = {
  number: 3,
  bits: 32,
  code: ({ fd, text, length, code }) => [
    ...[0xb8, ...le32(4)], // mov eax, SYS_write
    ...[0xbb, ...le32(fd)], // mov ebx, fd
    ...[0xb9, ...le32(text)], // mov ecx, text
    ...[0xba, ...le32(length)], // mov edx, length
    ...[0xcd, 0x80], // int 0x80
    ...[0xb8, ...le32(1)], // mov eax, SYS_exit
    ...[0xbb, ...le32(code)], // mov ebx, code
    ...[0xcd, 0x80], // int 0x80
  ],
}

const arm: Instructions = {
  number: 40,
  bits: 32,
  flags: 0x05000000, // EABI 5
  code: ({ fd, text, length, code }) =>
    le32(
      0xe3a00000 | fd, // mov r0, #fd
      0xe59f1014, // ldr r1, [pc, #20]: the first word below
      0xe59f2014, // ldr r2, [pc, #20]: the second
      0xe3a07004, // mov r7, #SYS_write
      0xef000000, // svc 0
      0xe3a00000 | code, // mov r0, #code
      0xe3a07001, // mov r7, #SYS_exit
      0xef000000, // svc 0
      text,
      length,
    ),
}

const arm64: Instructions = {
  number: 183,
  bits: 64,
  code: ({ fd, distance, length, code }) => {
    const movz = (register: number, value: number): number => 0xd2800000 + (low(value) << 5) + register
    const movk = (register: number, value: number): number => 0xf2a00000 + (low(value) << 5) + register
    const offset = distance - 4
    const adr = 0x10000000 + (offset & 3) * 0x20000000 + ((offset >> 2) & 0x7ffff) * 32 + 1
    return le32(
      movz(0, fd),
      adr, // adr x1, text
      movz(2, length),
      movk(2, high(length)),
      movz(8, 64), // write
      0xd4000001, // svc #0
      movz(0, code),
      movz(8, 93), // exit
      0xd4000001,
      0xd503201f, // nop
    )
  },
}

const mips64le: Instructions = {
  number: 8,
  bits: 64,
  flags: 0x80000007, // MIPS64 release 2, CPIC, PIC, no reordering
  code: ({ fd, text, length, code }) =>
    le32(
      0x24020000 | 5001, // li v0, SYS_write
      0x24040000 | fd, // li a0, fd
      0x3c050000 | high(text), // lui a1
      0x34a50000 | low(text), // ori a1, a1
      0x3c060000 | high(length), // lui a2
      0x34c60000 | low(length), // ori a2, a2
      0x0000000c, // syscall
      0x24020000 | 5058, // li v0, SYS_exit
      0x24040000 | code, // li a0, code
      0x0000000c,
    ),
}

const ppc64le: Instructions = {
  number: 21,
  bits: 64,
  flags: 2, // ELFv2
  code: ({ fd, text, length, code }) =>
    le32(
      0x38000004, // li r0, SYS_write
      0x38600000 | fd, // li r3, fd
      0x3c800000 | high(text), // lis r4
      0x60840000 | low(text), // ori r4, r4
      0x3ca00000 | high(length), // lis r5
      0x60a50000 | low(length), // ori r5, r5
      0x44000002, // sc
      0x38000001, // li r0, SYS_exit
      0x38600000 | code, // li r3, code
      0x44000002,
    ),
}

const riscv64: Instructions = {
  number: 243,
  bits: 64,
  flags: 4, // double-float ABI
  code: ({ fd, distance, length, code }) => {
    const li = (register: number, value: number): number => (value << 20) | (register << 7) | 0x13
    const upper = (value: number): number => (value + 0x800) & 0xfffff000
    const addi = (register: number, value: number): number =>
      ((value & 0xfff) << 20) | (register << 15) | (register << 7) | 0x13
    const offset = distance - 4
    return le32(
      li(10, fd), // a0
      upper(offset) | (11 << 7) | 0x17, // auipc a1
      addi(11, offset),
      upper(length) | (12 << 7) | 0x37, // lui a2
      addi(12, length),
      li(17, 64), // a7: write
      0x73, // ecall
      li(10, code),
      li(17, 93), // exit
      0x73,
    )
  },
}

const s390x: Instructions = {
  number: 22,
  bits: 64,
  big: true,
  code: ({ fd, distance, length, code }) => [
    ...[0xa7, 0x29, 0, fd], // lghi %r2, fd
    ...[0xc0, 0x30, ...be32((distance - 4) / 2)], // larl %r3, text
    ...[0xc0, 0x41, ...be32(length)], // lgfi %r4, length
    ...[0x0a, 4], // svc SYS_write
    ...[0xa7, 0x29, 0, code], // lghi %r2, code
    ...[0x0a, 1], // svc SYS_exit
  ],
}

/** Machines that executables are written for, by the image spec's name of the architecture. */
export const MACHINES = { amd64, '386': i386, arm, arm64, mips64le, ppc64le, riscv64, s390x } as const
export type Machine = keyof typeof MACHINES

/** Length in bytes of the code that `sayAndExit` gives: even on every machine. */
export const codeSize = (machine: Machine): number =>
  MACHINES[machine].code({ fd: 0, text: 0, distance: 64, length: 0, code: 0 }).length

/** write(fd, text, length); exit(code), for Linux. */
export const sayAndExit = (machine: Machine, say: Say): Uint8Array =>
  new Uint8Array(MACHINES[machine].code(say))
