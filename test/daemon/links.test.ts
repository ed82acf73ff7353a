import { beforeEach, expect, it } from 'vitest'
import { type Host, openSmallHost } from './support/host.ts'

let host: Host
beforeEach(async () => {
  host = openSmallHost()
  await host.ok('docker pull -q busybox')
  await host.ok(
    'docker run -d --name db -h dbhost -e PW=x --expose 3307/udp --expose 3306 busybox sleep 1000',
  )
})

it('a link tells of a container by variables and a name', async () => {
  const variables = await host.ok(
    `docker run --rm --name web -h web --link db:my-db busybox sh -c 'env | grep ^MY; tail -n2 /etc/hosts' | sort`,
  )
  expect(variables.trim().split('\n')).toEqual([
    '172.17.0.2\tmy-db dbhost db',
    '172.17.0.3\tweb',
    'MY_DB_ENV_PW=x',
    'MY_DB_NAME=/web/my-db',
    'MY_DB_PORT=tcp://172.17.0.2:3306',
    'MY_DB_PORT_3306_TCP=tcp://172.17.0.2:3306',
    'MY_DB_PORT_3306_TCP_ADDR=172.17.0.2',
    'MY_DB_PORT_3306_TCP_PORT=3306',
    'MY_DB_PORT_3306_TCP_PROTO=tcp',
    'MY_DB_PORT_3307_UDP=udp://172.17.0.2:3307',
    'MY_DB_PORT_3307_UDP_ADDR=172.17.0.2',
    'MY_DB_PORT_3307_UDP_PORT=3307',
    'MY_DB_PORT_3307_UDP_PROTO=udp',
  ])
})

it('three ports in a row are told as a range too', async () => {
  await host.ok('docker run -d --name many --expose 80-82 busybox sleep 1000')
  const variables = await host.ok(`docker run --rm --link many busybox env`)
  expect(variables).toContain(
    'MANY_PORT_80_TCP_START=tcp://172.17.0.3:80\nMANY_PORT_80_TCP_ADDR=172.17.0.3\nMANY_PORT_80_TCP_PROTO=tcp\n' +
      'MANY_PORT_80_TCP_PORT_START=80\nMANY_PORT_80_TCP_END=tcp://172.17.0.3:82\nMANY_PORT_80_TCP_PORT_END=82\n',
  )
})

it('a link is a name of its container, until it is removed', async () => {
  await host.ok('docker create --name web --link db:mydb --link db busybox true')
  const links = `docker inspect -f '{{json .HostConfig.Links}}' web`
  expect(await host.ok(links)).toBe('["/db:/web/mydb","/db:/web/db"]\n')
  await host.ok('docker rename db db2')
  expect(await host.ok(`docker ps -a --no-trunc --format '{{.Names}}'`)).toBe('web\ndb2,web/db,web/mydb\n')
  expect(await host.ok(`docker ps -a --format '{{.Names}}'`)).toBe('web\ndb2\n')
  expect(await host.ok(`docker inspect -f '{{.Name}}' web/mydb`)).toBe('/db2\n')
  expect(await host.ok('docker rm -l web/mydb')).toBe('web/mydb\n')
  expect(await host.ok(links)).toBe('["/db2:/web/db"]\n')
  expect((await host.sh('docker rm -l web/mydb')).stderr).toBe(
    'Error response from daemon: No such container: web/mydb\n',
  )
  expect((await host.sh('docker rm -l db2')).stderr).toBe(
    'Error response from daemon: Conflict, cannot remove the default link name of the container\n',
  )
  await host.ok('docker rm -f db2')
  expect(await host.ok(links)).toBe('null\n')
})

it('a link needs a container that runs', async () => {
  expect((await host.sh('docker create --link nosuch:a busybox true')).stderr).toBe(
    'Error response from daemon: could not get container for nosuch: No such container: nosuch\n',
  )
  await host.ok('docker stop -t 0 db')
  expect((await host.sh('docker run --name web --link db:x busybox true')).stderr).toContain(
    'docker: Error response from daemon: Cannot link to a non running container: /db AS /web/x\n',
  )
})
