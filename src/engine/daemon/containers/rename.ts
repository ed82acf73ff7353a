import { EngineError } from '../../base/errors.ts'
import type { Daemon } from '../daemon.ts'
import { type Endpoints, renamedEndpoints } from '../networks/endpoints.ts'
import { logContainer } from './event.ts'
import { claimName } from './names.ts'
import type { Container } from './store.ts'

/** Gives a container another name (moby, daemon/rename.go). */
export function renameContainer(daemon: Daemon, container: Container, wanted: string): void {
  if (wanted === '') throw new EngineError('invalid', 'Neither old nor new names may be empty')
  if (wanted.replace(/^\//, '') === container.name)
    throw new EngineError('invalid', 'Renaming a container with the same name as its current name')
  const name = claim(daemon, wanted)
  const { id, networks, sandbox } = container
  const renamed = (endpoints: Endpoints): Endpoints => renamedEndpoints(endpoints, container.name, name)
  daemon.containers.update(id, {
    name,
    networks: renamed(networks),
    ...(sandbox && { sandbox: { ...sandbox, endpoints: renamed(sandbox.endpoints) } }),
  })
  logContainer(daemon, 'rename', { ...container, name }, { oldName: `/${container.name}` })
}

function claim({ containers }: Daemon, wanted: string): string {
  try {
    return claimName(`/${wanted.replace(/^\//, '')}`, containers)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new EngineError(error.code, `Error when allocating new name: ${error.message}`)
  }
}
