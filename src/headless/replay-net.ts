import { readFileSync } from 'node:fs'
import type { World } from '../engine/world.ts'
import { type Element, Player } from './replay-net/player.ts'

/** A module that makes the world of the recordings of sockets. */
interface Profile {
  openPortsWorld(): World
}

const PROFILE = new URL('../../test/oracle/ports/world.ts', import.meta.url)

/**
 * `strata replay-net`: plays a scenario of sockets and interfaces read from standard input, prints one JSON object a line for
 * each element that has a command.
 */
export async function replayNet(): Promise<number> {
  const { openPortsWorld } = (await import(PROFILE.href)) as Profile
  const { steps } = JSON.parse(readFileSync(0, 'utf8')) as { steps: readonly Element[] }
  const player = new Player(openPortsWorld())
  await player.prepare()
  for (const step of steps) await player.play(step)
  // The recorder read text: whatever ends a line is a line feed.
  const plain = (text: string): string => text.replace(/\r\n?/g, '\n')
  for (const { stdout, stderr, ...answer } of player.answers)
    console.log(JSON.stringify({ stdout: plain(stdout), stderr: plain(stderr), ...answer }))
  return 0
}
