import { beforeEach, describe, expect, it } from 'vitest'
import { type Host, type Outcome, openSmallHost } from '../support/host.ts'

let host: Host
beforeEach(async () => {
  host = openSmallHost()
  await host.ok('docker pull -q busybox')
})

/** Builds from a Dockerfile on standard input, or with `context` from a folder. */
const build = (dockerfile: string, flags = '', context = '-'): Promise<Outcome> =>
  host.sh(`DOCKER_BUILDKIT=0 docker build ${flags} ${context}`, dockerfile)
/** What a build says, its IDs masked. */
const told = ({ stdout }: Outcome): string[] =>
  stdout
    .replace(/\b[0-9a-f]{12}\b/g, 'ID')
    .trimEnd()
    .split('\n')
    .slice(1)
const inContext = async (files: Record<string, string>): Promise<void> => {
  await host.ok('mkdir -p ctx')
  for (const [path, text] of Object.entries(files))
    await host.ok(`mkdir -p "$(dirname ctx/${path})" && printf '${text}' > ctx/${path}`)
}

describe('a step', () => {
  it('makes an image, of which the next build makes use', async () => {
    const dockerfile = 'FROM busybox\nENV A=1\nRUN echo $A > /a\n'
    expect(told(await build(dockerfile, '-t kid'))).toEqual([
      'Step 1/3 : FROM busybox',
      ' ---> ID',
      'Step 2/3 : ENV A=1',
      ' ---> Running in ID',
      ' ---> Removed intermediate container ID',
      ' ---> ID',
      'Step 3/3 : RUN echo $A > /a',
      ' ---> Running in ID',
      ' ---> Removed intermediate container ID',
      ' ---> ID',
      'Successfully built ID',
      'Successfully tagged kid:latest',
    ])
    const first = await host.ok('docker images -q kid')
    expect(
      told(await build(dockerfile, '-t kid')).filter((line) => line === ' ---> Using cache'),
    ).toHaveLength(2)
    expect(await host.ok('docker images -q kid')).toBe(first)
    expect(await host.ok('docker run --rm kid cat /a')).toBe('1\n')
    expect(await host.ok('docker ps -aq')).toBe('')
    expect((await build(dockerfile, '--no-cache -q')).stdout).not.toContain(first.trim())
  })

  it('has no cache after the first miss', async () => {
    await build('FROM busybox\nENV A=1\nENV B=2\n')
    const lines = told(await build('FROM busybox\nENV A=2\nENV B=2\n'))
    expect(lines).not.toContain(' ---> Using cache')
  })

  it('that fails ends the build with its exit code and leaves its container', async () => {
    const { stderr, exit } = await build('FROM busybox\nRUN exit 3\n')
    expect(exit).toBe(3)
    expect(stderr).toContain("The command '/bin/sh -c exit 3' returned a non-zero code: 3\n")
    expect(await host.ok("docker ps -a --format '{{.Command}} {{.Status}}'")).toMatch(
      /^"\/bin\/sh -c 'exit 3'" Exited \(3\)/,
    )
    await build('FROM busybox\nRUN exit 4\n', '--force-rm')
    expect((await host.ok('docker ps -aq')).trim().split('\n')).toHaveLength(1)
  })
})

describe('files', () => {
  it('are known by their content, not by their time', async () => {
    await inContext({ Dockerfile: 'FROM busybox\nCOPY f /\n', f: 'one' })
    const { stdout: first } = await build('', '-q', 'ctx')
    await host.ok('touch -d 2001-01-01 ctx/f')
    expect((await build('', '-q', 'ctx')).stdout).toBe(first)
    await host.ok('echo two > ctx/f')
    expect((await build('', '-q', 'ctx')).stdout).not.toBe(first)
  })

  it('have the digest of moby in the history', async () => {
    await host.ok("mkdir ctx; printf '#!/bin/sh\\necho app\\n' > ctx/app.sh; chmod 755 ctx/app.sh")
    await host.ok("printf 'FROM busybox\\nCOPY app.sh .\\n' > ctx/Dockerfile")
    await build('', '-t app', 'ctx')
    expect(await host.ok('docker history --no-trunc --format "{{.CreatedBy}}" app')).toMatch(
      /^\/bin\/sh -c #\(nop\) COPY file:26fff72e0f3d2a47[0-9a-f]{48} in \. \n/,
    )
  })

  it('of a directory are known with it, by the path that links lead to', async () => {
    await host.ok('mkdir -p ctx/d/e; cd ctx; echo 1 > d/f; echo 2 > d/e/g; chmod 600 d/f; ln -s d s')
    await host.ok("printf 'FROM busybox\\nCOPY s /x\\nCOPY d /d\\n' > ctx/Dockerfile")
    await build('', '-t app', 'ctx')
    const [d, x] = (await host.ok('docker history --no-trunc --format "{{.CreatedBy}}" app')).split('\n')
    expect([d!.slice(23, 43), x!.slice(23, 43)]).toEqual(['dir:ee792aaceb70c1cb', 'dir:ee792aaceb70c1cb'])
  })

  it('go to nobody unknown', async () => {
    await inContext({ Dockerfile: 'FROM busybox\\nCOPY --chown=0:nosuch a /\\n', a: '' })
    expect((await build('', '', 'ctx')).stderr).toContain(
      "unable to convert uid/gid chown string to host mapping: can't find gid for group nosuch: no such group: nosuch\n",
    )
  })

  it('that .dockerignore names are not sent', async () => {
    await inContext({
      '.dockerignore': '*.log\\n!keep.log\\nsub/**\\n!sub/b\\n',
      'a.log': '',
      'keep.log': '',
      'sub/a': '',
      'sub/b': '',
      Dockerfile: 'FROM busybox\\nCOPY . /c\\nRUN cd /c; find . -type f\\n',
    })
    const lines = told(await build('', '', 'ctx')).filter((line) => line.startsWith('./'))
    expect(lines.sort()).toEqual(['./.dockerignore', './Dockerfile', './keep.log', './sub/b'])
  })

  it('are unpacked, owned and matched as told', async () => {
    await inContext({ 'x/s.txt': 's', 'a.txt': 'a', 'b.txt': 'b', 'link/real': 'r' })
    await host.ok('cd ctx && tar -czf p.tar.gz x && ln -s real link/soft')
    await inContext({
      Dockerfile:
        'FROM busybox\\nADD p.tar.gz /u/\\nCOPY p.tar.gz /u/\\nCOPY --chown=33:34 *.txt /own/\\nCOPY link /l\\nRUN ls -R /u; stat -c "%%u:%%g %%n" /own/*; readlink /l/soft\\n',
    })
    const { stdout } = await build('', '', 'ctx')
    expect(stdout).toContain('/u:\np.tar.gz\nx\n\n/u/x:\ns.txt\n33:34 /own/a.txt\n33:34 /own/b.txt\nreal\n')
  })

  it('that are not there end the build', async () => {
    const said = async (line: string): Promise<string> => {
      await inContext({ Dockerfile: `FROM busybox\\n${line}\\n`, a: '', b: '' })
      return (await build('', '', 'ctx')).stderr.trimEnd().split('\n').at(-1)!
    }
    expect(await said('COPY nofile /')).toBe(
      'COPY failed: file not found in build context or excluded by .dockerignore: stat nofile: file does not exist',
    )
    expect(await said('COPY ../x /')).toBe('COPY failed: forbidden path outside the build context: ../x ()')
    expect(await said('COPY no* /')).toBe('COPY failed: no source files were specified')
    expect(await said('COPY a b /d')).toBe(
      'When using COPY with more than one source file, the destination must be a directory and end with a /',
    )
  })
})

describe('stages', () => {
  it('give files to one another, and stop at a target', async () => {
    const dockerfile =
      'ARG T=1.36\nFROM busybox:$T AS one\nARG WHO=world\nRUN echo hello $WHO > /out\nFROM scratch\nCOPY --from=one /out /x\nCOPY --from=0 /out /y\n'
    await build(dockerfile, '-t two')
    expect(await host.ok("docker inspect -f '{{len .RootFS.Layers}} {{.Config.Env}}' two")).toMatch(
      /^2 \[PATH=/,
    )
    const lines = told(await build(dockerfile, '--target ONE --build-arg WHO=docker -t one'))
    expect(lines.slice(-2)).toEqual(['Successfully built ID', 'Successfully tagged one:latest'])
    expect(await host.ok('docker run --rm one cat /out')).toBe('hello docker\n')
    expect((await build(dockerfile, '--target nope')).stderr).toContain(
      'target stage "nope" could not be found',
    )
  })

  it('run the triggers of their base', async () => {
    await build('FROM busybox\nONBUILD RUN echo triggered\n', '-t base')
    const lines = told(await build('FROM base\n'))
    expect(lines.slice(1, 4)).toEqual(['# Executing 1 build trigger', ' ---> Running in ID', 'triggered'])
  })
})

describe('a config', () => {
  it('has what the instructions say', async () => {
    await build(
      'FROM busybox\nMAINTAINER ann\nSHELL ["/bin/sh","-ec"]\nCMD x\nENTRYPOINT ["y"]\nEXPOSE 80 90/udp\nVOLUME /v\nSTOPSIGNAL 9\nHEALTHCHECK --interval=5s CMD true\nWORKDIR a\nWORKDIR b\nLABEL k="v w"\n',
      '-t all --label more=1',
    )
    const [image] = JSON.parse(await host.ok('docker inspect all'))
    expect(image.Author).toBe('ann')
    expect(image.Config).toMatchObject({
      Cmd: ['/bin/sh', '-ec', 'x'],
      Entrypoint: ['y'],
      ExposedPorts: { '80/tcp': {}, '90/udp': {} },
      Volumes: { '/v': {} },
      StopSignal: '9',
      Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 5e9 },
      WorkingDir: '/a/b',
      Labels: { k: 'v w', more: '1' },
    })
    // As JSON of the daemon, whose keys are sorted; not as the client's own struct.
    expect(await host.ok('docker inspect all | grep -A7 Healthcheck')).toMatch(
      /"Interval": 5000000000,\n +"Test": \[/,
    )
    expect(await host.ok("docker history --no-trunc --format '{{.CreatedBy}}' all | head -5")).toBe(
      [
        '/bin/sh -ec #(nop)  LABEL more=1',
        '/bin/sh -ec #(nop)  LABEL k=v w',
        '/bin/sh -ec #(nop) WORKDIR /a/b',
        '/bin/sh -ec #(nop) WORKDIR /a',
        `/bin/sh -ec #(nop)  HEALTHCHECK &{[CMD-SHELL true] 5s 0s 0s 0s 0}`,
        '',
      ].join('\n'),
    )
  })
})

describe('lines', () => {
  it('that are empty within an instruction are warned of', async () => {
    const { stdout } = await build('FROM busybox\nRUN echo a \\\n\n # c\n b\n')
    expect(stdout).toContain(
      '\x1b[91m[WARNING]: Empty continuation line found in: RUN echo a  b\n\x1b[0m\x1b[91m[WARNING]: Empty continuation lines will become errors in a future release.\n\x1b[0mStep 1/2',
    )
  })

  it('of a here-document are read over', async () => {
    expect(told(await build('FROM busybox\nRUN true <<EOF\necho hi\nEOF\nENV A=1\n')).at(6)).toBe(
      'Step 3/3 : ENV A=1',
    )
    expect((await build('FROM busybox\nRUN cat <<EOF\nno end\n')).stderr).toContain(
      'failed to parse Dockerfile: unterminated heredoc',
    )
  })
})

describe('a Dockerfile that cannot be built', () => {
  it('is called by its name, and after what was sent where the build is quiet', async () => {
    await host.ok("mkdir -p c; printf 'FROM busybox\\nLABEL a\\n' > c/D")
    const error = 'Error response from daemon: failed to parse D: LABEL must have two arguments\n'
    const loud = await host.sh('DOCKER_BUILDKIT=0 docker build -f c/D c')
    expect(loud.stdout).toMatch(/^Sending build context to Docker daemon /)
    expect(loud.stderr.endsWith(`\n${error}`)).toBe(true)
    const quiet = await host.sh('DOCKER_BUILDKIT=0 docker build -q -f c/D c')
    expect(quiet.stdout).toBe('')
    expect(quiet.stderr).toMatch(/Sending build context to Docker daemon +[\d.]+kB\r\r\n/)
    expect(quiet.stderr.endsWith(error)).toBe(true)
  })

  it.each([
    ['NOPE x', 'dockerfile parse error on line 1: unknown instruction: NOPE (did you mean COPY?)'],
    ['RUN x', 'no build stage in current context'],
    ['', 'the Dockerfile (Dockerfile) cannot be empty'],
    ['# nothing', 'failed to parse Dockerfile: file with no instructions'],
    ['FROM a\nENV a', 'failed to parse Dockerfile: ENV must have two arguments'],
    ['FROM a b', 'dockerfile parse error on line 1: FROM requires either one or three arguments'],
    ['FROM a\n\nUSER', 'dockerfile parse error on line 3: USER requires exactly one argument'],
    ['FROM a\nCOPY --nope x y', 'dockerfile parse error on line 2: unknown flag: --nope'],
  ])('%j', async (dockerfile, message) => {
    const { stderr, exit } = await build(dockerfile)
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(`Error response from daemon: ${message}`)
    expect(exit).toBe(1)
  })
})

it('limits what a RUN may use', async () => {
  const dockerfile = 'FROM busybox\nRUN ulimit -n; ulimit -Hn\n'
  const flags = '--no-cache --ulimit nofile=99:100 --cpu-shares 512 --cpu-period 50000 --cpu-quota 20000'
  const { stdout, exit } = await host.sh(`DOCKER_BUILDKIT=0 docker build ${flags} -`, dockerfile)
  expect(exit).toBe(0)
  expect(stdout).toMatch(/Running in \w+\n99\n100\n/)
})
