import { expect, it } from 'vitest'
import { importsOf } from './imports.ts'

it('reads every form of import', () => {
  const source = `
    import a from './a.ts'
    import type { B } from './b.ts'
    import { type C, type D } from './c.ts'
    import { type E, f } from './e.ts'
    import './g.ts'
    export * from './h.ts'
    export type { I } from './i.ts'
    const j = await import('./j.ts')
    // import './comment.ts'
    const text = "import './text.ts'"
  `
  expect(importsOf(source)).toEqual([
    { from: './a.ts', typeOnly: false },
    { from: './b.ts', typeOnly: true },
    { from: './c.ts', typeOnly: true },
    { from: './e.ts', typeOnly: false },
    { from: './g.ts', typeOnly: false },
    { from: './h.ts', typeOnly: false },
    { from: './i.ts', typeOnly: true },
    { from: './j.ts', typeOnly: false },
  ])
})
