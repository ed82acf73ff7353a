import type { StoredImage } from '../../store/images.ts'
import type { Daemon } from '../daemon.ts'
import { type ChildConfig, commitImage } from '../images/commit.ts'
import { overlayOf } from './changes.ts'
import type { Container } from './store.ts'

/** Makes an image of a container's writable layer, running or not. */
export const commitContainer = (
  daemon: Daemon,
  container: Container,
  child: Omit<ChildConfig, 'container'>,
): StoredImage => commitImage(daemon, overlayOf(daemon, container).diff(), { ...child, container })
