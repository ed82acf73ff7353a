import { beforeAll, describe, expect, it } from 'vitest'
import { decode } from '../../src/engine/base/text.ts'
import { runToEnd } from '../../src/headless/drive.ts'
import { type Host, openSmallHost } from '../daemon/support/host.ts'

let host: Host
beforeAll(async () => {
  host = openSmallHost()
  await host.ok('docker pull -q busybox; mkdir c')
  await host.sh('cat > c/Dockerfile', 'FROM busybox\nRUN echo hello; sleep 1; echo there\nCMD x\n')
})

/** What a terminal holds in the end. */
function screen(text: string): string[] {
  const rows: string[] = ['']
  let y = 0
  let x = 0
  for (const [part, , count, kind] of text.matchAll(/\x1b\[(\?)?(\d*)([A-Za-z])|[^\x1b]/gs)) {
    if (kind === 'A') y = Math.max(0, y - Number(count || 1))
    else if (kind === 'B') y += Number(count || 1)
    else if (kind === 'G') x = 0
    else if (part === '\n') y++
    else if (part === '\r') x = 0
    else if (kind === undefined) {
      const row = (rows[y] ?? '').padEnd(x)
      rows[y] = row.slice(0, x) + part + row.slice(x + 1)
      x++
    }
  }
  return rows.map((row) => (row ?? '').trimEnd())
}

describe('docker build on a terminal', () => {
  it('draws the steps over and over, up to the last picture', async () => {
    const job = host.world.start({
      argv: ['docker', 'build', '--no-cache', '-t', 'k', 'c'],
      terminal: { columns: 80, rows: 24 },
    })
    await runToEnd(host.world, job)
    const text = decode(job.stdout)
    expect(text).toContain(' => => # hello')
    const rows = screen(text).map((row) => row.replace(/\d+\.\d+s/g, 'T').replace(/[0-9a-f]{64}/, 'ID'))
    // The first picture begins one line down.
    expect(rows[1]).toMatch(/^\[\+\] Building T \(6\/6\) FINISHED {2,}docker:default$/)
    expect(rows.some((row) => /^ => \[2\/2\] RUN echo hello; sleep 1; echo there +T$/.test(row))).toBe(true)
    expect(rows.some((row) => /^ => => naming to docker.io\/library\/k +T$/.test(row))).toBe(true)
    expect(rows.join('\n')).not.toContain('# hello')
    expect(text).toContain('1 warning found (use docker --debug to expand)')
  })
})

describe('docker buildx', () => {
  it.each([
    ['docker buildx bake', 'ERROR: docker buildx bake: not simulated by Strata\n'],
    ['docker buildx create --name x', 'ERROR: docker buildx create: not simulated by Strata\n'],
    ['docker buildx history ls', 'ERROR: docker buildx history ls: not simulated by Strata\n'],
    ['docker build --ssh default=/dev/null c', 'ERROR: docker buildx build --ssh: not simulated by Strata\n'],
  ])('%s says that it is not there', async (line, stderr) => {
    expect(await host.sh(line)).toEqual({ stdout: '', stderr, exit: 1 })
  })

  it('tells of a build in JSON', async () => {
    const { stderr } = await host.sh('docker build --progress=rawjson c')
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { vertexes?: { name: string }[] })
    expect(lines.flatMap(({ vertexes = [] }) => vertexes.map(({ name }) => name))).toContain(
      '[1/2] FROM docker.io/library/busybox:latest',
    )
  })

  it('writes the ID, metadata and files where it is told to', async () => {
    await host.ok(
      'docker build -q --iidfile id --metadata-file meta -t k:1 c >/dev/null; docker build -q -o out c',
    )
    const id = await host.ok('docker images -q --no-trunc k:1')
    expect(await host.ok('cat id')).toBe(id.trim())
    const metadata = JSON.parse(await host.ok('cat meta')) as Record<string, unknown>
    expect(metadata['containerimage.config.digest']).toBe(id.trim())
    expect(metadata['image.name']).toBe('docker.io/library/k:1')
    expect(await host.ok('ls out')).toContain('bin\n')
  })
})

it('imagetools inspect shows what a template asks of the manifest and of the image', async () => {
  await host.ok('docker tag busybox localhost:5000/b; docker push -q localhost:5000/b')
  const show = (format: string) =>
    host.sh(`docker buildx imagetools inspect localhost:5000/b --format '${format}'`)
  expect(
    (
      await show(
        '{{.Name}} {{.Manifest.Size}} {{.Image.OS}} {{.Image.Config.Cmd}} {{len .Image.RootFS.DiffIDs}}',
      )
    ).stdout,
  ).toBe('localhost:5000/b 528 linux [sh] 1')
  expect(JSON.parse((await show('{{json .}}')).stdout)).toMatchObject({
    name: 'localhost:5000/b',
    manifest: { mediaType: 'application/vnd.docker.distribution.manifest.v2+json', size: 528 },
    image: { architecture: 'amd64', history: [{}, { empty_layer: true }] },
  })
  expect((await show('{{json .Image}}')).stdout).not.toContain('container_config')
  expect((await show('{{.Image.config}}')).stderr).toBe(
    'ERROR: template: :1:8: executing "" at <.Image.config>: can\'t evaluate field config in type *v1.Image\n',
  )
})
