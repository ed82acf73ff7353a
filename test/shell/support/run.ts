import type { Dialect } from '../../../src/engine/shell/dialect.ts'
import { createShell } from '../../../src/engine/shell/shell.ts'
import { createPipe, type Open } from './descriptors.ts'
import { FakeKernel } from './kernel.ts'
import { installPrograms } from './programs.ts'

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

function collector(): { open: Open; text: () => string } {
  const bytes: number[] = []
  return {
    open: {
      refs: 1,
      read: async () => new Uint8Array(0),
      write: async (data) => void bytes.push(...data),
      released() {},
    },
    text: () => new TextDecoder().decode(new Uint8Array(bytes)),
  }
}

export function createKernel(): FakeKernel {
  const kernel = new FakeKernel()
  for (const directory of ['/bin', '/tmp', '/root', '/dev', '/work']) kernel.files.directory(directory)
  kernel.files.device('/dev/null')
  kernel.files.file('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n')
  installPrograms(kernel)
  for (const [path, dialect] of [
    ['/bin/bash', 'bash'],
    ['/bin/sh', 'dash'],
    ['/bin/ash', 'ash'],
  ] as const)
    kernel.program(path, createShell({ dialect }))
  return kernel
}

/** Runs `<shell> -c script` (or with the given arguments) and gives what it wrote. */
export async function runShell(
  script: string,
  options: {
    dialect?: Dialect
    args?: readonly string[]
    stdin?: string
    kernel?: FakeKernel
    name?: string
  } = {},
): Promise<Outcome> {
  const kernel = options.kernel ?? createKernel()
  const dialect = options.dialect ?? 'bash'
  const out = collector()
  const err = collector()
  const input = createPipe()
  if (options.stdin) await input.write.write(new TextEncoder().encode(options.stdin))
  input.write.released()
  const fds = new Map([
    [0, input.read],
    [1, out.open],
    [2, err.open],
  ])
  const args = options.args ?? ['-c', script]
  const status = await kernel.run(
    createShell({ dialect }),
    [options.name ?? (dialect === 'bash' ? 'bash' : 'sh'), ...args],
    {
      env: { PATH: '/bin', HOME: '/root', PWD: '/work' },
      cwd: '/work',
      fds,
    },
  )
  if (kernel.crashes.length > 0) throw kernel.crashes[0]
  return { stdout: out.text(), stderr: err.text(), exit: status.kind === 'exited' ? status.code : 128 }
}
