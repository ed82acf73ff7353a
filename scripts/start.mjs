/** `npm start`: installs what is missing, builds the site and serves it on localhost. */
import { install, root, run } from './run.mjs'
import { serve } from './serve.mjs'

const port = Number(process.env.PORT ?? 4321)

try {
  await install()
  console.log('Building the site …')
  const built = await run('astro', ['build'])
  if (built.code !== 0) throw new Error(`${built.output}\nthe build failed`)
  const { url } = await serve(`${root}/dist`, { port, base: process.env.BASE ?? '/' })
  console.log(`Strata is at ${url} (Ctrl-C stops it)`)
} catch (error) {
  const busy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  console.error(busy ? `port ${port} is taken: set PORT to another` : (error?.message ?? error))
  process.exit(1)
}
