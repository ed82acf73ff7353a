import { explainPath } from '../containers/changes.ts'
import { findContainer } from '../containers/names.ts'
import { API_VERSION, SERVER_VERSION } from '../daemon.ts'
import { getImage } from '../images/lookup.ts'
import type { Routes } from '../router.ts'
import { value } from './value.ts'

export const systemRoutes: Routes<'GET /_ping' | 'GET /version' | 'GET /info' | 'GET /strata/explain'> = {
  'GET /_ping': () => value('OK'),

  'GET /version': ({ daemon }) =>
    value({
      Platform: { Name: 'Docker Engine - Community' },
      Version: SERVER_VERSION,
      ApiVersion: API_VERSION,
      MinAPIVersion: '1.24',
      Os: 'linux',
      Arch: daemon.host.architecture,
      KernelVersion: daemon.host.kernel.options.release,
    }),

  'GET /info': ({ daemon }) => {
    const containers = daemon.containers.all()
    const running = containers.filter((container) => container.state.Running).length
    return value({
      Containers: containers.length,
      ContainersRunning: running,
      ContainersPaused: 0,
      ContainersStopped: containers.length - running,
      Images: daemon.images.all().length,
      Driver: 'overlay2',
      DockerRootDir: '/var/lib/docker',
      ServerVersion: SERVER_VERSION,
      OSType: 'linux',
      Name: daemon.host.process.namespaces.uts.hostname,
      KernelVersion: daemon.host.kernel.options.release,
    })
  },

  'GET /strata/explain': ({ daemon }, { query }) =>
    value(
      explainPath(
        daemon,
        query.container === undefined
          ? { image: getImage(daemon, query.image ?? '') }
          : { container: findContainer(daemon.containers, query.container) },
        query.path,
      ),
    ),
}
