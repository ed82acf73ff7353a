import { describe, expect, it } from 'vitest'
import { openHost, openSmallHost } from './support/host.ts'

describe('docker push', () => {
  it('and a pull of it give the same image, under the digest that the push told', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q nginx && docker tag nginx localhost:5000/team/web:1')
    const id = await host.ok('docker images -q --no-trunc nginx')
    const pushed = await host.ok('docker push localhost:5000/team/web:1')
    const digest = /digest: (sha256:[0-9a-f]{64}) size: 1149/.exec(pushed)?.[1]
    await host.ok('docker rmi -f nginx localhost:5000/team/web:1')
    const pulled = await host.ok('docker pull localhost:5000/team/web:1')
    expect(pulled).toContain(`Digest: ${digest}`)
    expect(await host.ok('docker images -q --no-trunc localhost:5000/team/web')).toBe(id)
  })

  it('makes a layer that never was compressed into the same blob each time', async () => {
    const push = async (): Promise<string> => {
      const host = openSmallHost()
      await host.ok('docker pull -q busybox && docker save -o b.tar busybox && docker rmi busybox')
      await host.ok('docker load -i b.tar && docker tag busybox localhost:5000/box')
      return host.ok('docker push localhost:5000/box')
    }
    const first = await push()
    expect(first).toMatch(/^[0-9a-f]{12}: Pushed$/m)
    expect(await push()).toBe(first)
  })

  it('is in the hash over the state of the world', async () => {
    const [one, two] = [openSmallHost(), openSmallHost()]
    for (const host of [one, two])
      await host.ok('docker pull -q busybox && docker tag busybox localhost:5000/box')
    expect(one.world.stateHash()).toBe(two.world.stateHash())
    await one.ok('docker push localhost:5000/box')
    await two.ok('docker push localhost:5000/box:latest')
    expect(one.world.stateHash()).toBe(two.world.stateHash())
    const api =
      "curl -s -X DELETE localhost:5000/v2/box/manifests/$(docker images -q --digests --format '{{.Digest}}' localhost:5000/box)"
    await one.ok(api)
    await two.ok(api.replace('DELETE', 'HEAD'))
    expect(one.world.stateHash()).not.toBe(two.world.stateHash())
  })

  it('waits its turn where there are many layers, and sends equal ones once', async () => {
    const host = openHost()
    await host.ok('docker pull -q redis && docker tag redis localhost:5000/redis')
    const lines = (await host.ok('docker push localhost:5000/redis')).split('\n')
    const count = (status: string): number => lines.filter((line) => line.endsWith(`: ${status}`)).length
    expect(count('Preparing')).toBeGreaterThan(5)
    expect(count('Waiting')).toBe(count('Preparing') - 5)
    expect(count('Pushed')).toBe(count('Preparing'))
  })

  it('tells programs what it left, and where to find it', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q busybox && docker tag busybox localhost:5000/box')
    await host.ok('docker push -q localhost:5000/box')
    const found = await host.api('GET /distribution/{name}/json', { params: { name: 'localhost:5000/box' } })
    expect(found.Platforms).toEqual([{ architecture: 'amd64', os: 'linux' }])
    expect(await host.ok('docker inspect -f "{{.RepoDigests}}" busybox')).toContain(
      `localhost:5000/box@${found.Descriptor.digest}`,
    )
  })
})

describe('the readers’ host', () => {
  it('has an account on the hub, whose password stays in the file as Docker warns', async () => {
    const host = openHost()
    const { stderr } = await host.sh('echo wonderland | docker login -u alice --password-stdin')
    expect(stderr).toContain("Your credentials are stored unencrypted in '/root/.docker/config.json'")
    await host.ok(
      'docker pull -q hello-world && docker tag hello-world alice/hello && docker push alice/hello',
    )
    await host.ok('docker rmi hello-world alice/hello && docker logout')
    expect(await host.ok('docker pull alice/hello')).toContain('Status: Downloaded newer image')
    expect((await host.sh('docker push alice/hello')).stderr).toContain('denied')
  })

  it('has a registry of its own', async () => {
    const host = openHost()
    await host.ok('docker pull -q hello-world && docker tag hello-world localhost:5000/hello')
    await host.ok('docker push localhost:5000/hello')
    expect(await host.ok('curl -s localhost:5000/v2/_catalog')).toBe('{"repositories":["hello"]}\n')
    expect(await host.ok('docker manifest inspect --insecure localhost:5000/hello')).toContain('"layers": [')
  })
})
