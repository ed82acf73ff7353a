import { expect, test } from 'vitest'
import { DetachWatch } from '../../src/engine/base/detach-keys.ts'
import { EngineError } from '../../src/engine/base/errors.ts'
import { encode } from '../../src/engine/base/text.ts'
import { parseDetachKeys } from '../../src/engine/docker/container/detach-keys.ts'
import { type FakeDaemon, runDocker, streamOf } from './fake-process.ts'

const output = (...frames: [stream: 'stdout' | 'stderr', text: string][]) => {
  const left = frames.map(([stream, text]) => ({ stream, bytes: encode(text) }))
  return {
    kind: 'hijack' as const,
    next: async () => left.shift(),
    write: async () => {},
    closeWrite: () => {},
    close: () => {},
  }
}
const daemon = (more: FakeDaemon = {}): FakeDaemon => ({
  'POST /containers/create': () => ({ Id: 'abc', Warnings: [] }),
  'POST /containers/{id}/attach': () => output(['stdout', 'hello\n'], ['stderr', 'oops\n']),
  'POST /containers/{id}/wait': () => streamOf({ StatusCode: 3 }),
  'POST /containers/{id}/start': () => null,
  ...more,
})
const missing = () => {
  throw new EngineError('not-found', 'No such image: redis:latest')
}

test('run copies both streams and ends with the code of the container', async () => {
  const result = await runDocker(['run', '-e', 'A=1', '--name', 'c', 'busybox', 'ls', '-l'], {
    daemon: daemon(),
  })
  expect(result.stdout).toBe('hello\n')
  expect(result.stderr).toBe('oops\n')
  expect(result.exit).toBe(3)
  expect(result.requests.map(({ route }) => route.split('/').at(-1))).toEqual([
    'create',
    'attach',
    'wait',
    'start',
  ])
  expect(result.requests[0]).toMatchObject({
    query: { name: 'c' },
    body: { Image: 'busybox', Cmd: ['ls', '-l'], Env: ['A=1'], AttachStdout: true, Tty: false },
  })
})

test('run -d prints the ID and starts', async () => {
  const { stdout, exit, requests } = await runDocker(['run', '-d', 'busybox'], { daemon: daemon() })
  expect({ stdout, exit }).toEqual({ stdout: 'abc\n', exit: 0 })
  expect(requests.map(({ route }) => route)).toEqual([
    'POST /containers/create',
    'POST /containers/{id}/start',
  ])
})

test('a missing image is pulled, its progress goes to standard error', async () => {
  let asked = 0
  const { stderr, exit } = await runDocker(['run', '-d', 'redis'], {
    daemon: daemon({
      'POST /containers/create': () => (asked++ === 0 ? missing() : { Id: 'abc', Warnings: [] }),
      'POST /images/create': () => streamOf({ id: 'latest', status: 'Pulling from library/redis' }),
    }),
  })
  expect({ stderr, exit }).toEqual({
    stderr: "Unable to find image 'redis:latest' locally\nlatest: Pulling from library/redis\n",
    exit: 0,
  })
})

test.each([
  ['exec: "x": executable file not found in $PATH', 127],
  ['exec: "/etc": is a directory: permission denied', 126],
  ['Conflict. The container name "/c" is already in use', 125],
])('what does not start says so and exits: %s', async (message, code) => {
  const { stderr, exit } = await runDocker(['run', 'busybox'], {
    daemon: daemon({
      'POST /containers/{id}/start': () => {
        throw new EngineError('invalid', message)
      },
    }),
  })
  expect({ stderr, exit }).toEqual({
    stderr: `docker: Error response from daemon: ${message}\n\nRun 'docker run --help' for more information\n`,
    exit: code,
  })
})

test('a flag that is not simulated is refused by name', async () => {
  const { stderr, exit } = await runDocker(['run', '--use-api-socket', 'busybox'], { daemon: daemon() })
  expect({ stderr, exit }).toEqual({
    stderr:
      "docker: --use-api-socket is not simulated by Strata\n\nRun 'docker run --help' for more information\n",
    exit: 125,
  })
})

test('no daemon, no permission', async () => {
  const refused = await runDocker(['ps'])
  expect(refused).toMatchObject({
    stderr:
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n',
    exit: 1,
  })
  const denied = await runDocker(['images', '-a', '-f', 'dangling=true'], { daemon: 'EACCES' })
  expect(denied.stderr).toBe(
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/images/json?all=1&filters=%7B%22dangling%22%3A%7B%22true%22%3Atrue%7D%7D": dial unix /var/run/docker.sock: connect: permission denied\n',
  )
  const elsewhere = await runDocker(['ps'], { env: { DOCKER_HOST: 'tcp://10.0.0.1:2375' } })
  expect(elsewhere).toMatchObject({
    exit: 1,
    stderr: 'Cannot connect to the Docker daemon at tcp://10.0.0.1:2375. Is the docker daemon running?\n',
  })
})

test('inspect looks among containers, then images, and counts what is lost', async () => {
  const inspecting = daemon({
    'GET /containers/{id}/json': missing,
    'GET /images/{name}/json': ({ params }) =>
      params!.name === 'busybox'
        ? { Id: 'sha256:1', RepoTags: ['busybox:latest'], Config: { Labels: null } }
        : missing(),
  })
  const run = (...argv: string[]) => runDocker(['inspect', ...argv], { daemon: inspecting })
  expect(
    await run('-f', '{{.ID}} {{.RepoTags}} {{.Config.Labels.x}} {{.Config.ExposedPorts}}', 'busybox'),
  ).toMatchObject({
    stdout: 'sha256:1 [busybox:latest] <no value> map[]\n',
    exit: 0,
  })
  expect(await run('nosuch')).toMatchObject({
    stdout: '[]\n',
    stderr: 'Error: No such object: nosuch\n',
    exit: 1,
  })
  expect(await run('-f', '{{index .Nope 0}}', 'busybox')).toMatchObject({
    stdout: '\n',
    stderr:
      'template parsing error: template: :1:8: executing "" at <.Nope>: map has no entry for key "Nope"\n',
    exit: 1,
  })
  expect(await run('-f', '{{.Id', 'busybox')).toMatchObject({ exit: 64 })
})

test('rmi and rm: what is missing counts less with -f', async () => {
  const lost: FakeDaemon = { 'DELETE /images/{name}': missing, 'DELETE /containers/{id}': missing }
  const text = 'Error response from daemon: No such image: redis:latest\n'
  expect(await runDocker(['rmi', 'redis'], { daemon: lost })).toMatchObject({ stderr: text, exit: 1 })
  expect(await runDocker(['rmi', '-f', 'redis'], { daemon: lost })).toMatchObject({ stderr: text, exit: 0 })
  expect(await runDocker(['rm', '-f', 'redis'], { daemon: lost })).toMatchObject({
    stderr: text,
    exit: 0,
    stdout: '',
  })
})

test('detach keys are found across reads, and what only looks like them goes on', () => {
  const watch = new DetachWatch(parseDetachKeys(''))
  expect(watch.feed(new Uint8Array([97, 16]))).toEqual({ pass: new Uint8Array([97]), detached: false })
  expect(watch.feed(new Uint8Array([98]))).toEqual({ pass: new Uint8Array([16, 98]), detached: false })
  expect(watch.feed(new Uint8Array([16]))).toEqual({ pass: new Uint8Array([]), detached: false })
  expect(watch.feed(new Uint8Array([17, 99]))).toEqual({ pass: new Uint8Array([]), detached: true })
})
