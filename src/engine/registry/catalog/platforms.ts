import type { Machine } from '../../oci/machine-code.ts'
import type { Platform } from '../../oci/types.ts'

const linux = (architecture: Machine, variant?: string): Platform => ({
  architecture,
  os: 'linux',
  ...(variant && { variant }),
})

export const AMD64 = linux('amd64')
export const ARM64 = linux('arm64', 'v8')
const [ARM5, ARM6, ARM7] = [linux('arm', 'v5'), linux('arm', 'v6'), linux('arm', 'v7')]
const [I386, MIPS64LE, PPC64LE] = [linux('386'), linux('mips64le'), linux('ppc64le')]
const [RISCV64, S390X] = [linux('riscv64'), linux('s390x')]

/** The platforms that a distribution's images are made for, in the order of their indexes. */
export const ON_DEBIAN_12 = [AMD64, ARM5, ARM7, ARM64, I386, MIPS64LE, PPC64LE, S390X]
export const ON_DEBIAN_13 = [AMD64, ARM5, ARM7, ARM64, I386, PPC64LE, RISCV64, S390X]
export const ON_ALPINE = [AMD64, ARM6, ARM7, ARM64, I386, PPC64LE, RISCV64, S390X]
export const ON_UBUNTU = [AMD64, ARM7, ARM64, PPC64LE, RISCV64, S390X]
export const ON_BUSYBOX = [AMD64, ARM5, ARM6, ARM7, ARM64, I386, MIPS64LE, PPC64LE, RISCV64, S390X]
export const ON_HELLO = [AMD64, ARM5, ARM7, ARM64, I386, MIPS64LE, PPC64LE, RISCV64, S390X]
export const ON_CENTOS_8 = [AMD64, ARM64, PPC64LE]
export const ON_CENTOS_7 = [AMD64, ARM7, ARM64, I386, PPC64LE]
/** Older builds, and distributions for few machines. */
export const ON_FEW = [AMD64, ARM64]
/** Where Java, Go or the like narrow the choice. */
export const ON_SERVERS = [AMD64, ARM64, PPC64LE, S390X]

/** Machine that a platform's executables are for. */
export const machineOf = ({ architecture }: Platform): Machine => architecture as Machine

/** `''` on amd64, `/arm64-v8` elsewhere: what a platform's layers add to their name in the lock. */
export const suffixOf = ({ architecture, variant }: Platform): string =>
  architecture === 'amd64' ? '' : `/${architecture}${variant ? `-${variant}` : ''}`

/** How Debian calls the machine: in its packages, and below /usr/lib. */
const DEBIAN_NAMES: Readonly<Record<string, readonly [port: string, triplet: string, loader: string]>> = {
  amd64: ['amd64', 'x86_64-linux-gnu', 'ld-linux-x86-64.so.2'],
  'arm-v5': ['armel', 'arm-linux-gnueabi', 'ld-linux.so.3'],
  'arm-v7': ['armhf', 'arm-linux-gnueabihf', 'ld-linux-armhf.so.3'],
  'arm64-v8': ['arm64', 'aarch64-linux-gnu', 'ld-linux-aarch64.so.1'],
  '386': ['i386', 'i386-linux-gnu', 'ld-linux.so.2'],
  mips64le: ['mips64el', 'mips64el-linux-gnuabi64', 'ld.so.1'],
  ppc64le: ['ppc64el', 'powerpc64le-linux-gnu', 'ld64.so.2'],
  riscv64: ['riscv64', 'riscv64-linux-gnu', 'ld-linux-riscv64-lp64d.so.1'],
  s390x: ['s390x', 's390x-linux-gnu', 'ld64.so.1'],
}

export interface DebianPort {
  /** `amd64`, `armhf`. */
  readonly name: string
  /** `x86_64-linux-gnu`. */
  readonly triplet: string
  /** File name of the dynamic loader. */
  readonly loader: string
}

export function debianPort({ architecture, variant }: Platform): DebianPort {
  const names = DEBIAN_NAMES[variant ? `${architecture}-${variant}` : architecture]
  if (!names) throw new Error(`Debian has no port for ${architecture} ${variant ?? ''}`)
  const [name, triplet, loader] = names
  return { name, triplet, loader }
}

/** How the kernel and Red Hat's packages call the machine: uname(2). */
export const kernelName = ({ architecture, variant }: Platform): string =>
  ({ amd64: 'x86_64', arm64: 'aarch64', '386': 'i686', arm: `arm${variant ?? 'v7'}l` })[architecture] ??
  architecture
