import { expect, test } from 'vitest'
import type { ContainerSummary, HistoryEntry, ImageSummary } from '../../src/engine/daemon/api.ts'
import { type FakeDaemon, runDocker } from './fake-process.ts'
import { recording, type Step, tableRows, words } from './recorded.ts'

const seconds = (text: string): number => Date.parse(text.replace(' +0000 UTC', 'Z').replace(' ', 'T')) / 1000
const matchAges = (text: string): string =>
  text
    .replace(/(Less than a second|About a minute|\d+ (second|minute)s?)( ago)? */g, 'AGE')
    .replace(/(CREATED|STATUS) +/g, '$1 ')

async function replay(step: Step, daemon: FakeDaemon, now: number): Promise<void> {
  const result = await runDocker(words(step.cmd).slice(1), { daemon, now: BigInt(now) * 1_000_000_000n })
  expect({
    stdout: matchAges(result.stdout),
    stderr: result.stderr,
    exit: result.exit,
  }).toEqual({ stdout: matchAges(step.stdout ?? ''), stderr: step.stderr ?? '', exit: step.exit })
}

const steps = recording('images-formats')
const stepOf = (cmd: string): Step => steps.find((step) => step.cmd === cmd)!
const full = tableRows(stepOf('docker images --digests busybox --no-trunc').stdout!)
const others = tableRows(stepOf('docker images --digests').stdout!)
const untruncated = tableRows(stepOf('docker images --no-trunc').stdout!)
const created = stepOf('docker images --format json')
  .stdout!.trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Record<string, string>)

/** Bytes behind a size: four digits are rounded, so take what rounds to three as well. */
const sizeOf = (text: string): number => Number.parseFloat(text) * (text.endsWith('MB') ? 1e6 : 1e3) - 45

/** The images of the recording, put together from what it shows of them. */
function recordedImages(): ImageSummary[] {
  const images = new Map<string, ImageSummary>()
  for (const [i, row] of untruncated.entries()) {
    const id = row['IMAGE ID']!
    const digests = [...full, ...others].filter((other) =>
      id.includes(other['IMAGE ID']!.replace('sha256:', '')),
    )
    const image = images.get(id) ?? {
      Containers: -1,
      Created: seconds(created[i]!.CreatedAt!),
      Id: id,
      Labels: null,
      ParentId: '',
      RepoDigests: [...new Set(digests.map((other) => `${other.REPOSITORY}@${other.DIGEST}`))],
      RepoTags: [],
      SharedSize: -1,
      Size: sizeOf(created[i]!.VirtualSize!),
    }
    image.RepoTags.push(`${row.REPOSITORY}:${row.TAG}`)
    images.set(id, image)
  }
  return [...images.values()]
}

/** The daemon's part: which images a name or pattern of these recordings means. */
const matches = (name: string, pattern: string): boolean =>
  new RegExp(`^${pattern.replace(/\./g, '\\.').replace(/\*/g, '[^/]*')}$`).test(name)
const imagesDaemon: FakeDaemon = {
  'GET /images/json': ({ query }) => {
    const [pattern] = (query!.filters as Record<string, string[]>).reference ?? []
    if (pattern === undefined) return recordedImages()
    return recordedImages()
      .map((image) => ({
        ...image,
        RepoTags: image.RepoTags.filter(
          (tag) => matches(tag, pattern) || matches(tag.split(':')[0]!, pattern),
        ),
      }))
      .filter(({ RepoTags }) => RepoTags.length > 0)
  },
}

const listings = steps.filter(({ cmd }) => /^docker (images|image ls)\b/.test(cmd))
test.each(listings.map((step) => [step.cmd, step] as const))('%s', async (_, step) => {
  await replay(step, imagesDaemon, seconds('2026-11-22 01:43:48 +0000 UTC'))
})

const histories = recording('history')
const nginx = histories
  .find(({ cmd }) => cmd.includes('nginx:latest --no-trunc'))!
  .stdout!.replace(/\n$/, '')
  .split('\n')
const shown = histories
  .find(({ cmd }) => cmd.startsWith("docker history --format '{{.ID}}|"))!
  .stdout!.split('\n')
const entries: HistoryEntry[] = nginx.map((CreatedBy, i) => {
  const size = shown[i]!.split('|').at(-2)!
  return {
    Comment: '',
    Created: seconds('2026-11-22 01:43:09 +0000 UTC'),
    CreatedBy,
    Id: i === 0 ? 'sha256:46ad0810ee9e8a11962a4b425450d7fb53b8a3e43b71740b9fe76173480ec6e9' : '<missing>',
    Size: Math.round(Number.parseFloat(size) * (size.endsWith('MB') ? 1e6 : 1)),
    Tags: null,
  }
})

const nginxHistories = histories.filter(
  ({ cmd }) => /^docker (image )?history .*nginx/.test(cmd) && !cmd.includes('-H=false'),
)
test.each(nginxHistories.map((step) => [step.cmd, step] as const))('%s', async (_, step) => {
  await replay(
    step,
    { 'GET /images/{name}/history': () => entries },
    seconds('2026-11-22 01:44:20 +0000 UTC'),
  )
})

const containers = recording('ps-options')
const listed = tableRows(containers.find(({ cmd }) => cmd === 'docker ps --no-trunc -a')!.stdout!)
const sizes = tableRows(containers.find(({ cmd }) => cmd === 'docker ps -as')!.stdout!)
const VOLUME = { Type: 'volume', Destination: '/vv', Driver: 'local', Mode: 'z', RW: true, Propagation: '' }

const summaries = listed.map((row, i): ContainerSummary => {
  const [own, whole] = /^([\d.]+)B \(virtual ([\d.]+)MB\)/.exec(sizes[i]!.SIZE!)!.slice(1)
  const ports = [...row.PORTS!.matchAll(/(\[::\]|0\.0\.0\.0):(\d+)->(\d+)\/(\w+)/g)].map((m) => ({
    IP: m[1]!.replace(/[[\]]/g, ''),
    PublicPort: Number(m[2]),
    PrivatePort: Number(m[3]),
    Type: m[4]!,
  }))
  const web = row.NAMES === 'web'
  return {
    Id: row['CONTAINER ID']!,
    Names: [`/${row.NAMES}`],
    Image: row.IMAGE!,
    ImageID: 'sha256:0',
    Command: JSON.parse(row.COMMAND!) as string,
    Created: seconds('2026-11-22 01:45:26 +0000 UTC'),
    Ports: ports,
    SizeRw: Number(own),
    SizeRootFs: Number(whole) * 1e6,
    Labels: web ? { tier: 'web', maintainer: 'NGINX Docker Maintainers <docker-maint@nginx.com>' } : {},
    State: row.STATUS!.startsWith('Up') ? 'running' : row.STATUS === 'Created' ? 'created' : 'exited',
    Status: row.STATUS!,
    HostConfig: { NetworkMode: 'bridge' },
    NetworkSettings: { Networks: { bridge: {} } },
    Mounts: web ? [{ ...VOLUME, Name: 'vv', Source: '/x' }] : [],
  }
})

const containersDaemon: FakeDaemon = {
  'GET /containers/json': ({ query }) => {
    const { all, size, limit, filters } = query as {
      all: boolean
      size: boolean
      limit?: number
      filters: Record<string, string[]>
    }
    const name = filters.name?.[0]
    return summaries
      .filter(({ State }) => all || limit !== undefined || State === 'running')
      .filter(({ Names }) => name === undefined || new RegExp(name).test(Names[0]!.slice(1)))
      .slice(0, limit)
      .map((summary) => (size ? summary : { ...summary, SizeRw: undefined, SizeRootFs: undefined }))
  },
}

const FILTERED = /-f (?!name)|docker (pull|run|create|rename|rm)/
const psSteps = containers.filter(({ cmd }) => /^docker (ps|container ls)\b/.test(cmd) && !FILTERED.test(cmd))
test.each(psSteps.map((step) => [step.cmd, step] as const))('%s', async (_, step) => {
  await replay(step, containersDaemon, seconds('2026-11-22 01:45:28 +0000 UTC'))
})
