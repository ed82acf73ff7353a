import { expect, it } from 'vitest'
import { openSmallHost } from '../daemon/support/host.ts'

it('says in one sentence what of a filter it does not know', async () => {
  const host = openSmallHost()
  for (const filter of ['"\\(.a)@\\(.b)"', '[.a,.b]', '.a + "x"']) {
    const { stderr, exit } = await host.sh(`echo '{"a":1}' | jq -r '${filter}'`)
    expect(stderr).toBe(
      `jq: the filter '${filter}' is not part of this simulation: paths, '|', ',' and length, keys, type, tostring, first, last, not, empty are\n`,
    )
    expect(exit).toBe(3)
  }
})
