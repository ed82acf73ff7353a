import { describe, expect, it } from 'vitest'
import { openSmallHost } from '../support/host.ts'

describe('what the files say', () => {
  it('a config hashes to its image ID, a stack of diffIDs to its chainID, by hand', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q nginx')
    expect(
      await host.ok(`cd /var/lib/docker/image/overlay2/imagedb/content/sha256
for f in *; do [ $(sha256sum $f | cut -c1-64) = $f ] && echo same; done
[ sha256:$(ls) = $(docker inspect -f '{{.Id}}' nginx) ] && echo found`),
    ).toBe('same\nfound\n')
    const chain = await host.ok(`cd /var/lib/docker/image/overlay2/layerdb/sha256
chain=
for diff in $(docker inspect -f '{{join .RootFS.Layers " "}}' nginx); do
  if [ -z "$chain" ]; then chain=$diff; else chain=sha256:$(printf '%s %s' $chain $diff | sha256sum | cut -c1-64); fi
  d=\${chain#sha256:}
  [ $(cat $d/diff) = $diff ] && [ "$(cat $d/parent 2>/dev/null)" = "$parent" ] && echo $(cat $d/cache-id) $(cat $d/size)
  parent=$chain
done`)
    const upper = await host.ok(`docker inspect -f '{{.GraphDriver.Data.UpperDir}}' nginx`)
    const lines = chain.trimEnd().split('\n')
    expect(lines).toHaveLength(4)
    expect(upper.trimEnd()).toBe(`/var/lib/docker/overlay2/${lines.at(-1)!.split(' ')[0]}/diff`)
  })

  it('lower names the layers below by their links, topmost first', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q nginx; docker create --name c1 nginx')
    const of = async (what: string) =>
      host.ok(`cd /var/lib/docker/overlay2
d=$(docker inspect -f '{{.GraphDriver.Data.UpperDir}}' ${what}); d=\${d%/diff}
[ $(readlink -f l/$(cat $d/link)) = $d/diff ] && echo linked
for l in $(tr : ' ' < $d/lower); do readlink -f $l; done`)
    const lower = async (what: string) =>
      (await host.ok(`docker inspect -f '{{.GraphDriver.Data.LowerDir}}' ${what}`)).replaceAll(':', '\n')
    expect(await of('nginx')).toBe(`linked\n${await lower('nginx')}`)
    expect(await of('c1')).toBe(`linked\n${await lower('c1')}`)
    expect((await lower('c1')).split('\n')).toHaveLength(6)
  })

  it('a layer has its files with their content and owners, and nothing of the layers below', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q busybox')
    expect(
      await host.ok(`cd $(docker inspect -f '{{.GraphDriver.Data.UpperDir}}' busybox)
cat etc/passwd | head -1; stat -c '%A %U %s' etc/passwd; readlink bin/sh`),
    ).toBe('root:x:0:0:root:/root:/bin/sh\n-rw-r--r-- root 162\nbusybox\n')
  })

  it('tar-split.json.gz names what is in the layer', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q busybox')
    const lines = await host.ok(`cd /var/lib/docker/image/overlay2/layerdb/sha256/*; zcat tar-split.json.gz`)
    const entries = lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const files = entries.filter(({ type }) => type === 1)
    const links = await host.ok(`find $(docker inspect -f '{{.GraphDriver.Data.UpperDir}}' busybox) | wc -l`)
    expect(files).toHaveLength(Number(links) - 1)
    expect(files.find(({ name }) => name === 'etc/passwd')).toMatchObject({
      size: 162,
      payload: expect.stringMatching(/=$/),
    })
  })

  it('the log holds a line of JSON for each line that was written', async () => {
    const host = openSmallHost()
    await host.ok(
      `docker pull -q busybox; docker run --name c1 busybox sh -c 'printf "a<b\\nc"; sleep 1; printf "d\\ne"'`,
    )
    const log = await host.ok('cat /var/lib/docker/containers/*/*-json.log')
    expect(log.replace(/"time":"[^"]*"/g, 'T')).toBe(
      `{"log":"a\\u003cb\\n","stream":"stdout",T}
{"log":"cd\\n","stream":"stdout",T}
{"log":"e\\n","stream":"stdout",T}
`,
    )
  })

  it('config.v2.json and hostconfig.json are JSON that tells of the container', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q busybox; docker create --name c1 -e A=1 busybox echo hi')
    const read = async (name: string) => JSON.parse(await host.ok(`cat /var/lib/docker/containers/*/${name}`))
    expect(await read('config.v2.json')).toMatchObject({
      Name: '/c1',
      Path: 'echo',
      Args: ['hi'],
      State: { Running: false, Health: null },
      HasBeenStartedBefore: false,
    })
    expect(await read('hostconfig.json')).toMatchObject({ NetworkMode: 'bridge', ShmSize: 67108864 })
  })

  it('pulls leave where a layer came from and the manifest', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q nginx; docker pull -q busybox')
    const base = (await host.ok(`docker inspect -f '{{index .RootFS.Layers 0}}' busybox`)).trimEnd()
    const at = '/var/lib/docker/image/overlay2/distribution'
    const sources = JSON.parse(await host.ok(`cat ${at}/v2metadata-by-diffid/sha256/${base.slice(7)}`))
    expect(sources.map(({ SourceRepository }: { SourceRepository: string }) => SourceRepository)).toEqual([
      'docker.io/library/nginx',
      'docker.io/library/busybox',
    ])
    expect(await host.ok(`cat ${at}/diffid-by-digest/sha256/${sources[0].Digest.slice(7)}`)).toBe(base)
    expect(
      await host.ok(
        `cd /var/lib/containerd/io.containerd.content.v1.content/blobs/sha256; sha256sum * | while read a b; do [ $a = $b ] && echo ok; done`,
      ),
    ).toBe('ok\nok\n')
  })
})
