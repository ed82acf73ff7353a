import lock from '../catalog.lock.json' with { type: 'json' }
import type { CatalogLock } from '../lock.ts'
import type { RepositorySource } from '../protocol.ts'
import type { RepositoryRecipe } from '../recipe.ts'
import { sourceOf } from '../source.ts'
import { alpine } from './alpine.ts'
import { busybox } from './busybox.ts'
import { debian } from './debian-images.ts'
import { helloWorld } from './hello-world.ts'
import { nginx } from './nginx.ts'
import { redis } from './redis.ts'

/** Every repository that readers find on the hub. */
export const CATALOG: readonly RepositoryRecipe[] = [helloWorld, busybox, alpine, debian, redis, nginx]

/** Digests and sizes of all that the catalog holds. */
export const CATALOG_LOCK: CatalogLock = lock

/** The catalog as repositories of a registry. Each is put together when first asked for. */
export const catalogSources = (): RepositorySource[] =>
  CATALOG.map((recipe) => sourceOf(recipe, CATALOG_LOCK))
