import { expect, it } from 'vitest'
import { shellWord } from '../../components/terminal/shell-word.ts'
import { openSmallHost } from '../daemon/support/host.ts'

it('leaves a plain path alone', () => {
  expect(shellWord('/root/redis-8.2.tar')).toBe('/root/redis-8.2.tar')
})

it.each(["it's mine.tar", '$(reboot)', 'a b  c', '`x`', '*', '\\', '层.tar', '"'])(
  'makes %s one word for bash',
  async (text) => {
    expect(await openSmallHost().ok(`printf '<%s>' ${shellWord(text)}`)).toBe(`<${text}>`)
  },
)
