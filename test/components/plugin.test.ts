import { toHtml } from '@astrojs/starlight/expressive-code/hast'
import { expect, it } from 'vitest'
import { renderBlock } from '../../components/console/plugin.ts'

/** Lines of a block's output that may wrap. */
const wrapping = (output: string): string[] =>
  [...toHtml(renderBlock(`$ x\n${output}`, '')).matchAll(/<span class="sentence">([^<]*)<\/span>/g)].map(
    (match) => match[1]!,
  )

it('lets sentences wrap, and keeps columns and hashes in shape', () => {
  expect(wrapping('Error response from daemon: No such image: nosuch:latest\n')).toEqual([
    'Error response from daemon: No such image: nosuch:latest',
  ])
  expect(wrapping('redis   latest   d54de9f87491   2 weeks ago   137MB\n')).toEqual([])
  expect(wrapping('-rw-r--r-- 1\t2 3 4 5 6 7\n')).toEqual([])
  expect(wrapping(`Digest: sha256:${'0'.repeat(64)}\n`)).toEqual([])
})

it('changes nothing of the text', () => {
  const text =
    '$ x\n\none two three four five six seven\n  Go version:\n\n$ y\nlast line of the block, and no more\n'
  expect(toHtml(renderBlock(text, '')).replaceAll(/<[^>]+>/g, '')).toBe(text)
})
