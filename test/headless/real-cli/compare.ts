import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { World } from '../../../src/engine/world.ts'
import { comparable } from './alike.ts'
import { hasClient } from './client.ts'
import type { Scenario } from './scenarios.ts'
import { ServedHost } from './served-host.ts'
import { lab, ours, real, type Side, TOOLS } from './sides.ts'

/**
 * The real docker client against the served daemon, and our client against the same daemon in process: the same
 * command lines must give the same bytes and exit codes. Skipped where that client is not installed.
 */

/** Steps that are not compared, and why. */
const APART: readonly (readonly [command: RegExp, why: string])[] = [
  [/\bcurl\b/, 'the simulated registry listens inside the simulated host alone'],
  [/^docker manifest\b/, 'the client asks the registry itself, which is not there for the real one'],
  [/^docker context ls/, 'the two go to the daemon by different ways'],
  [/(-v \S*|src=)(\$PWD|\.(\/|,))|^ls -ld h$/, 'the client’s files are not on the daemon’s machine'],
  [/python3/, 'it runs on the client’s machine, where the daemon’s files are not'],
  [/^docker logs p1$/, 'the log has what `curl` asked for within the simulated host'],
  [/^docker logs .*--until 0s/, 'the real client counts from the real clock'],
  [/^docker events\b.*(since|until)/, 'the real client counts from the real clock'],
]
const NOT_SIMULATED = /not simulated by Strata|Strata does not simulate it/

export function compareClients(scenarios: readonly Scenario[]): void {
  describe.skipIf(!hasClient).each(scenarios)('$name', ({ env, steps }) => {
    /** Both worlds start now: the real client tells ages by the real clock. */
    const clock = BigInt(Math.floor(Date.now() / 1000)) * 1_000_000_000n
    const open = (): World => lab.open({ buildxPlugin: false, clock })
    const home = mkdtempSync(join(tmpdir(), 'real-cli-'))
    const host = new ServedHost(open())
    const inProcess = ours(open(), env)
    let served: Side

    beforeAll(async () => {
      await host.open(join(home, TOOLS))
      served = real(host, home, env)
    })
    afterAll(async () => {
      await host.close()
      rmSync(home, { recursive: true })
      expect(host.bugs).toEqual([])
    })

    it.each(steps.map((step, index) => [index, step.cmd, step] as const))(
      '%i: %s',
      async (_index, _command, step) => {
        const mine = await inProcess.play(step)
        const theirs = await served.play(step)
        if (
          NOT_SIMULATED.test(mine.stderr + mine.stdout) ||
          APART.some(([command]) => command.test(step.cmd))
        )
          return
        if (isDeepStrictEqual(mine, theirs)) return
        expect(comparable(step.cmd, theirs, mine)).toEqual(comparable(step.cmd, mine, theirs))
      },
    )
  })
}
