import { bytesOf, textBody } from '../../../base/body.ts'
import { isErrno } from '../../../base/errors.ts'
import { decode } from '../../../base/text.ts'
import { ROOT } from '../../../kernel/credentials.ts'
import { resolve } from '../../../kernel/walk.ts'
import { TreeFs } from '../../../vfs/tree-fs.ts'
import type { Daemon } from '../../daemon.ts'
import type { ExecOp } from '../graph.ts'
import type { ReadyMount } from './exec.ts'

/** The files of /etc that every command of a build finds: names of hosts, and who knows more (BuildKit, executor/oci). */
export function etcMounts(daemon: Daemon, op: ExecOp): ReadyMount[] {
  const { kernel, process } = daemon.host
  const time = kernel.now()
  const fs = new TreeFs({ type: 'ext4', dev: kernel.deviceNumber(), time })
  const disk = process.root.mount
  const host = op.network === 'host'
  const names = `127.0.0.1\tlocalhost ${op.hostname}\n::1\tlocalhost ip6-localhost ip6-loopback\n`
  const files = [
    ['resolv.conf', resolvers(hostFile(daemon, '/etc/resolv.conf'), host)],
    ['hosts', [names, ...op.hosts.map((line) => `${line}\n`)].join('')],
  ] as const
  return files.map(([name, text]) => {
    const ino = fs.create(fs.root, name, { mode: 0o644, uid: 0, gid: 0, time })
    fs.setBody(ino, textBody(text), time)
    const target = `/etc/${name}`
    return {
      target,
      directory: false,
      mount: {
        fs,
        root: ino,
        rootPath: `/var/lib/docker/buildkit/executor/${name}`,
        source: disk.source,
        options: ['nosuid', 'nodev', 'noexec'],
        readOnly: true,
      },
    }
  })
}

/** Servers on the host's own loopback are out of reach from elsewhere. */
function resolvers(text: string, host: boolean): string {
  if (host) return text
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const reachable = lines.filter((line) => !/^nameserver\s+(127\.|::1\s*$)/.test(line))
  const some = reachable.some((line) => line.startsWith('nameserver'))
  return [...reachable, ...(some ? [] : ['nameserver 8.8.8.8', 'nameserver 8.8.4.4']), ''].join('\n')
}

function hostFile(daemon: Daemon, path: string): string {
  const { root, namespaces } = daemon.host.process
  const view = { namespace: namespaces.mount, root, cwd: root, credentials: ROOT }
  try {
    const { mount, ino } = resolve(view, path)
    return decode(bytesOf(mount.fs.body(ino)))
  } catch (error) {
    if (isErrno(error)) return ''
    throw error
  }
}
