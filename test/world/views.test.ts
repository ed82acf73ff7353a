import { expect, it } from 'vitest'
import type { ViewName } from '../../src/engine/world.ts'
import { type Host, openSmallHost } from '../daemon/support/host.ts'

const observed = async (script: string): Promise<Host> => {
  const host = openSmallHost()
  host.world.observe()
  await host.ok(`docker pull -q busybox; ${script}`)
  return host
}

const overlayOf = ({ world }: Host, open: string[] = []) => {
  const views = world.views({ view: 'overlay', open })
  if (views.view !== 'overlay' || !views.overlay.shown) throw new Error('no overlay is shown')
  return views.overlay.shown
}
const startOf = ({ world }: Host, start?: number) => {
  const views = world.views(start === undefined ? { view: 'start' } : { view: 'start', start })
  if (views.view !== 'start' || !views.start.shown) throw new Error('no start is shown')
  const { shown } = views.start
  const facts = (kind: string) =>
    Object.fromEntries(shown.steps.find((step) => step.kind === kind)?.facts ?? [])
  return { ...shown, facts, kinds: shown.steps.map(({ kind }) => kind) }
}
const processesOf = ({ world }: Host, pid?: number) => {
  const views = world.views(pid === undefined ? { view: 'processes' } : { view: 'processes', pid })
  if (views.view !== 'processes') throw new Error('another view')
  return views.processes
}

it('tells who asked what of a container’s root, where it was looked for and what was done', async () => {
  const host = await observed(
    'docker run -d --name box busybox sleep 1000; docker exec box sh -c "cat /etc/group >/dev/null; echo x >>/etc/group; rm /etc/passwd"',
  )
  const { operations } = overlayOf(host)
  const told = operations
    .toReversed()
    .map(({ program, kind, path, searched, done }) => [
      `${program} ${kind} ${path}`,
      searched.map(({ found }) => found).join(' '),
      done.map((deed) => `${deed.kind} ${deed.path}`).join(', '),
    ])
  expect(told).toContainEqual(['cat read /etc/group', 'absent nothing file', ''])
  expect(told).toContainEqual([
    'sh write /etc/group',
    'absent nothing file',
    'copied /etc, copied /etc/group',
  ])
  expect(told).toContainEqual(['rm unlink /etc/passwd', 'nothing nothing file', 'whiteout /etc/passwd'])
  const sizes = operations.find(({ kind }) => kind === 'write')?.done.map(({ size }) => size)
  expect(sizes).toEqual([0, Number(await host.ok('docker run --rm busybox stat -c %s /etc/group'))])
})

it('tells of files that a program reads whole', async () => {
  const host = await observed('docker run --name box busybox sed -n 1p /etc/group')
  const [latest] = overlayOf(host).operations
  expect([latest?.program, latest?.kind, latest?.path]).toEqual(['sed', 'read', '/etc/group'])
})

it('lists the paths that have to do with it, layer by layer', async () => {
  const host = await observed(
    'docker run -d --name box busybox sh -c "rm /etc/passwd; mkdir /new; sleep 1000"',
  )
  const { columns, rows, merged } = overlayOf(host)
  expect(columns.map(({ layer, init }) => [layer, init])).toEqual([
    ['upper', false],
    [1, true],
    [0, false],
  ])
  expect(merged).toMatch(/^\/var\/lib\/docker\/overlay2\/[0-9a-f]{64}\/merged$/)
  const row = (path: string) => {
    const found = rows.find((other) => other.path === path)
    return found && [found.merged?.kind, ...found.cells.map((cell) => cell && `${cell.kind} ${cell.role}`)]
  }
  expect(row('/etc/passwd')).toEqual([undefined, 'whiteout hides', undefined, 'file hidden'])
  expect(row('/new')).toEqual(['directory', 'directory supplies', undefined, undefined])
  expect(row('/etc')).toEqual(['directory', 'directory supplies', 'directory merged', 'directory merged'])
  expect(row('/etc/group')).toBeUndefined()
  const opened = overlayOf(host, ['/etc']).rows
  expect(opened.find(({ path }) => path === '/etc/group')?.cells[2]?.role).toBe('supplies')
})

it('keeps the overlay of a container that has ended, and shows the one that was touched last', async () => {
  const host = await observed(
    'docker run --name one busybox touch /a; docker run -d --name two busybox sleep 1000; docker start -a one',
  )
  const views = host.world.views({ view: 'overlay' })
  if (views.view !== 'overlay') throw new Error('another view')
  expect(views.overlay.mounts.map(({ name, mounted }) => [name, mounted])).toEqual([
    ['two', true],
    ['one', false],
  ])
  expect(views.overlay.shown?.id).toBe(views.overlay.mounts[1]?.id)
  expect(views.overlay.shown?.rows.map(({ path }) => path)).toContain('/a')
})

it('shows an overlay that the reader mounted, with directories of the host', async () => {
  const host = openSmallHost()
  host.world.observe()
  await host.ok(
    'mkdir -p /o/a /o/b /o/up /o/work /o/m; echo base >/o/a/f; echo top >/o/b/f; echo only >/o/a/g',
  )
  host.world.launch('mounter', async (process) => {
    process.chdir('/o')
    const data = 'lowerdir=b:a,upperdir=up,workdir=work'
    process.mount({ kind: 'new', source: 'overlay', target: 'm', type: 'overlay', flags: [], data })
    return 0
  })
  await host.world.pump(1000)
  await host.ok('cat /o/m/f >/dev/null; echo x >>/o/m/g; rm /o/m/f; docker pull -q busybox')
  const views = host.world.views({ view: 'overlay' })
  if (views.view !== 'overlay') throw new Error('another view')
  expect(views.overlay.mounts).toEqual([{ id: '/o/m /o/up', name: '/o/m', kind: 'mount', mounted: true }])
  const { columns, rows, operations } = views.overlay.shown!
  expect(columns.map(({ layer, directory }) => `${layer} ${directory}`)).toEqual(['upper up', '1 b', '0 a'])
  expect(rows.map(({ path, cells }) => [path, ...cells.map((cell) => cell?.role)])).toEqual([
    ['/', 'supplies', 'merged', 'merged'],
    ['/f', 'hides', 'hidden', 'hidden'],
    ['/g', 'supplies', undefined, 'hidden'],
  ])
  expect(
    operations.map(({ program, kind, done }) => [program, kind, ...done.map((deed) => deed.kind)]),
  ).toEqual([
    ['rm', 'unlink', 'whiteout'],
    ['bash', 'write', 'copied'],
    ['cat', 'read'],
  ])
})

it('shows no overlay whose directories were removed, and goes on', async () => {
  const host = openSmallHost()
  host.world.observe()
  await host.ok('mkdir -p /o/a /o/b /o/c /o/up /o/work /o/m /o/n; echo x >/o/c/f')
  host.world.launch('mounter', async (process) => {
    const mount = (target: string, data: string) =>
      process.mount({ kind: 'new', source: 'overlay', target, type: 'overlay', flags: [], data })
    mount('/o/m', 'lowerdir=/o/b,upperdir=/o/up,workdir=/o/work')
    mount('/o/n', 'lowerdir=/o/a:/o/c')
    return 0
  })
  await host.world.pump(1000)
  await host.sh('touch /o/m/x; rm -rf /o/up /o/a; cd /o/m; ls; touch y; cat /o/n/f')
  const views = host.world.views({ view: 'overlay', open: ['/', '/gone'] })
  expect(views.view === 'overlay' && views.overlay.mounts.map(({ name }) => name)).toEqual(['/o/n'])
  expect(views.view === 'overlay' && views.overlay.shown?.rows.map(({ path }) => path)).toEqual(['/', '/f'])
})

it('tells how a container was started: what was made for it, and with which values', async () => {
  const host = await observed(
    'docker run -d --name box --network host -u 1000 -w /tmp --memory 64m busybox sleep 1000; docker kill box',
  )
  const { kinds, facts, name } = startOf(host)
  expect(name).toBe('box')
  expect(kinds).toEqual([
    'create',
    'image',
    'init-layer',
    'snapshot',
    'start',
    'mount',
    'network',
    'shim',
    'namespaces',
    'cgroup',
    'mounts',
    'pivot-root',
    'process',
    'exec',
    'exited',
    'unmount',
  ])
  const [inspected] = JSON.parse(await host.ok('docker inspect box')) as {
    Id: string
    GraphDriver: { Data: Record<string, string> }
  }[]
  expect(facts('create')).toMatchObject({ request: 'POST /containers/create?name=box', Id: inspected!.Id })
  expect(facts('mount')).toMatchObject({
    upperdir: inspected!.GraphDriver.Data.UpperDir,
    target: inspected!.GraphDriver.Data.MergedDir,
  })
  expect(facts('snapshot').directory).toBe(inspected!.GraphDriver.Data.UpperDir?.replace('/diff', ''))
  expect(facts('namespaces').net).toMatch(/= host$/)
  expect(facts('namespaces').ipc).toMatch(/new$/)
  expect(facts('cgroup')['memory.max']).toBe('67108864')
  expect(facts('process')).toMatchObject({ uid: '1000', cwd: '/tmp' })
  expect(facts('exec')).toMatchObject({ execve: '/bin/sleep', argv: '["sleep","1000"]', PID: '1' })
  expect(facts('exited')).toMatchObject({ signal: 'SIGKILL', ExitCode: '137' })
})

it('tells of a start that failed, of a second start, and of the last few besides those that run', async () => {
  const host = await observed(
    'docker run --name bad busybox nothing; docker run --name box busybox true; docker start box',
  )
  expect(startOf(host, 1).kinds.at(-1)).toBe('failed')
  expect(startOf(host, 1).facts('failed').error).toContain('executable file not found in $PATH')
  expect(startOf(host, 2).kinds.slice(0, 2)).toEqual(['create', 'image'])
  expect(startOf(host).kinds.slice(0, 2)).toEqual(['start', 'mount'])
  await host.ok('for i in 1 2 3 4 5 6 7 8 9; do docker run --rm busybox true; done')
  const views = host.world.views({ view: 'start' })
  expect(views.view === 'start' && views.start.starts.map(({ number }) => number)).toEqual([
    12, 11, 10, 9, 8, 7, 6, 5,
  ])
  await host.ok('docker run -d --name long busybox sleep 1000')
  await host.ok('for i in 1 2 3 4 5 6 7 8 9; do docker run --rm busybox true; done')
  const later = host.world.views({ view: 'start' })
  expect(later.view === 'start' && later.start.starts.map(({ number }) => number)).toEqual([
    22, 21, 20, 19, 18, 17, 16, 15, 13,
  ])
})

it('shows all processes as a tree, each in its namespaces', async () => {
  const host = await observed(
    'docker run -d --name box -u nobody busybox sleep 1000; docker exec -d box sleep 500',
  )
  const { processes } = processesOf(host)
  const own = processes.filter(({ container }) => container?.name === 'box')
  expect(own.map(({ command, inner, user }) => [command, inner, user])).toEqual([
    ['sleep 1000', 1, 'nobody'],
    ['sleep 500', 2, 'nobody'],
  ])
  const [init] = own
  const shim = processes.find(({ pid }) => pid === init?.parent)
  expect(shim?.program).toBe('containerd-shim')
  expect(shim?.namespaces.every(({ host: same }) => same)).toBe(true)
  expect(init?.namespaces.map(({ kind, host: same, inherited }) => [kind, same, inherited])).toEqual(
    ['mnt', 'pid', 'net', 'uts', 'ipc'].map((kind) => [kind, false, false]),
  )
  expect(init?.depth).toBe((shim?.depth ?? 0) + 1)
  expect(processes[0]).toMatchObject({ pid: 1, depth: 0, user: 'root', inner: undefined })
})

it('tells more of one process: its root, where it is and what it has open', async () => {
  const host = await observed('docker run -d --name box -w /tmp busybox sleep 1000')
  const pid = Number(await host.ok('docker inspect -f "{{.State.Pid}}" box'))
  const { selected } = processesOf(host, pid)
  expect(selected).toMatchObject({ pid, exe: '/bin/sleep', cwd: '/tmp' })
  expect(selected?.root).toContain(
    await host.ok('docker inspect -f "{{.GraphDriver.Data.UpperDir}}" box').then((s) => s.trim()),
  )
  expect(selected?.cgroup).toMatch(/docker-[0-9a-f]{64}\.scope$/)
  expect(selected?.files.map(({ fd }) => fd)).toEqual([0, 1, 2])
  await host.ok('docker pause box')
  expect(processesOf(host).processes.find((row) => row.pid === pid)?.state).toBe('frozen')
})

it('makes a view anew only where something of it changed', async () => {
  const host = await observed('docker run -d --name box busybox sleep 1000')
  const names: ViewName[] = ['layers', 'overlay', 'start', 'processes']
  const versions = names.map((view) => {
    const first = host.world.views({ view }).version
    expect(host.world.views({ view })).toEqual({ ...host.world.views({ view }), version: first })
    return first
  })
  expect(new Set(versions).size).toBe(names.length)
  const { version } = host.world.views({ view: 'start' })
  await host.ok('docker exec box touch /x')
  expect(host.world.views({ view: 'start' }).version).toBe(version)
  await host.ok('docker stop -t 0 box')
  expect(host.world.views({ view: 'start' }).version).toBeGreaterThan(version)
})

it('leaves the world as it is, whether somebody looks or not', async () => {
  const script = 'docker run --name box busybox sh -c "echo x >/etc/group; rm /etc/passwd"; docker start box'
  const seen = await observed(script)
  for (const view of ['layers', 'overlay', 'start', 'processes'] as const) seen.world.views({ view })
  const blind = openSmallHost()
  await blind.ok(`docker pull -q busybox; ${script}`)
  const device = 'docker start box >/dev/null; docker run --rm busybox stat -c %d /etc/group'
  expect(await seen.ok(device)).toBe(await blind.ok(device))
  expect(seen.world.stateHash()).toBe(blind.world.stateHash())
})
