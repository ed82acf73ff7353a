/**
 * Asks the real docker client, without a daemon, what it says to random command lines.
 * usage: node test/docker/record-command-lines.ts COUNT SEED > test/docker/fixtures/command-lines.json
 * Needs root, for a network and a mount namespace and an empty home of its own.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { CommandLines } from './command-lines.ts'

const HOME = '/tmp/home'
const [count = '100', seed = '1', inside] = process.argv.slice(2)

/** Without a network the client cannot ask a name server; what one says that knows no name is put in its place. */
const named = (text: string): string =>
  text.replace(
    /(lookup \S+ on )\S+: dial udp [\d.:]+: connect: network is unreachable/g,
    '$110.255.255.53:53: no such host',
  )

function record(): string {
  const lines = new CommandLines(Number(seed))
  const env = { HOME, PATH: process.env.PATH ?? '', DOCKER_HOST: 'unix:///nonexistent.sock' }
  const texts: string[] = []
  const number = (text: string): number => {
    const known = texts.indexOf(text)
    return known === -1 ? texts.push(text) - 1 : known
  }
  const calls: string[] = []
  while (calls.length < Number(count)) {
    const argv = lines.line()
    for (const name of readdirSync(HOME)) rmSync(`${HOME}/${name}`, { recursive: true })
    const answer = spawnSync('docker', argv, {
      cwd: HOME,
      env,
      encoding: 'utf8',
      timeout: 4000,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // What it debugs, and what waits for ever, tells nothing.
    if (answer.status === null || answer.stderr.includes('level=debug')) continue
    calls.push(
      JSON.stringify([argv, number(named(answer.stdout)), number(named(answer.stderr)), answer.status]),
    )
  }
  return `{"texts":[\n${texts.map((text) => JSON.stringify(text)).join(',\n')}\n],"calls":[\n${calls.join(',\n')}\n]}\n`
}

if (inside === undefined) {
  mkdirSync(HOME, { recursive: true })
  const self = [process.execPath, import.meta.filename, count, seed, 'inside']
  const apart = ['--net', '--mount', 'sh', '-c', `mount -t tmpfs none ${HOME} && exec "$@"`, 'sh', ...self]
  process.exitCode = spawnSync('unshare', apart, { stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1
} else process.stdout.write(record())
