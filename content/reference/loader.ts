import type { Loader } from 'astro/loaders'
import { dockerReference } from '../../src/engine/docker/reference.ts'
import { referencePages } from './page.ts'

/** Adds the reference of docker's commands to the pages that another loader found: made from the flag tables at each build. */
export const withReference = (pages: Loader): Loader => ({
  ...pages,
  name: 'strata-reference',
  async load(context) {
    await pages.load(context)
    const { store, parseData, generateDigest, config } = context
    const base = config.base.replace(/\/?$/, '/')
    for (const language of ['zh', 'en'] as const)
      for (const { name, title, description, html, headings } of referencePages(
        dockerReference(),
        language,
        base,
      )) {
        const id = `${language}/reference/${name}`
        const data = await parseData({ id, data: { title, description, sandbox: false, editUrl: false } })
        store.set({
          id,
          data,
          // No file holds it: the address of the page stands for one.
          filePath: `content/docs/${id}.md`,
          digest: generateDigest(html),
          // Chapters come first where both have a word.
          rendered: {
            html: `<div data-pagefind-weight="0.2">${html}</div>`,
            metadata: { headings: [...headings] },
          },
        })
      }
  },
})
