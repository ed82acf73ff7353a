import { bytesBody, textBody } from '../../../src/engine/base/body.ts'
import { concatBytes, decode } from '../../../src/engine/base/text.ts'
import { ROOT } from '../../../src/engine/kernel/credentials.ts'
import { load } from '../../../src/engine/kernel/exec.ts'
import { Kernel } from '../../../src/engine/kernel/kernel.ts'
import { DescriptorTable } from '../../../src/engine/kernel/open-file.ts'
import { viewOf } from '../../../src/engine/kernel/record.ts'
import { resolve } from '../../../src/engine/kernel/walk.ts'
import { programs } from '../../../src/engine/userland/index.ts'
import { fromBinary } from '../../../src/engine/userland/text.ts'
import type { LayerEntry } from '../../../src/engine/vfs/entry.ts'
import { S_IFCHR } from '../../../src/engine/vfs/filesystem.ts'
import { bootMachine, diskOf } from '../../../src/engine/world/boot.ts'
import { CapturedFile, SourceFile } from '../../../src/engine/world/job-files.ts'
import { ENVIRONMENT, ROOT_TIME, TREE } from './cases.ts'

const MARK = '#program '
const known = new Map(programs.map((program) => [program.name, program]))
const NANOS = 1_000_000_000n

function entries(): LayerEntry[] {
  const common = { uid: 0, gid: 0, mtime: BigInt(ROOT_TIME) * NANOS }
  const directory = (path: string, mode = 0o755): LayerEntry => ({ kind: 'directory', path, mode, ...common })
  const file = (path: string, text: string, mode = 0o644): LayerEntry => ({
    kind: 'file',
    path,
    body: textBody(text),
    mode,
    ...common,
  })
  const found: LayerEntry[] = [
    ...['', 'dev', 'etc', 'proc', 'run', 'sys', 'tmp', 'usr', 'usr/bin', 'base', 'base/work'].map((path) =>
      directory(path),
    ),
    file('etc/passwd', TREE.find((entry) => entry.path === 'passwd')!.content!),
    file('etc/group', 'root:x:0:\nwww-data:x:33:\n'),
    ...[...known.keys()].map((name) => file(`usr/bin/${name}`, MARK + name, 0o755)),
  ]
  for (const entry of TREE) {
    const { type = 'file', time = ROOT_TIME } = entry
    const path = `base/work/${entry.path}`
    const attributes = {
      uid: entry.uid ?? 0,
      gid: entry.gid ?? 0,
      mtime: BigInt(time) * NANOS,
      mode: entry.mode ?? (type === 'dir' ? 0o755 : type === 'link' ? 0o777 : 0o644),
    }
    if (type === 'dir') found.push({ kind: 'directory', path, ...attributes })
    else if (type === 'link') found.push({ kind: 'symlink', path, target: entry.target!, ...attributes })
    else if (type === 'hard')
      found.push({ kind: 'hardlink', path, target: `base/work/${entry.target}`, ...attributes })
    else if (type === 'fifo') found.push({ kind: 'fifo', path, ...attributes })
    else if (type === 'char')
      found.push({
        kind: 'device',
        path,
        type: S_IFCHR,
        rdev: { major: entry.major!, minor: entry.minor! },
        ...attributes,
      })
    else {
      const text = entry.content!
      const body = /[^\x00-\xff]/.test(text) ? textBody(text) : bytesBody(fromBinary(text))
      found.push({ kind: 'file', path, body, ...attributes })
    }
  }
  return found
}

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

/** A machine of its own for one case, on the simulated kernel. Output is one character a byte. */
export function createMachine(): { run(argv: readonly string[], stdin?: string): Promise<Outcome> } {
  const kernel = new Kernel({
    seed: 'userland',
    boot: 1_795_320_000n * NANOS,
    executables: {
      identify: (body) => {
        const text = decode(body.read(0, 64))
        return text.startsWith(MARK) ? known.get(text.slice(MARK.length)) : undefined
      },
      interpreter: () => undefined,
    },
    release: '6.1.0-37-amd64',
    version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.140-1 (2025-05-22)',
    machine: 'x86_64',
  })
  const machine = bootMachine(kernel, diskOf(entries()), { hostname: 'docker-lab' })
  return {
    async run(argv, stdin = '') {
      const out = new CapturedFile()
      const err = new CapturedFile()
      const fds = new DescriptorTable(kernel.references)
      fds.set(0, new SourceFile(new TextEncoder().encode(stdin)), false)
      fds.set(1, out, false)
      fds.set(2, err, false)
      const record = kernel.createProcess({
        parent: machine.init,
        namespaces: machine.namespaces,
        root: machine.root,
        cwd: machine.root,
        credentials: ROOT,
        env: new Map(Object.entries(ENVIRONMENT)),
        argv,
        exe: '',
        comm: argv[0]!,
        fds,
        session: true,
      })
      record.cwd = resolve(viewOf(record), '/base/work')
      const loaded = load(viewOf(record), `/usr/bin/${argv[0]}`, argv, kernel.options.executables)
      kernel.run(record, (process) => loaded.program.run(process))
      for (let i = 0; i < 1000 && !record.status; i++) {
        if (await kernel.scheduler.run(10_000)) kernel.scheduler.advance()
      }
      const text = (file: CapturedFile): string => Buffer.from(concatBytes(file.chunks)).toString('latin1')
      const exit = record.status?.kind === 'exited' ? record.status.code : -1
      return { stdout: text(out), stderr: text(err), exit }
    },
  }
}
