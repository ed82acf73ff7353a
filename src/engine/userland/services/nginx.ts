import type { Instant } from '../../base/time.ts'
import type { Process, Program } from '../../kernel/process.ts'
import { accounts } from '../accounts.ts'

/** Worker processes: one a processor of the simulated machine. */
const WORKERS = 2

/** `2026/11/22 08:00:01`, as nginx begins its log lines. */
const stamp = (at: Instant): string =>
  new Date(Number(at / 1_000_000n)).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ')

/** nginx: the master with its workers. It answers no clients yet. */
export const nginx: Program = {
  name: 'nginx',
  async run(process) {
    const version = process.env.get('NGINX_VERSION') ?? '1.29.1'
    const options = process.argv.slice(1)
    if (options.includes('-v')) {
      await process.write(2, `nginx version: nginx/${version}\n`)
      return 0
    }
    const log = (text: string): Promise<void> =>
      process.write(2, `${stamp(process.now())} [notice] ${process.pid}#${process.pid}: ${text}\n`)
    let ending: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | undefined
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const)
      process.onSignal(signal, () => {
        ending = signal
      })
    await log('using the "epoll" event method')
    await log(`nginx/${version}`)
    await log('built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1)')
    await log(`OS: Linux ${process.uname().release}`)
    await log('getrlimit(RLIMIT_NOFILE): 1048576:1048576')
    await log('start worker processes')
    process.setTitle(`nginx: master process ${process.argv.join(' ')}`)
    const workers: number[] = []
    for (let i = 0; i < WORKERS; i++) {
      const pid = process.fork(worker)
      workers.push(pid)
      await log(`start worker process ${pid}`)
    }
    while (ending === undefined) await process.pause()
    const number = { SIGTERM: 15, SIGINT: 2, SIGQUIT: 3 }[ending]
    await log(`signal ${number} (${ending}) received, ${ending === 'SIGQUIT' ? 'shutting down' : 'exiting'}`)
    for (const pid of workers) process.kill(pid, 'SIGTERM')
    for (const pid of workers) await process.wait(pid)
    await log('exit')
    return 0
  },
}

/** A worker of root's becomes the user that the image's configuration names. */
async function worker(process: Process): Promise<number> {
  process.setTitle('nginx: worker process')
  const user = accounts(process).find(({ name }) => name === 'nginx')
  if (user && process.credentials.uid === 0)
    process.setCredentials({ uid: user.uid, gid: user.gid, groups: [user.gid] })
  let over = false
  process.onSignal('SIGTERM', () => {
    over = true
  })
  process.onSignal('SIGQUIT', 'default')
  while (!over) await process.pause()
  return 0
}
