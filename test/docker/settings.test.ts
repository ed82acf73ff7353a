import { describe, expect, test } from 'vitest'
import { runDocker } from './fake-process.ts'

const CONFIG = '/tmp/home/.docker/config.json'
const NO_DAEMON =
  'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n'
const RESOLV = { '/etc/resolv.conf': 'nameserver 10.255.255.53\n' }
const noContext = (name: string, digest: string): string =>
  `context "${name}": context not found: open /tmp/home/.docker/contexts/meta/${digest}/meta.json: no such file or directory`
const NOPE = noContext('nope', 'ca3704aa0b06f5954c79ee837faa152d84d6b2d42838f0637a15eda8337dbdce')

describe('DOCKER_HOST', () => {
  const cannot = (host: string): string =>
    `Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`
  test.each([
    ['tcp://10.0.0.1:99', cannot('tcp://10.0.0.1:99')],
    [
      'tcp://host',
      'error during connect: Head "http://host:2375/_ping": dial tcp: lookup host on 10.255.255.53:53: no such host',
    ],
    [
      'nope',
      'error during connect: Head "http://nope:2375/_ping": dial tcp: lookup nope on 10.255.255.53:53: no such host',
    ],
    [
      'unix:/x',
      'error during connect: Head "http://unix:2375/x/_ping": dial tcp: lookup unix on 10.255.255.53:53: no such host',
    ],
    [
      'ssh://x',
      'error during connect: Head "http://docker.example.com/_ping": exec: "ssh": executable file not found in $PATH',
    ],
    ['npipe:////./pipe/x', 'Failed to initialize: protocol not available'],
    ['fd://', 'Failed to initialize: unable to parse docker host `fd://`'],
    ['unix:///x', cannot('unix:///x')],
    ['unix://', cannot('unix:///var/run/docker.sock')],
    [' ', cannot('unix:///var/run/docker.sock')],
    [
      'http://x',
      'Failed to initialize: unable to resolve docker endpoint: invalid bind address format: http://x',
    ],
    [
      'foo://x',
      'Failed to initialize: unable to resolve docker endpoint: invalid bind address format: foo://x',
    ],
    ['tcp://', cannot('tcp://localhost:2375')],
    [
      'tcp://host:x',
      'Failed to initialize: unable to resolve docker endpoint: parse "tcp://host:x": invalid port ":x" after host',
    ],
    ['tcp://[::1]:5', cannot('tcp://[::1]:5')],
    ['127.0.0.1:1', cannot('tcp://127.0.0.1:1')],
    ['tcp://127.0.0.1:1/p', cannot('tcp://127.0.0.1:1/p')],
  ])('%s', async (host, said) => {
    const { stderr, exit } = await runDocker(['images'], { env: { DOCKER_HOST: host }, files: RESOLV })
    expect({ stderr, exit }).toEqual({ stderr: `${said}\n`, exit: 1 })
  })

  test('where the daemon is cannot be told: said once, whatever is asked', async () => {
    const { stderr } = await runDocker(['-H', 'a', '-H', 'b', 'rm', 'x', 'y'])
    expect(stderr).toBe('Failed to initialize: unable to resolve docker endpoint: Specify only one -H\n')
  })
})

describe('contexts', () => {
  test.each([
    [
      { DOCKER_CONTEXT: 'nope' },
      ['images'],
      '',
      `Failed to initialize: unable to resolve docker endpoint: ${NOPE}\n`,
    ],
    [{ DOCKER_CONTEXT: 'default' }, ['images'], '', NO_DAEMON],
    [{ DOCKER_CONTEXT: 'nope' }, ['context', 'show'], 'nope\n', ''],
    [{ DOCKER_CONTEXT: 'nope' }, ['context', 'inspect'], '[]\n', `${NOPE}\n`],
    [
      { DOCKER_CONTEXT: 'nope' },
      ['context', 'ls'],
      `NAME      DESCRIPTION                               DOCKER ENDPOINT               ERROR
default   Current DOCKER_HOST based configuration   unix:///var/run/docker.sock   \n` +
        'nope *                                                                            context "nope": context not found: open /tmp…\n',
      '',
    ],
  ])('%j %j', async (env, argv, stdout, stderr) => {
    expect(await runDocker(argv, { env })).toMatchObject({ stdout, stderr })
  })
})

describe('certificates', () => {
  const missing = (path: string): string =>
    `Failed to initialize: unable to resolve docker endpoint: open ${path}: no such file or directory\n`
  test.each([
    [{ DOCKER_TLS: '1' }, ['images'], missing('/tmp/home/.docker/ca.pem')],
    [{ DOCKER_TLS_VERIFY: '1' }, ['images'], missing('/tmp/home/.docker/ca.pem')],
    [{}, ['--tlsverify=false', 'images'], missing('/tmp/home/.docker/ca.pem')],
    [{ DOCKER_TLS: '1', DOCKER_CERT_PATH: '/certs' }, ['images'], missing('/certs/ca.pem')],
  ])('%j %j', async (env, argv, stderr) => {
    expect(await runDocker(argv, { env: env as Record<string, string> })).toMatchObject({ stderr, exit: 1 })
  })
})

describe('config.json', () => {
  const wrong = (why: string): string =>
    `WARNING: Error parsing config file (${CONFIG}): ${why}\n${NO_DAEMON}`
  test.each([
    ['{broken', wrong("invalid character 'b' looking for beginning of object key string")],
    ['{"psFormat":"x",}', wrong("invalid character '}' looking for beginning of object key string")],
    ['[]', wrong('json: cannot unmarshal array into Go value of type configfile.ConfigFile')],
    [
      '{"auths": 5}',
      wrong(
        'json: cannot unmarshal number into Go struct field ConfigFile.auths of type map[string]types.AuthConfig',
      ),
    ],
    [
      '{"imagesFormat": 5}',
      wrong('json: cannot unmarshal number into Go struct field ConfigFile.imagesFormat of type string'),
    ],
    ['{"auths":{"x":{"auth":"!!"}}}', wrong('illegal base64 data at input byte 0')],
    ['{"auths":{"x":{"auth":"YQ=="}}}', wrong('Invalid auth configuration file')],
    ['{"auths":{"x":{"auth":"YTpi"}}}', NO_DAEMON],
    ['', NO_DAEMON],
    ['null', NO_DAEMON],
    ['{} trailing', NO_DAEMON],
    ['{"unknown":1}', NO_DAEMON],
    [
      '{"aliases":{"foo":"images"}}',
      'not allowed to alias "foo" (allowed: map[string]struct {}{"builder":struct {}{}})\n',
    ],
    ['{"currentContext":"nope"}', `Failed to initialize: unable to resolve docker endpoint: ${NOPE}\n`],
  ])('%s', async (text, stderr) => {
    expect(await runDocker(['images'], { files: { [CONFIG]: text } })).toMatchObject({ stderr, exit: 1 })
  })
})
