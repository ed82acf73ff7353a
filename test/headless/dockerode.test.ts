import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EngineServer } from '../../src/headless/serve/server.ts'
import { labOf } from '../oracle/profile/world.ts'

/** dockerode, a client of the Engine API that knows nothing of this project, against the served daemon. */
const bugs: unknown[] = []
const server = new EngineServer(labOf().open({ buildxPlugin: false }), {
  pace: 'instant',
  onBug: (error) => bugs.push(error),
})
let docker: Docker

interface Progress {
  readonly status?: string
  readonly stream?: string
  readonly id?: string
  readonly error?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
}

/** Reads progress to its end. */
const followed = (stream: NodeJS.ReadableStream): Promise<Progress[]> =>
  new Promise((resolve, reject) => {
    docker.modem.followProgress(stream, (error, output) => (error ? reject(error) : resolve(output)))
  })

/** Standard output and standard error of a multiplexed stream, once it ends. */
async function demuxed(stream: NodeJS.ReadableStream): Promise<{ stdout: string; stderr: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()]
  docker.modem.demuxStream(stream, out, err)
  stream.on('end', () => {
    out.end()
    err.end()
  })
  const [stdout, stderr] = await Promise.all([text(out), text(err)])
  return { stdout, stderr }
}

/** Waits until a stream has told `wanted`. */
function until(stream: NodeJS.ReadableStream, wanted: string): Promise<string> {
  let got = ''
  return new Promise((resolve, reject) => {
    const look = (bytes: Buffer): void => {
      got += bytes.toString()
      if (!got.includes(wanted)) return
      stream.off('data', look)
      resolve(got)
    }
    stream.on('data', look)
    stream.once('end', () => reject(new Error(`it ended with ${JSON.stringify(got)}`)))
  })
}

/** What a call was refused with. */
async function refusal(call: Promise<unknown>): Promise<{ statusCode: number; message: string }> {
  try {
    await call
  } catch (error) {
    const { statusCode, json } = error as { statusCode: number; json: { message: string } }
    return { statusCode, message: json.message }
  }
  throw new Error('it was not refused')
}

beforeAll(async () => {
  docker = new Docker({ host: '127.0.0.1', port: await server.listen(0, '127.0.0.1') })
})
afterAll(async () => {
  await server.close()
  expect(bugs).toEqual([])
})

it('greets and tells what it is', async () => {
  expect((await docker.ping()).toString()).toBe('OK')
  expect(await docker.version()).toMatchObject({ ApiVersion: '1.51', MinAPIVersion: '1.24', Os: 'linux' })
  expect(await docker.info()).toMatchObject({ Driver: 'overlay2', Containers: 0 })
})

it('pulls with progress', async () => {
  const told = await followed(await docker.pull('busybox:latest'))
  expect(told[0]).toEqual({ status: 'Pulling from library/busybox', id: 'latest' })
  expect(told.some(({ status, progressDetail }) => status === 'Downloading' && progressDetail?.total)).toBe(
    true,
  )
  expect(told.at(-1)!.status).toBe('Status: Downloaded newer image for busybox:latest')
  expect((await docker.listImages()).map(({ RepoTags }) => RepoTags)).toEqual([['busybox:latest']])
  expect(await docker.getImage('busybox').inspect()).toMatchObject({ RepoTags: ['busybox:latest'] })
  await expect(docker.pull('nosuch:x')).rejects.toMatchObject({ statusCode: 404 })
})

describe('a container', () => {
  it('is created, attached to, started and waited for; its streams stay apart', async () => {
    const container = await docker.createContainer({
      Image: 'busybox',
      name: 'talker',
      Cmd: ['sh', '-c', 'cat; echo err >&2; exit 3'],
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
    })
    const stream = await container.attach({
      stream: true,
      stdin: true,
      stdout: true,
      stderr: true,
      hijack: true,
    })
    const said = demuxed(stream)
    await container.start()
    stream.end('typed\n')
    expect(await said).toEqual({ stdout: 'typed\n', stderr: 'err\n' })
    expect(await container.wait()).toEqual({ StatusCode: 3 })
    const logs = await container.logs({ stdout: true, stderr: true })
    expect(logs.toString('latin1')).toBe('\x01\0\0\0\0\0\0\x06typed\n\x02\0\0\0\0\0\0\x04err\n')
    await container.remove()
    expect(await refusal(container.inspect())).toEqual({
      statusCode: 404,
      message: `No such container: ${container.id}`,
    })
  })

  it('has a terminal that one types on, resizes and leaves', async () => {
    const container = await docker.createContainer({
      Image: 'busybox',
      Cmd: ['sh'],
      Tty: true,
      OpenStdin: true,
    })
    const terminal = await container.attach({
      stream: true,
      stdin: true,
      stdout: true,
      stderr: true,
      hijack: true,
    })
    await container.start()
    await until(terminal, '# ')
    await container.resize({ h: 33, w: 99 })
    terminal.write('stty size\n')
    expect(await until(terminal, '33 99')).toContain('stty size\r\n33 99')
    terminal.write('\x10\x11')
    await new Promise((resolve) => terminal.once('end', resolve))
    expect((await container.inspect()).State.Running).toBe(true)
    expect(await container.top()).toMatchObject({ Titles: expect.arrayContaining(['PID', 'CMD']) })
    await container.kill()
    expect(await container.wait()).toEqual({ StatusCode: 137 })
    await container.remove()
  })

  it('runs more commands', async () => {
    const container = await docker.createContainer({ Image: 'busybox', Cmd: ['sleep', '1000'], name: 'up' })
    await container.start()
    const plain = await container.exec({
      Cmd: ['sh', '-c', 'cat; echo $A >&2; exit 5'],
      Env: ['A=b'],
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    })
    const stream = await plain.start({ hijack: true, stdin: true })
    stream.end('in\n')
    expect(await demuxed(stream)).toEqual({ stdout: 'in\n', stderr: 'b\n' })
    expect(await plain.inspect()).toMatchObject({ Running: false, ExitCode: 5, ContainerID: container.id })

    const onTerminal = await container.exec({
      Cmd: ['sh'],
      Tty: true,
      AttachStdin: true,
      AttachStdout: true,
    })
    const terminal = await onTerminal.start({ hijack: true, stdin: true, Tty: true })
    await until(terminal, '# ')
    await onTerminal.resize({ h: 20, w: 70 })
    terminal.write('stty size; exit 7\n')
    await until(terminal, '20 70')
    await new Promise((resolve) => terminal.once('end', resolve))
    expect(await onTerminal.inspect()).toMatchObject({ Running: false, ExitCode: 7 })

    const missing = await container.exec({ Cmd: ['nosuch'], AttachStdout: true })
    expect((await demuxed(await missing.start({}))).stdout).toMatch(
      /executable file not found in \$PATH\r\n$/,
    )
    expect((await missing.inspect()).ExitCode).toBe(127)
  })

  it('is watched: its logs, its use, what happens to it', async () => {
    const container = docker.getContainer('up')
    const events = await docker.getEvents({
      filters: { type: ['container'] },
    })
    const seen: { Action: string }[] = []
    events.on('data', (line: Buffer) => {
      for (const one of line.toString().trim().split('\n')) seen.push(JSON.parse(one))
    })
    expect(await container.stats({ stream: false })).toMatchObject({
      name: '/up',
      pids_stats: { current: 1 },
    })
    const use = await container.stats({ stream: true })
    await until(use, '"name":"/up"')
    use.destroy()
    await container.pause()
    await container.unpause()
    await container.rename({ name: 'higher' })

    const ticker = await docker.createContainer({
      Image: 'busybox',
      name: 'ticker',
      Cmd: ['sh', '-c', 'for i in 1 2 3; do echo $i; sleep 1; done'],
    })
    await ticker.start()
    const logs = await ticker.logs({ follow: true, stdout: true, stderr: true })
    expect(await demuxed(logs)).toEqual({ stdout: '1\n2\n3\n', stderr: '' })
    await ticker.remove()
    await expect
      .poll(() => seen.map(({ Action }) => Action))
      .toEqual([...['pause', 'unpause', 'rename', 'create', 'start', 'die', 'destroy']])
    events.destroy()
    await docker.getContainer('higher').rename({ name: 'up' })
  })

  it('becomes an image; files go in and out of it', async () => {
    const container = docker.getContainer('up')
    const archive = await buffer(await container.getArchive({ path: '/etc/passwd' }))
    expect(archive.subarray(0, 6).toString()).toBe('passwd')
    await container.putArchive(archive, { path: '/tmp' })
    const info = await container.infoArchive({ path: '/tmp/passwd' })
    const stat = Buffer.from(String(info.headers['x-docker-container-path-stat']), 'base64').toString()
    expect(JSON.parse(stat)).toMatchObject({ name: 'passwd', linkTarget: '' })
    expect(await container.changes()).toContainEqual({ Kind: 1, Path: '/tmp/passwd' })
    const { Id } = await container.commit({ repo: 'made', tag: '1', author: 'A', comment: 'c' })
    expect(await docker.getImage('made:1').inspect()).toMatchObject({ Id, Author: 'A', Comment: 'c' })
    expect((await docker.getImage('made:1').history())[0]).toMatchObject({ Comment: 'c' })
    const exported = await buffer(await container.export())
    expect(exported.includes('tmp/passwd')).toBe(true)
    await docker.getImage('made:1').tag({ repo: 'other', tag: 'x' })
    const saved = await buffer(await docker.getImage('other:x').get())
    await docker.getImage('made:1').remove()
    await docker.getImage('other:x').remove()
    const loaded = await text(await docker.loadImage(saved))
    expect(loaded).toContain('Loaded image: other:x')
  })

  it('refuses as Docker does', async () => {
    const container = docker.getContainer('up')
    expect(await refusal(docker.createContainer({ Image: 'busybox', name: 'up' }))).toEqual({
      statusCode: 409,
      message: `Conflict. The container name "/up" is already in use by container "${(await container.inspect()).Id}". You have to remove (or rename) that container to be able to reuse that name.`,
    })
    expect(await refusal(docker.createContainer({ Image: 'nosuch' }))).toEqual({
      statusCode: 404,
      message: 'No such image: nosuch:latest',
    })
    expect(await refusal(container.remove())).toEqual({
      statusCode: 409,
      message:
        'cannot remove container "up": container is running: stop the container before removing or force remove',
    })
    await expect(container.start()).rejects.toMatchObject({ statusCode: 304 })
    await container.stop()
    await expect(container.stop()).rejects.toMatchObject({ statusCode: 304 })
    await container.remove()
  })
})

it('builds an image from a folder', async () => {
  const context = mkdtempSync(join(tmpdir(), 'dockerode-'))
  writeFileSync(
    join(context, 'Dockerfile'),
    'FROM busybox\nCOPY said /said\nRUN cat /said\nCMD ["cat", "/said"]\n',
  )
  writeFileSync(join(context, 'said'), 'something\n')
  const told = await followed(
    await docker.buildImage({ context, src: ['Dockerfile', 'said'] }, { t: 'said:1' }),
  )
  rmSync(context, { recursive: true })
  expect(told.map(({ stream }) => stream).filter(Boolean)).toContain('Successfully tagged said:1\n')
  const out = new PassThrough()
  const [{ StatusCode }, container] = await docker.run('said:1', [], out)
  expect(StatusCode).toBe(0)
  await container.remove()
  expect(out.read().toString()).toBe('something\r\n')
})

it('keeps volumes, and prunes what nobody uses', async () => {
  await docker.createVolume({ Name: 'kept', Labels: { a: 'b' } })
  expect(await docker.getVolume('kept').inspect()).toMatchObject({ Driver: 'local', Labels: { a: 'b' } })
  expect((await docker.listVolumes()).Volumes.map(({ Name }) => Name)).toEqual(['kept'])
  const container = await docker.createContainer({
    Image: 'busybox',
    Cmd: ['touch', '/v/f'],
    HostConfig: { Binds: ['kept:/v'] },
  })
  await container.start()
  await container.wait()
  expect((await refusal(docker.getVolume('kept').remove())).statusCode).toBe(409)
  expect((await docker.pruneContainers()).ContainersDeleted).toEqual([container.id])
  await docker.getVolume('kept').remove()
  expect(await refusal(docker.getVolume('kept').inspect())).toEqual({
    statusCode: 404,
    message: 'get kept: no such volume',
  })
  expect(await docker.pruneVolumes()).toMatchObject({ SpaceReclaimed: 0 })
  expect((await docker.pruneImages()).ImagesDeleted).toBe(null)
  expect((await docker.df()).Containers).toEqual([])
})
