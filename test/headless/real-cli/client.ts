import { execFileSync } from 'node:child_process'

/** The client that Strata claims to be. */
const VERSION = '28.2.2'

function installed(): boolean {
  try {
    return execFileSync('docker', ['--version'], { encoding: 'utf8' }).includes(`version ${VERSION},`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/** Whether the real docker client is here. */
export const hasClient = installed()
if (!hasClient) console.warn(`no docker client ${VERSION} is installed: its answers are not compared`)
