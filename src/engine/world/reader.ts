import { parseRfc3339 } from '../base/time.ts'
import { hubOptions } from '../registry/catalog/index.ts'
import { createRegistries, createRegistry } from '../registry/hub.ts'
import type { WorldOptions } from './create.ts'

/** What the resolver of the readers' host says of a name it does not know. */
const unknownHost = (name: string): string => `lookup ${name} on 192.168.244.2:53: no such host`

/** What a lesson may set of its world. */
export interface LessonWorld {
  /** RFC 3339. */
  readonly clock: string
  readonly seed: string
}

/** The host that readers get: ens33 192.168.244.128, realistic images on the hub. */
export function readerWorld(lesson: LessonWorld): WorldOptions {
  const clock = parseRfc3339(lesson.clock)
  if (clock === undefined) throw new Error(`not a time: ${lesson.clock}`)
  return {
    host: { hostname: 'strata', home: '/root' },
    registries: createRegistries([createRegistry(hubOptions())], unknownHost),
    clock,
    seed: lesson.seed,
  }
}
