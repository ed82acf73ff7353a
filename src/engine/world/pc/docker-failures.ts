import type { Process } from '../../kernel/process.ts'

/** How long dockerd tries to reach containerd. */
const TIMEOUT = 60e9

/** dockerd was not started by its socket. */
export async function noSockets(p: Process): Promise<number> {
  await p.write(
    2,
    'failed to load listeners: no sockets found via socket activation: make sure the service was started by systemd\n',
  )
  return 1
}

/** Nobody listens on containerd's `socket`. */
export async function noContainerd(p: Process, socket: string): Promise<number> {
  await p.sleep(TIMEOUT)
  const dial = `failed to dial "${socket}"`
  await p.write(
    2,
    `failed to start daemon: ${dial}: ${dial}: context deadline exceeded: connection error: desc = "transport: error while dialing: dial unix ${socket}: connect: no such file or directory"\n`,
  )
  return 1
}

/** Options that the simulation does not have. */
export async function refuse(p: Process, name: string): Promise<number> {
  await p.write(2, `${name}: Strata starts it as its unit file does, with no other options\n`)
  return 1
}
