import { describe, expect, it } from 'vitest'
import { openSmallHost } from '../support/host.ts'

const UPPER = `docker inspect -f '{{.GraphDriver.Data.UpperDir}}' c1`

describe("a container's upperdir", () => {
  it('is live both ways while the container runs', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q busybox; docker run -d --name c1 busybox sleep 1000')
    await host.ok(`docker exec c1 sh -c 'echo in > /inside; rm /etc/passwd'; echo out > $(${UPPER})/outside`)
    expect(await host.ok(`cd $(${UPPER}); cat inside; stat -c '%F %t,%T' etc/passwd`)).toBe(
      'in\ncharacter special file 0,0\n',
    )
    expect(await host.ok('docker exec c1 cat /outside')).toBe('out\n')
    expect((await host.ok('docker diff c1')).split('\n').sort().join(' ')).toBe(
      ' A /inside A /outside C /etc D /etc/passwd',
    )
  })

  it('has one whiteout for all names, kept in the workdir until the next mount', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q busybox; docker run --name c1 busybox rm /etc/passwd /etc/group')
    const list = `cd $(${UPPER}); stat -c '%h %n' etc/*; ls -i etc/* ../work/work/* | cut -d' ' -f1 | uniq | wc -l; ls ../work/work`
    expect(await host.ok(list)).toBe('3 etc/group\n3 etc/passwd\n1\n#1\n')
  })

  it('takes a block more for a directory with many marks, as ext4 does', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q busybox; docker run --name c1 busybox chmod 700 /etc/passwd')
    // Origin and impure do not fit into the inode together; origin alone does.
    expect(await host.ok(`cd $(${UPPER}); stat -c '%b %n' . etc etc/passwd`)).toBe(
      '8 .\n16 etc\n8 etc/passwd\n',
    )
    expect(await host.ok(`getfattr -dm origin $(${UPPER})/etc/passwd 2>/dev/null`)).toMatch(
      /origin=0sAPsdAAE[A-Za-z0-9+/]+=\n/,
    )
  })

  it('is marked when the container is made, since it is mounted then, and keeps the mark', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q busybox; docker create --name c1 busybox true')
    const marks = () => host.ok(`getfattr -dm uuid --absolute-names $(${UPPER})`)
    const first = await marks()
    expect(first).toMatch(/\ntrusted.overlay.uuid=0s[A-Za-z0-9+/]{22}==\n/)
    await host.ok('docker start -a c1')
    expect(await marks()).toBe(first)
  })

  it('can be changed while the container is stopped', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q busybox; docker create --name c1 busybox cat /etc/motd')
    const hash = host.world.stateHash()
    await host.ok(`d=$(${UPPER}); mkdir $d/etc; echo hello > $d/etc/motd; echo gone > $d/x; rm $d/x`)
    expect(await host.ok('docker diff c1; docker start -a c1')).toBe('C /etc\nA /etc/motd\nhello\n')
    expect(await host.ok(`cat $(${UPPER})/etc/motd`)).toBe('hello\n')
    expect(host.world.stateHash()).not.toBe(hash)
  })

  it('is mounted as merged on the host for as long as the container runs', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q busybox; docker run -d --name c1 busybox sleep 1000')
    const merged = (await host.ok(`docker inspect -f '{{.GraphDriver.Data.MergedDir}}' c1`)).trimEnd()
    await host.ok(`echo y > ${merged}/y`)
    expect(await host.ok(`docker exec c1 cat /y; ls ${merged} | grep -c bin; mount | grep -c overlay`)).toBe(
      'y\n1\n1\n',
    )
    expect(await host.ok(`grep ^overlay /proc/mounts | cut -d' ' -f2`)).toBe(`${merged}\n`)
    await host.ok('docker kill c1; docker wait c1')
    expect((await host.sh(`ls ${merged}`)).stderr).toContain('No such file or directory')
    expect((await host.sh('mount | grep -c overlay')).stdout).toBe('0\n')
  })

  it('has the files of /etc that the daemon binds, as the container changed them', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q busybox; docker run -d --name c1 busybox sleep 1000')
    await host.ok(`docker exec c1 sh -c 'echo 10.0.0.1 db >> /etc/hosts'`)
    expect(
      await host.ok(
        'tail -1 /var/lib/docker/containers/*/hosts; ls $(dirname $(docker inspect -f "{{.HostsPath}}" c1)) | wc -l',
      ),
    ).toBe('10.0.0.1 db\n9\n')
  })

  it('is named from overlay2/ where the full paths would not fit into a page', async () => {
    const host = openSmallHost()
    await host.ok('docker pull -q busybox')
    // An image of 71 layers is the first that is too high (asked of Docker 28.5.2).
    const steps = Array.from({ length: 70 }, (_, i) => `RUN touch /f${i}`)
    for (const [name, count] of [
      ['fits', 69],
      ['high', 70],
    ] as const) {
      const dockerfile = ['FROM busybox', ...steps.slice(0, count)].join('\n')
      await host.ok(`printf '${dockerfile}' | DOCKER_BUILDKIT=0 docker build -q -t ${name} -`)
    }
    const options = async (image: string) =>
      (await host.ok(`docker run --rm ${image} head -n 1 /proc/mounts`)).replaceAll(/[0-9a-f]{64}/g, 'ID')
    expect(await options('fits')).toMatch(
      /lowerdir=\/var\/lib\/docker\/overlay2\/l\/.*upperdir=\/var\/lib\/docker\/overlay2\/ID\/diff,/,
    )
    expect(await options('high')).toMatch(
      /lowerdir=(l\/\w{26}[:,]){72}upperdir=ID\/diff,workdir=ID\/work 0 0/,
    )
  })
})
