import type { StoredImage } from '../../store/images.ts'
import type { Daemon } from '../daemon.ts'
import { type ChildConfig, commitImage } from '../images/commit.ts'
import { logImage } from '../images/event.ts'
import { overlayOf } from './changes.ts'
import type { Container } from './store.ts'

/** Makes an image of a container's writable layer, running or not. */
export function commitContainer(
  daemon: Daemon,
  container: Container,
  child: Omit<ChildConfig, 'container'>,
): StoredImage {
  const image = commitImage(daemon, overlayOf(daemon, container).diff(), { ...child, container })
  logImage(daemon, 'create', image.id, image.id)
  return image
}
