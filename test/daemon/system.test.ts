import { describe, expect, it } from 'vitest'
import { decode } from '../../src/engine/base/text.ts'
import { runToEnd } from '../../src/headless/drive.ts'
import { labOf } from '../oracle/profile/world.ts'

const lab = labOf()

/** Runs a command in a lab of its own; `before` is not looked at. Standard output and error together, then the exit code. */
async function answerOf(before: string, command: string): Promise<string> {
  const world = lab.open({ buildxPlugin: false })
  let text = ''
  for (const line of [before, command]) {
    const job = world.start({
      argv: ['bash', '-c', line],
      env: new Map(Object.entries(lab.environment)),
      cwd: lab.home,
    })
    expect(await runToEnd(world, job)).toBe(true)
    text = `${decode(job.stdout)}${decode(job.stderr)}[${job.exitCode}]`
  }
  return text
}

const ALL = 'sleep 1; docker events --since 1h --until 0s'
const ID = /sha256:[0-9a-f]{64}/g
/** Events without their times; digests as #1, #2 … in the order in which they come. */
function events(text: string): string[] {
  const names = new Map<string, string>()
  return text
    .replace(/^\S+ /gm, '')
    .replace(ID, (id) => names.get(id) ?? names.set(id, `#${names.size + 1}`).get(id)!)
    .split('\n')
    .slice(0, -1)
}

describe('docker events', () => {
  it('says of containers and images alone what clients of old read', async () => {
    const text = await answerOf(
      'docker pull -q busybox; docker volume create vv; docker tag busybox b2; docker container prune -f',
      `${ALL} --format json | sed 's/,"Type.*//'`,
    )
    expect(text).toMatch(
      /^(\{"status":"pull".*\n)?\{"Type":"volume".*\n\{"status":"tag","id":"sha256:\w+"\n\{"status":"prune"\n/,
    )
  })

  it('tells what happens to images, as the real daemon does', async () => {
    const text = await answerOf(
      `docker pull -q busybox; docker pull -q nginx; docker tag busybox b2; docker rmi b2
       docker save -o s.tar busybox nginx; docker rmi busybox; docker load -q -i s.tar
       docker tag busybox nginx:latest; docker image prune -f`,
      ALL,
    )
    const label = 'maintainer=NGINX Docker Maintainers <docker-maint@nginx.com>, '
    expect(events(text)).toEqual([
      'image pull busybox:latest (name=busybox)',
      `image pull nginx:latest (${label}name=nginx)`,
      'image tag #1 (name=b2:latest)',
      'image untag #1 (name=#1)',
      'image save #1 (name=#1)',
      `image save #2 (${label}name=#2)`,
      'image untag #1 (name=#1)',
      'image delete #1 (name=#1)',
      'image load #1 (name=#1)',
      `image load #2 (${label}name=#2)`,
      'image tag #1 (name=nginx:latest)',
      `image untag #2 (${label}name=#2)`,
      'image delete #2 (name=#2)',
      'image prune  (reclaimed=494)',
    ])
  })

  it('tells of a push, and of an import with the name it gives', async () => {
    const text = await answerOf(
      `docker pull -q busybox; docker tag busybox localhost:5000/b3; docker push -q localhost:5000/b3
       tar -cf x.tar .docker; docker import x.tar imp:1`,
      ALL,
    )
    expect(events(text).slice(2)).toEqual([
      'image push localhost:5000/b3:latest (name=localhost:5000/b3)',
      'image tag #2 (name=imp:1)',
      'image import #2 (name=#2)',
    ])
  })

  it('tells what happens to containers', async () => {
    const text = await answerOf(
      'docker run --name c1 -l x=y busybox true; docker run -d --name c2 busybox sleep 100; docker rm c1; docker stop -t 1 c2',
      `${ALL} --filter type=container`,
    )
    expect(events(text.replace(/\b[0-9a-f]{64}\b/g, 'ID'))).toEqual([
      'container create ID (image=busybox, name=c1, x=y)',
      'container attach ID (image=busybox, name=c1, x=y)',
      'container start ID (image=busybox, name=c1, x=y)',
      'container die ID (execDuration=0, exitCode=0, image=busybox, name=c1, x=y)',
      'container create ID (image=busybox, name=c2)',
      'container start ID (image=busybox, name=c2)',
      'container destroy ID (image=busybox, name=c1, x=y)',
      'container kill ID (image=busybox, name=c2, signal=15)',
      'container kill ID (image=busybox, name=c2, signal=9)',
      'container stop ID (image=busybox, name=c2)',
      'container die ID (execDuration=1, exitCode=137, image=busybox, name=c2)',
    ])
  })

  it('filters; what it does not know lets everything through', async () => {
    const pulls = 'docker pull -q busybox; docker pull -q nginx; docker tag nginx n2'
    const lines = async (filter: string): Promise<number> =>
      events(await answerOf(pulls, `${ALL} ${filter}`)).length
    expect(await lines('')).toBe(3)
    expect(await lines('--filter event=pull')).toBe(2)
    expect(await lines('--filter event=pull --filter event=tag')).toBe(3)
    expect(await lines('--filter image=nginx')).toBe(1)
    expect(await lines('--filter label=maintainer')).toBe(2)
    expect(await lines('--filter type=volume')).toBe(0)
    expect(await lines('--filter nope=1')).toBe(3)
    expect(await lines('--filter scope=swarm')).toBe(0)
  })

  it('keeps the last 256', async () => {
    const many = 'docker pull -q busybox; for i in $(seq 1 300); do docker tag busybox x:$i; done'
    const lines = events(await answerOf(many, ALL))
    expect(lines).toHaveLength(256)
    expect(lines.at(-1)).toBe('image tag #1 (name=x:300)')
  })

  it('listens until a moment to come, and writes templates and JSON', async () => {
    const live = await answerOf(
      'true',
      `docker events --until 2026-11-22T01:43:30 --format '{{.Type}} {{.Action}} {{.Actor.Attributes.name}} {{.Scope}}' & docker pull -q busybox; docker tag busybox x; wait`,
    )
    expect(live).toContain('image pull busybox local\n')
    expect(live).toContain('image tag x:latest local\n')
    expect(await answerOf('docker pull -q busybox', `${ALL} --format json`)).toMatch(
      /^\{"status":"pull","id":"busybox:latest","Type":"image","Action":"pull","Actor":\{"ID":"busybox:latest","Attributes":\{"name":"busybox"\}\},"scope":"local","time":\d{10},"timeNano":\d{19}\}\n\[0\]$/,
    )
  })

  it('refuses times and templates that are none', async () => {
    expect(await answerOf('', 'docker events --since foo')).toBe(
      'failed to parse value as time or duration: "foo"\n[1]',
    )
    expect(await answerOf('', 'docker events --since 0s --until 5s')).toMatch(
      /^Error response from daemon: `since` time \(\d+\) cannot be after `until` time \(\d+\)\n\[1\]$/,
    )
    expect(await answerOf('', "docker events --until 0s --format '{{.Nope}}'")).toBe(
      'Error parsing format: template: :1:2: executing "" at <.Nope>: can\'t evaluate field Nope in type *events.Message\n[64]',
    )
  })
})

describe('docker image prune', () => {
  const IMAGES = 'docker pull -q busybox; docker pull -q nginx; docker pull -q redis'

  it('removes what has no tag, also where a digest still names it', async () => {
    const text = await answerOf(`${IMAGES}; docker tag busybox nginx:latest`, 'docker image prune -f')
    expect(text.replace(ID, 'ID')).toBe(
      `Deleted Images:\nuntagged: nginx@ID\n${'deleted: ID\n'.repeat(4)}\nTotal reclaimed space: 494B\n[0]`,
    )
  })

  it('removes with -a what no container uses', async () => {
    const text = await answerOf(
      `${IMAGES}; docker create nginx`,
      'docker image prune -af; docker images -q | wc -l',
    )
    expect(text).toContain('untagged: busybox:latest\n')
    expect(text).not.toContain('nginx')
    expect(text).toMatch(/\n1\n\[0\]$/)
  })

  it('filters by label and age', async () => {
    const prune = (filter: string) =>
      answerOf(IMAGES, `docker image prune -af ${filter}; docker images -q | wc -l`)
    expect(await prune('--filter label=maintainer')).toMatch(/\n2\n\[0\]$/)
    expect(await prune('--filter label!=maintainer')).toMatch(/\n1\n\[0\]$/)
    expect(await prune('--filter until=24h')).toMatch(/\n3\n\[0\]$/)
    expect(await prune('--filter until=1s --filter until=2s')).toContain(
      'Error response from daemon: more than one until filter specified',
    )
    expect(await prune('--filter nope=1')).toContain("Error response from daemon: invalid filter 'nope'")
    expect(await prune('--filter dangling=true')).toContain("invalid filter 'dangling=[false true]'")
  })
})

describe('docker system', () => {
  it('counts layers that images share once', async () => {
    const before = 'docker pull -q busybox; docker pull -q nginx; docker create --name ng nginx'
    expect(await answerOf(before, 'docker system df')).toBe(
      `TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE
Images          2         1         1.985MB   1.984MB (99%)
Containers      1         0         0B        0B
Local Volumes   0         0         0B        0B
Build Cache     0         0         0B        0B
[0]`,
    )
    const format = '{{range .Images}}{{.Repository}} {{.SharedSize}} {{.UniqueSize}} {{.Containers}};{{end}}'
    expect(await answerOf(before, `docker system df -v --format '${format}'`)).toBe(
      'nginx 1.984MB 494B 1;busybox 1.984MB 0B 0;[0]',
    )
  })

  it('prunes containers before images, and volumes when told', async () => {
    const before = 'docker run --name aa -v /data busybox true; docker volume create kept'
    const text = await answerOf(before, 'docker system prune -af --volumes; docker volume ls -q')
    expect(text.replace(/[0-9a-f]{64}/g, 'ID')).toMatch(
      /^Deleted Containers:\nID\n\nDeleted Volumes:\nID\n\nDeleted Images:\nuntagged: busybox:latest\nuntagged: busybox@sha256:ID\n(deleted: sha256:ID\n)+\nTotal reclaimed space: 1.984MB\nkept\n\[0\]$/,
    )
  })

  it('knows who is logged in to Docker Hub', async () => {
    const info = 'docker info | grep -B1 -A1 Username'
    expect(await answerOf('docker login -u alice -p wonderland', info)).toBe(
      ' Debug Mode: false\n Username: alice\n Experimental: false\n[0]',
    )
  })

  it('asks the daemon for information only where a template wants it', async () => {
    const none = 'docker -H unix:///nosuch.sock info -f'
    expect(await answerOf('', `${none} '{{.ClientInfo.Version}}'`)).toBe('28.2.2\n[0]')
    expect(await answerOf('', `${none} '{{.Driver}}'`)).toBe(
      '\nCannot connect to the Docker daemon at unix:///nosuch.sock. Is the docker daemon running?\n[1]',
    )
    expect(await answerOf('', "docker info -f '{{.Driver}} {{.Nope}}'")).toBe(
      'overlay2 \ntemplate: :1:14: executing "" at <.Nope>: can\'t evaluate field Nope in type system.dockerInfo\n[1]',
    )
    expect(await answerOf('', 'docker -D info | grep -A4 Debug.Mode: | tail -5')).toMatch(
      / Debug Mode: false\n {2}File Descriptors: \d+\n {2}Goroutines: \d+\n {2}System Time: 2026-11-22T\S+\n {2}EventsListeners: 0\n/,
    )
  })
})
