import { expect, it } from 'vitest'
import { openHost } from '../daemon/support/host.ts'

it.each([['debian', '$' + '{debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ \n']])(
  'a shell in %s says where it is',
  async (image, prompt) => {
    const host = openHost()
    expect(
      await host.ok(`docker pull -q ${image} >&2; docker run --rm ${image} bash -ic 'echo "$PS1"'`),
    ).toBe(prompt)
  },
)
