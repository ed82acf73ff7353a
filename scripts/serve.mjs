/** Serves a folder of static files, as any static host does. No dependencies. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize, resolve } from 'node:path'

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.xml': 'application/xml',
}

/**
 * Serves `folder` below `base` on `port` (0: any free one) of localhost. Resolves with the address and a way to stop.
 * @param {string} folder
 * @param {{ port?: number, base?: string }} [options]
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(folder, { port = 0, base = '/' } = {}) {
  const root = resolve(folder)
  const prefix = base.endsWith('/') ? base : `${base}/`
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const file = await find(root, prefix, pathname)
    const found = file ?? { path: join(root, '404.html'), size: undefined }
    if (file?.redirect) {
      response.writeHead(301, { location: file.redirect }).end()
      return
    }
    response.writeHead(file ? 200 : 404, {
      'content-type': types[extname(found.path)] ?? 'application/octet-stream',
      // What has its hash in its name never changes.
      'cache-control':
        file && pathname.includes('/_astro/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    })
    if (request.method === 'HEAD') response.end()
    else
      createReadStream(found.path)
        .on('error', () => response.end())
        .pipe(response)
  })
  await new Promise((done, failed) => {
    server.once('error', failed)
    server.listen(port, 'localhost', () => done(undefined))
  })
  const address = server.address()
  const actual = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://localhost:${actual}${prefix}`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

async function find(root, prefix, pathname) {
  const decoded = decode(pathname)
  if (!decoded?.startsWith(prefix)) return undefined
  const path = join(root, normalize(decoded.slice(prefix.length - 1)))
  if (!path.startsWith(root)) return undefined
  const info = await stat(path).catch(() => undefined)
  if (info?.isFile()) return { path }
  if (!info?.isDirectory()) return undefined
  if (!pathname.endsWith('/')) return { path, redirect: `${pathname}/` }
  const index = join(path, 'index.html')
  return (await stat(index).catch(() => undefined))?.isFile() ? { path: index } : undefined
}

function decode(pathname) {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return undefined
  }
}
