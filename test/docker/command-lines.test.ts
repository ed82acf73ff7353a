import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CommandLines } from './command-lines.ts'
import { runDocker } from './fake-process.ts'

type Call = [argv: string[], stdout: number, stderr: number, exit: number]
const recorded = JSON.parse(
  readFileSync(new URL('fixtures/command-lines.json', import.meta.url), 'utf8'),
) as { texts: string[]; calls: Call[] }

const OPTIONS = {
  env: { DOCKER_HOST: 'unix:///nonexistent.sock' },
  files: { '/etc/resolv.conf': 'nameserver 10.255.255.53\n' },
}

/** What goes beyond reading the command line, and is looked at elsewhere or not simulated. */
const BEYOND: readonly [RegExp, string][] = [
  [/^swarm ca .*--ca-(cert|key)/, 'reads the files that it is given'],
  [/^push .*--platform|^push .*--disable-content-trust/, 'the order of checks in a push'],
  [
    /^(system )?info|^-\S+ info|^manifest rm|^logout|^pull .*--disable-content-trust/,
    'what the command itself says',
  ],
  [/(^| )run /, 'checks of values after those of the command line'],
  [/^(service|stack) /, 'values of ports and words of services'],
]

const NOT_SIMULATED = /not simulated by Strata\n$|is not simulated by Strata\n/

describe('random command lines, as the real client answers them without a daemon', () => {
  test.each(recorded.calls.map((call, i) => [i, call[0].join(' '), call] as const))(
    '%i: docker %s',
    async (_, line, [argv, stdout, stderr, exit]) => {
      if (BEYOND.some(([pattern]) => pattern.test(line))) return
      const ours = await runDocker(argv, OPTIONS)
      // A command that is not simulated may not get as far as the real one, but it does not succeed.
      if (NOT_SIMULATED.test(ours.stderr) && exit !== 125) expect(ours.exit).not.toBe(0)
      else
        expect({ stdout: ours.stdout, stderr: ours.stderr, exit: ours.exit }).toEqual({
          stdout: recorded.texts[stdout],
          stderr: recorded.texts[stderr],
          exit,
        })
    },
  )

  test('most are compared', () => {
    const compared = recorded.calls.filter(
      ([argv]) => !BEYOND.some(([pattern]) => pattern.test(argv.join(' '))),
    )
    expect(compared.length).toBeGreaterThan(recorded.calls.length * 0.85)
  })
})

describe('random command lines of any kind', () => {
  const count = Number(process.env.STRATA_FUZZ ?? 800)
  const lines = new CommandLines(Number(process.env.STRATA_SEED ?? 4711))

  test(`end, with an exit code of their kind, and change nothing when refused (${count})`, async () => {
    for (let i = 0; i < count; i++) {
      const argv = lines.line()
      const { stderr, exit, requests, files } = await runDocker(argv, OPTIONS)
      const line = JSON.stringify(argv)
      expect([0, 1, 64, 125], line).toContain(exit)
      if (exit !== 0) expect(stderr, line).not.toBe('')
      // Who is told how the command is used was refused: nothing was asked of the daemon, nothing written.
      if (exit === 125 && stderr.includes('\n\nUsage:  ')) {
        expect(requests, line).toEqual([])
        expect([...files.keys()], line).toEqual(['/etc/resolv.conf'])
      }
    }
  }, 600_000)
})
