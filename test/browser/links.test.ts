import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** The built site: address of each page below the root, and its HTML. */
const pages = new Map(
  readdirSync('dist', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('index.html'))
    .map((file) => [`/${file.replace(/index\.html$/, '')}`, readFileSync(`dist/${file}`, 'utf8')]),
)

const chapters = readdirSync('content/docs/zh').flatMap((file) => {
  const name = file.replace(/\.mdx$/, '')
  return name === 'index' ? [] : [`/zh/${name}/`, `/en/${name}/`]
})

/** Addresses that a page links to, as paths with their fragments. Those of other sites are left out. */
function linksOf(path: string): URL[] {
  const links = [...(pages.get(path) ?? '').matchAll(/<a\b[^>]*?\shref="([^"]+)"/g)]
  return links.map(([, href]) => new URL(href!, `http://here${path}`)).filter(({ host }) => host === 'here')
}

describe.each(['/zh/', '/en/', ...chapters])('%s', (path) => {
  it('links to pages and headings that are there', () => {
    const links = linksOf(path)
    expect(links.length).toBeGreaterThan(0)
    const broken = links.filter(({ pathname, hash }) => {
      const page = pages.get(pathname)
      return (
        page === undefined || !(hash === '' || page.includes(`id="${decodeURIComponent(hash.slice(1))}"`))
      )
    })
    expect(broken.map(({ pathname, hash }) => decodeURIComponent(pathname + hash))).toEqual([])
  })
})

it.each(['zh', 'en'])(
  'the front page in %s lists every chapter once, in the order of the sidebar',
  (language) => {
    const list = /<nav class="front-chapters[\s\S]*?<\/nav>/.exec(pages.get(`/${language}/`) ?? '')?.[0] ?? ''
    const listed = [...list.matchAll(/href="([^"]+)"/g)].map((match) => match[1])
    expect([...listed].sort()).toEqual(chapters.filter((path) => path.startsWith(`/${language}/`)).sort())
    const following = listed.map((path) =>
      /rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"/.exec(pages.get(path!) ?? ''),
    )
    expect(following.slice(0, -1).map((match) => match?.[1] ?? match?.[2])).toEqual(listed.slice(1))
  },
)
