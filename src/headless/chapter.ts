import { lessonWorld } from '../engine/world/lesson.ts'
import type { World } from '../engine/world.ts'
import { lessonOf } from '../lessons/index.ts'
import { type Prompt, type Typed, typedAt } from '../lessons/typed.ts'
import { nodePorts } from './ports.ts'
import { Typist } from './typist.ts'

/** The commands of a block, as a chapter shows them. */
interface Block {
  readonly steps: readonly { readonly command: string; readonly prompt?: Prompt }[]
  readonly noRun: boolean
}

/** What a chapter's blocks print, in the chapter's own world. */
export interface Played {
  readonly world: World
  /** Output of each step of each block; undefined for a block that is only to be read. */
  readonly outputs: readonly (readonly string[] | undefined)[]
}

/** Types all blocks of a chapter, in order, into one terminal. */
export async function playChapter(
  chapter: string,
  blocks: readonly Block[],
  size?: { columns: number; rows: number },
): Promise<Played> {
  const world = await lessonWorld(lessonOf(chapter).world, [], nodePorts)
  const typist = new Typist(world, size)
  const outputs: (string[] | undefined)[] = []
  for (const block of blocks) {
    if (block.noRun) {
      outputs.push(undefined)
      continue
    }
    const texts: string[] = []
    const typed = block.steps.map(({ prompt, command }) => typedAt(prompt, command))
    for (const [i, each] of typed.entries()) texts.push(await typist.type(each, placeOf(typed[i + 1])))
    outputs.push(texts)
  }
  return { world, outputs }
}

const placeOf = (typed: Typed | undefined) => (typeof typed === 'object' ? typed.at : undefined)
