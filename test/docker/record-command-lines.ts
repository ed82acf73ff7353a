/**
 * Asks the real docker client, without a daemon, what it says to random command lines.
 * usage: node test/docker/record-command-lines.ts COUNT SEED > answers.json
 * Needs root, for a network, a mount namespace and an empty home of its own.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { CommandLines } from './command-lines.ts'

const HOME = '/tmp/home'
const [count = '100', seed = '1', inside] = process.argv.slice(2)

if (inside === undefined) {
  mkdirSync(HOME, { recursive: true })
  const self = [process.execPath, import.meta.filename, count, seed, 'inside']
  const apart = ['--net', '--mount', 'sh', '-c', `mount -t tmpfs none ${HOME} && exec "$@"`, 'sh', ...self]
  process.exitCode = spawnSync('unshare', apart, { stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1
} else {
  const lines = new CommandLines(Number(seed))
  const env = { HOME, PATH: process.env.PATH ?? '', DOCKER_HOST: 'unix:///nonexistent.sock' }
  const answers = Array.from({ length: Number(count) }, () => {
    const argv = lines.line()
    for (const name of readdirSync(HOME)) rmSync(`${HOME}/${name}`, { recursive: true })
    const { stdout, stderr, status } = spawnSync('docker', argv, {
      cwd: HOME,
      env,
      encoding: 'utf8',
      timeout: 4000,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return JSON.stringify({ argv, stdout, stderr, exit: status })
  })
  process.stdout.write(`[\n${answers.join(',\n')}\n]\n`)
}
