import { beforeEach, describe, expect, it } from 'vitest'
import { encode } from '../../../src/engine/base/text.ts'
import { type Host, type Outcome, openSmallHost } from '../support/host.ts'

let host: Host
beforeEach(async () => {
  host = openSmallHost()
  await host.ok('docker pull -q busybox')
})

const build = (dockerfile: string, flags = '', context = '-'): Promise<Outcome> =>
  host.sh(`docker build ${flags} ${context}`, dockerfile)
/** Steps of a build and what became of them. */
const steps = ({ stderr }: Outcome): string[] => {
  const names = new Map<string, string>()
  const found: string[] = []
  for (const [, number, text] of stderr.matchAll(/^#(\d+) (.*)$/gm)) {
    if (/^(DONE|CACHED|ERROR|CANCELED)/.test(text!))
      found.push(`${names.get(number!)} ${text!.split(' ', 1)[0]}`)
    else if (!names.has(number!)) names.set(number!, text!)
  }
  return found.filter((step) => step.startsWith('['))
}
const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const before = await host.ok('date +%s%N')
  await work()
  return Number((BigInt((await host.ok('date +%s%N')).trim()) - BigInt(before.trim())) / 1_000_000n) / 1000
}

describe('the solver', () => {
  const two = [
    'FROM busybox AS a\nRUN sleep 5; echo a > /a\n',
    'FROM busybox AS b\nRUN sleep 5; echo b > /b\n',
    'FROM busybox AS c\nRUN sleep 50\n',
    'FROM a\nCOPY --from=b /b /\nRUN cat /a /b\n',
  ].join('')

  it('runs stages at a time, and leaves out those that nobody needs', async () => {
    let outcome: Outcome | undefined
    const took = await seconds(async () => {
      outcome = await build(two)
    })
    expect(outcome!.exit).toBe(0)
    expect(took).toBeGreaterThan(5)
    expect(took).toBeLessThan(7)
    expect(outcome!.stderr).not.toContain('sleep 50')
  })

  it('takes from the cache what has the same content, whenever it was written', async () => {
    await host.ok('mkdir c; echo x > c/x; printf "FROM busybox\\nCOPY x /x\\nRUN cat /x\\n" > c/Dockerfile')
    await build('', '', 'c')
    await host.ok('touch -d 2001-01-01 c/x')
    expect(steps(await build('', '', 'c'))).toContain('[3/3] RUN cat /x CACHED')
    await host.ok('echo y > c/x')
    expect(steps(await build('', '', 'c'))).toContain('[3/3] RUN cat /x DONE')
    await host.ok('echo x > c/x')
    expect(steps(await build('', '', 'c'))).toContain('[3/3] RUN cat /x CACHED')
  })

  it('does again a stage that takes nothing from the cache, and what stands on it', async () => {
    await build(two)
    const again = steps(await build(two, '--no-cache-filter a'))
    expect(again).toContain('[b 2/2] RUN sleep 5; echo b > /b CACHED')
    expect(again).toContain('[a 2/2] RUN sleep 5; echo a > /a DONE')
    expect(again).toContain('[stage-3 2/2] RUN cat /a /b DONE')
    expect(steps(await build(two))).toContain('[stage-3 2/2] RUN cat /a /b CACHED')
  })

  it('leaves no container behind, and shows none', async () => {
    const { world } = host
    const job = world.start({
      argv: ['bash', '-c', 'docker build -'],
      stdin: encode('FROM busybox\nRUN sleep 60\n'),
    })
    for (let i = 0; i < 200; i++) {
      const pumped = await world.pump(20_000)
      if (pumped.kind === 'paused') world.advance()
      if ((await host.ok('ps -eo args')).includes('sleep 60')) break
    }
    expect(await host.ok('docker ps -aq')).toBe('')
    expect(await host.ok('ps -eo args')).toContain('sleep 60')
    await host.ok('kill -INT $(pidof docker-buildx)')
    while (job.exitCode === undefined) if ((await world.pump(20_000)).kind === 'paused') world.advance()
    expect(new TextDecoder().decode(job.stderr)).toMatch(
      /#5 CANCELED\nERROR: failed to build: failed to solve: Canceled: context canceled\n$/,
    )
    expect(await host.ok('ps -eo args')).not.toContain('sleep 60')
  })
})

describe('images', () => {
  it('are equal for equal inputs and times', async () => {
    const dockerfile = 'FROM scratch\nCOPY f /f\nENV A=1\n'
    await host.ok('mkdir c; echo x > c/f; touch -d 2020-02-02 c/f')
    await host.sh('cat > c/Dockerfile', dockerfile)
    const flags = '--no-cache -q --build-arg SOURCE_DATE_EPOCH=1600000000'
    const first = await build('', flags, 'c')
    await host.ok('sleep 5')
    expect((await build('', flags, 'c')).stdout).toBe(first.stdout)
    expect(await host.ok(`docker inspect -f '{{.Created}}' ${first.stdout.trim()}`)).toBe(
      '2020-09-13T12:26:40Z\n',
    )
  })

  it('hold no secret and no cache', async () => {
    await host.ok('echo hush > s')
    const dockerfile =
      'FROM busybox\nRUN --mount=type=secret,id=s --mount=type=cache,target=/c cat /run/secrets/s > /c/s; cat /c/s | wc -c\n'
    const { stderr } = await build(dockerfile, '--secret id=s,src=s -t k')
    expect(stderr).toMatch(/#\d+ \d\.\d+ 5\n/)
    const left = await host.sh('docker run --rm k sh -c "find / -xdev -name s; ls -d /c /run/secrets"')
    expect(left.stdout).toBe('')
    expect((await build('FROM busybox\nRUN --mount=type=cache,target=/c cat /c/s\n')).stderr).toMatch(
      / hush\n/,
    )
    await host.ok('docker builder prune -af')
    expect((await build('FROM busybox\nRUN --mount=type=cache,target=/c cat /c/s\n')).exit).toBe(1)
  })

  it('do without an ssh agent, unless they require one', async () => {
    const run = (flags: string) =>
      build(`FROM busybox\nRUN --mount=type=ssh${flags} echo "[$SSH_AUTH_SOCK]"\n`)
    expect((await run('')).stderr).toMatch(/ \[\/run\/buildkit\/ssh_agent\.0\]\n/)
    expect((await run(',target=/s')).stderr).toMatch(/ \[\/s\]\n/)
    const required = await run(',id=k,required')
    expect(required).toMatchObject({ exit: 1 })
    expect(required.stderr).toContain('ERROR: failed to build: failed to solve: unset ssh forward key k\n')
  })

  it('keep their layers for the next build when they are removed', async () => {
    const dockerfile = 'FROM busybox\nRUN date > /d\n'
    await build(dockerfile, '-t k')
    await host.ok('docker rmi k')
    expect(steps(await build(dockerfile, '-t k'))).toContain('[2/2] RUN date > /d CACHED')
    expect(await host.ok('docker run --rm k cat /d')).toContain('2')
    expect(await host.ok('docker system df --format "{{.Type}} {{.Size}}"')).toMatch(/Build Cache \d+B/)
  })
})

describe('a command of a build has a network', () => {
  const run = (command: string, flags = '', more = ''): Promise<Outcome> =>
    build(`FROM busybox\nRUN ${more} ${command}\n`, `--progress plain --no-cache ${flags}`)

  it('as a container has: an address on docker0, and what listens there', async () => {
    await host.ok('docker run -d --name web -p 8080:80 busybox httpd -f -h /etc')
    const before = await host.ok('ip -o link; docker network inspect bridge')
    const { stderr, exit } = await run(
      'ip -o -4 addr show eth0; ip route; wget -qO- http://172.17.0.2/passwd; wget -qO- http://172.17.0.1:8080/group',
    )
    expect(exit).toBe(0)
    expect(stderr).toContain('eth0    inet 172.17.0.3/16 brd 172.17.255.255')
    expect(stderr).toContain(' default via 172.17.0.1 dev eth0')
    expect(stderr).toContain(' root:x:0:0:')
    expect(stderr).toMatch(/ root:x:0:\n/)
    expect(await host.ok('ip -o link; docker network inspect bridge')).toBe(before)
  })

  it('for as long as it runs', async () => {
    const during = await host.ok(
      "printf 'FROM busybox\\nRUN sleep 9\\n' | docker build -q - >/dev/null & sleep 3; docker network inspect -f '{{range $k, $c := .Containers}}{{eq $k $c.Name}} {{$c.IPv4Address}}{{end}}' bridge; docker run --rm busybox hostname -i; wait",
    )
    expect(during).toContain('true 172.17.0.2/16\n172.17.0.3\n')
    expect(await host.ok('docker run --rm busybox hostname -i')).toBe('172.17.0.2\n')
  })

  it('or none, or the host’s where that is allowed', async () => {
    const interfaces = /#\d+ \d+\.\d+ (\d+: \S+)/g
    const found = async (...given: Parameters<typeof run>): Promise<(string | undefined)[]> =>
      [...(await run(...given)).stderr.matchAll(interfaces)].map(([, name]) => name)
    expect(await found('ip -o link', '', '--network=none')).toEqual(['1: lo:'])
    expect(await found('ip -o link', '--network none')).toEqual(['1: lo:'])
    const host = await found('ip -o link', '--allow network.host', '--network=host')
    expect(host).toContain('2: docker0:')
    expect(await found('ip -o link', '--network host')).toEqual(host)
    expect((await run('true', '', '--network=host')).stderr).toContain('network.host is not allowed')
  })
})

describe('an archive that ADD unpacks', () => {
  const archive = 'mkdir -p c/r/s; echo hi > c/r/s/f; chmod 751 c/r/s; tar -C c/r -cf c/r.tar .'

  it('belongs to whom --chown says, and keeps its modes', async () => {
    await host.ok(archive)
    const dockerfile =
      'FROM busybox\nADD --chown=5:6 --chmod=700 r.tar /o/\nADD r.tar /p/\nRUN stat -c "%a %u:%g %n" /o /o/s /o/s/f /p/s/f\n'
    const { stderr } = await host.sh('cat > c/Dockerfile; docker build --progress plain c', dockerfile)
    expect([...stderr.matchAll(/^#\d+ \d\.\d+ (\d+ \d+:\d+ .*)$/gm)].map(([, line]) => line)).toEqual([
      '755 5:6 /o',
      '751 5:6 /o/s',
      '644 5:6 /o/s/f',
      '644 0:0 /p/s/f',
    ])
  })

  it('keeps its owners with the classic builder', async () => {
    await host.ok(archive)
    const dockerfile = 'FROM busybox\nADD --chown=5:6 r.tar /o/\nRUN stat -c "%u:%g %n" /o /o/s\n'
    const { stdout } = await host.sh('cat > c/Dockerfile; DOCKER_BUILDKIT=0 docker build c', dockerfile)
    expect(stdout).toContain('\n0:0 /o\n0:0 /o/s\n')
  })
})

it('a working directory cannot be a file', async () => {
  const dockerfile = 'FROM busybox\nRUN ln -s /bin/busybox /b\nWORKDIR /b\n'
  expect((await build(dockerfile)).stderr).toContain('failed to solve: mkdir /bin/busybox: not a directory\n')
  expect((await host.sh('DOCKER_BUILDKIT=0 docker build -', dockerfile)).stderr).toContain(
    '\nCannot mkdir: /b is not a directory\n',
  )
})

it('a file keeps its set-user-ID bit, but not with the classic builder', async () => {
  await host.ok('mkdir -p c/d; touch c/d/f; chmod 4755 c/d/f')
  const dockerfile = 'FROM busybox\nCOPY d /d\nRUN stat -c "mode %a" /d/f\n'
  expect((await host.sh('cat > c/Dockerfile; docker build c', dockerfile)).stderr).toContain(' mode 4755\n')
  expect(await host.ok('DOCKER_BUILDKIT=0 docker build c 2> /dev/null')).toContain('\nmode 755\n')
})

it('a size of /dev/shm that was asked for takes another mount', async () => {
  const dockerfile = 'FROM busybox\nRUN grep shm /proc/mounts\n'
  expect((await build(dockerfile)).stderr).toContain(
    ' shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=65536k 0 0\n',
  )
  expect((await build(dockerfile, '--no-cache --shm-size 8m')).stderr).toContain(
    ' tmpfs /dev/shm tmpfs rw,nosuid,relatime,size=8192k 0 0\n',
  )
})

it('files that are sent to the client are counted as they go out', async () => {
  await host.ok('mkdir -p c/many; for i in 1 2 3; do printf %0${i}0d 1 > c/many/f$i; done')
  const dockerfile = 'FROM scratch\nCOPY many /\n'
  const { stderr } = await host.sh('cat > c/Dockerfile; docker build -o out --metadata-file m c', dockerfile)
  expect(stderr).toMatch(/^#5 copying files 139B done$/m)
  expect(stderr).toMatch(/^#6 resolving provenance for metadata file\n#6 DONE 0\.0s$/m)
  const { stdout } = await build('FROM busybox AS one\nFROM one AS three\n', '--call targets')
  expect(stdout).toContain('TARGET          DESCRIPTION\none             \nthree (default) \n')
})

describe('what builds left', () => {
  it('is told to templates, and filtered as each of the two ways does', async () => {
    await host.ok('docker volume create --label a=b named')
    await build('FROM busybox\nRUN echo 1 > /1\n')
    const format =
      '{{range .Volumes}}{{.Driver}} {{.Scope}} {{.Labels}};{{end}}{{range .BuildCache}}{{.CacheType}} {{.InUse}} {{.Description}} {{len .Parent}};{{end}}'
    expect((await host.ok(`docker system df -v --format '${format}'`)).split(';')).toEqual([
      'local local a=b',
      'source.local false local source for dockerfile 0',
      'source.local false local source for context 0',
      'regular false from local  0',
      'regular false mount / from exec /bin/sh -c echo 1 > /1 25',
      '',
    ])
    expect(await host.ok("docker buildx du --filter 'type!=regular' | wc -l")).toBe('3\n')
    expect((await host.sh('docker buildx du --filter type=a --filter type=b')).stderr).toBe(
      'ERROR: filters expect only one value\n',
    )
    // BuildKit's own API finds nothing that has such a value, POST /build/prune ignores what it does not know.
    expect(await host.ok('docker builder prune -f --filter label=q')).toBe('Total:\t0B\n')
    expect(await host.ok('docker system prune -f --filter label=q | tail -1')).toBe(
      'Total reclaimed space: 29B\n',
    )
  })
})
