import type { TestProject } from 'vitest/node'
import { serve } from '../../../scripts/serve.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the built site, with a slash at the end. */
    site: string
  }
}

/** Serves the built site while the browser tests run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, close } = await serve('dist')
  project.provide('site', url)
  return close
}
