import { boot } from './boot.ts'
import { bootRepair } from './boot-repair.ts'
import { bootfs } from './bootfs.ts'
import { containers } from './containers.ts'
import { copyOnWrite } from './copy-on-write.ts'
import { digests } from './digests.ts'
import { dockerfile } from './dockerfile.ts'
import { imageList } from './image-list.ts'
import { imagePull } from './image-pull.ts'
import { imageRemove } from './image-remove.ts'
import { imageSaveLoad } from './image-save-load.ts'
import { imageSearch } from './image-search.ts'
import { interfaces } from './interfaces.ts'
import { keys } from './keys.ts'
import { layers } from './layers.ts'
import type { Challenge, Lesson } from './lessons.ts'
import { listening } from './listening.ts'
import { platforms } from './platforms.ts'
import { publishedPort } from './published-port.ts'
import { rootfs } from './rootfs.ts'
import { storage } from './storage.ts'
import { unionfs } from './unionfs.ts'
import { whatIsAnImage } from './what-is-an-image.ts'

/** Every chapter's lesson, in the order of the sidebar. */
export const LESSONS: readonly Lesson[] = [
  whatIsAnImage,
  layers,
  imagePull,
  imageList,
  imageSearch,
  imageRemove,
  imageSaveLoad,
  digests,
  platforms,
  storage,
  unionfs,
  copyOnWrite,
  rootfs,
  containers,
  dockerfile,
  boot,
  bootfs,
  bootRepair,
  interfaces,
  publishedPort,
  listening,
  keys,
]

/** Lesson of a chapter; the first one where a page has none of its own. */
export const lessonOf = (chapter: string): Lesson =>
  LESSONS.find((lesson) => lesson.chapter === chapter) ?? whatIsAnImage

/** `layers/two-tags`: the challenge of that id in a chapter; undefined for a chapter alone. */
export function challengeOf(place: string): Challenge | undefined {
  const [chapter, id] = place.split('/')
  return id === undefined
    ? undefined
    : lessonOf(chapter!).challenges?.find((challenge) => challenge.id === id)
}
