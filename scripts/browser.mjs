/** Finds a Chromium for the browser tests, or gets one. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { root, run } from './run.mjs'

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
]

const places = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const folder = process.env[name]
    if (!folder) return []
    return [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]
  }),
}

/** Path of an installed browser, or undefined. `CHROME` decides where it is set. */
export function findBrowser() {
  if (process.env.CHROME) return process.env.CHROME
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
  return [...onPath, ...(places[process.platform] ?? []), ...downloaded()].find((path) => existsSync(path))
}

/** Browsers that Playwright has downloaded before. */
function downloaded() {
  const cache = {
    darwin: join(homedir(), 'Library', 'Caches', 'ms-playwright'),
    win32: join(process.env.LOCALAPPDATA ?? homedir(), 'ms-playwright'),
  }
  const folder =
    process.env.PLAYWRIGHT_BROWSERS_PATH ??
    cache[process.platform] ??
    join(homedir(), '.cache', 'ms-playwright')
  if (!existsSync(folder)) return []
  const inside = [
    'chrome-headless-shell-linux64/chrome-headless-shell',
    'chrome-linux/headless_shell',
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
    'chrome-headless-shell-mac-arm64/chrome-headless-shell',
    'chrome-win/chrome.exe',
    'chrome-headless-shell-win64/chrome-headless-shell.exe',
  ]
  return readdirSync(folder)
    .filter((name) => name.startsWith('chromium'))
    .flatMap((name) => inside.map((path) => join(folder, name, path)))
}

/**
 * An installed browser, else Playwright's download, else Debian's package. A string is the path; otherwise `reason`
 * says in one sentence why there is none.
 * @returns {Promise<{ path: string } | { reason: string }>}
 */
export async function getBrowser() {
  const found = findBrowser()
  if (found) return { path: found }
  console.log('No browser found; downloading one …')
  await run(process.execPath, [
    join(root, 'node_modules/playwright-core/cli.js'),
    'install',
    '--only-shell',
    'chromium',
  ])
  const fetched = downloaded().find((path) => existsSync(path) && runs(path))
  if (fetched) return { path: fetched }
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium from Debian …')
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-q'], { env })
    await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], {
      env,
    })
    const installed = findBrowser()
    if (installed) return { path: installed }
  }
  return {
    reason: 'no Chromium or Chrome was found and none could be installed: set CHROME to the path of one',
  }
}

/** A downloaded browser may miss libraries of the system. */
function runs(path) {
  try {
    execFileSync(path, ['--version', '--no-sandbox'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
