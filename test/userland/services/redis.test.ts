import { describe, expect, it } from 'vitest'
import { openHost } from '../../daemon/support/host.ts'

const dated = (text: string): string => text.replace(/\d\d \w{3} \d{4} [\d:.]{12}/g, 'TIME')

describe('redis', async () => {
  const host = openHost('redis')
  await host.ok(
    'docker pull -q redis:7.4 > /dev/null; docker run -d --name cache -v keys:/data -p 6379:6379 redis:7.4 > /dev/null; sleep 1',
  )
  /** Lines to redis-cli in the container, without a terminal. */
  const cli = (lines: string): Promise<string> =>
    host.ok(`docker exec -i cache redis-cli --no-raw <<'X'\n${lines}\nX`)

  it('answers as the original does', async () => {
    expect(
      await cli(`PING
SET a 1
GET a
GET nope
INCR a
SET a x NX
LPUSH l 1 2 3
LRANGE l 0 -1
HSET h f v g w
HGETALL h
SADD s x y
SCARD s
GET l
FOO bar
GET
EXPIRE a 100
TTL a
TTL l
TYPE h
EXISTS a b
CONFIG GET save
OBJECT ENCODING a
ZADD z 1.5 m 2 n
ZRANGE z 0 -1 WITHSCORES
MULTI
SET q 1
EXEC
EXEC
SELECT 99
SET bin "\\x00\\n\\"q"
GET bin
KEYS a*
APPEND a !
DBSIZE
SHUTDOWN LATER
INFO keyspace`),
    ).toBe(`PONG
OK
"1"
(nil)
(integer) 2
(nil)
(integer) 3
1) "3"
2) "2"
3) "1"
(integer) 2
1) "f"
2) "v"
3) "g"
4) "w"
(integer) 2
(integer) 2
(error) WRONGTYPE Operation against a key holding the wrong kind of value
(error) ERR unknown command 'FOO', with args beginning with: 'bar' 
(error) ERR wrong number of arguments for 'get' command
(integer) 1
(integer) 100
(integer) -1
hash
(integer) 1
1) "save"
2) "3600 1 300 100 60 10000"
"int"
(integer) 2
1) "m"
2) "1.5"
3) "n"
4) "2"
OK
QUEUED
1) OK
(error) ERR EXEC without MULTI
(error) ERR DB index is out of range
OK
"\\x00\\n\\"q"
1) "a"
(integer) 2
(integer) 7
(error) ERR syntax error
# Keyspace\r
db0:keys=7,expires=1,avg_ttl=99999\r
`)
  })

  it('is reached through a published port, by bytes of its protocol', async () => {
    const { stdout } = await host.sh(
      `printf 'SET n 41\r\n*2\r\n$4\r\nINCR\r\n$1\r\nn\r\nGET nope\r\nQUIT\r\n' | nc localhost 6379; docker exec cache redis-cli get n
docker exec cache redis-cli -h 127.0.0.1 -p 1 ping; echo $?; docker exec cache redis-cli lrange l 0 1; docker exec cache redis-cli -t`,
    )
    expect(stdout).toBe('+OK\r\n:42\r\n$-1\r\n+OK\r\n42\n1\n3\n2\n')
  })

  it('keeps its keys in the volume when the container goes, and tells of it', async () => {
    await host.ok('docker stop cache > /dev/null')
    expect(
      dated(await host.ok('docker logs cache | tail -4; docker logs cache | grep -c signal-handler')),
    ).toBe(`1:M TIME * User requested shutdown...
1:M TIME * Saving the final RDB snapshot before exiting.
1:M TIME * DB saved on disk
1:M TIME # Redis is now ready to exit, bye bye...
1
`)
    expect(await host.ok('head -c 9 /var/lib/docker/volumes/keys/_data/dump.rdb')).toBe('REDIS0011')
    await host.ok(
      'docker rm cache > /dev/null; docker run -d --name again -v keys:/data redis:7.4 > /dev/null; sleep 1',
    )
    expect(
      dated(await host.ok('docker logs again | grep -A 9 initialized')).replace(/age \d+/, 'age N'),
    ).toBe(`1:M TIME * Server initialized
1:M TIME * Loading RDB produced by version 7.4.5
1:M TIME * RDB age N seconds
1:M TIME * RDB memory usage when created 1.53 Mb
1:M TIME * Done loading RDB, keys loaded: 8, keys expired: 0.
1:M TIME * DB loaded from disk: 0.000 seconds
1:M TIME * Ready to accept connections tcp
`)
    const kept =
      "for k in a n bin; do redis-cli --no-raw get $k; done; redis-cli zrange z 0 -1 withscores | tr '\\n' ,; redis-cli ttl a"
    expect(
      await host.ok(`docker exec again sh -c "${kept.replaceAll('$', '\\$').replaceAll('"', '\\"')}"`),
    ).toMatch(/^"2!"\n"42"\n"\\x00\\n\\"q"\nm,1.5,n,2,\d+\n$/)
  })

  it('keeps every command in its append-only file, and asks for a password', async () => {
    const { stdout, stderr } = await host.sh(`r() { docker exec safe redis-cli "$@"; }
docker run -d --name safe redis:7.4 redis-server --appendonly yes --requirepass secret > /dev/null; sleep 1
r ping; r -a secret set k v; r --no-auth-warning -a wrong get k; r --no-auth-warning -a secret -n 3 incr c
docker kill safe > /dev/null; docker start safe > /dev/null; sleep 1; docker exec safe sh -c 'ls appendonlydir; cat appendonlydir/*.manifest'
r --no-auth-warning -a secret get k; r --no-auth-warning -a secret -n 3 get c; docker logs safe | tail -6 | cut -d' ' -f6-
docker exec safe redis-server --port 6379 --nope 1 | tail -1`)
    expect(stdout).toBe(`NOAUTH Authentication required.

OK
NOAUTH Authentication required.

1
appendonly.aof.1.base.rdb
appendonly.aof.1.incr.aof
appendonly.aof.manifest
file appendonly.aof.1.base.rdb seq 1 type b
file appendonly.aof.1.incr.aof seq 1 type i
v
1
* Reading RDB base file on AOF loading...
* DB loaded from base file appendonly.aof.1.base.rdb: 0.000 seconds
* DB loaded from incr file appendonly.aof.1.incr.aof: 0.000 seconds
* DB loaded from append only file: 0.000 seconds
* Opening AOF incr file appendonly.aof.1.incr.aof on server start
* Ready to accept connections tcp
`)
    expect(stderr).toContain("Warning: Using a password with '-a' or '-u' option")
    expect(stderr).toContain('AUTH failed: WRONGPASS invalid username-password pair or user is disabled.\n')
    expect(stderr).toContain(
      "*** FATAL CONFIG FILE ERROR (Redis 7.4.5) ***\nReading the configuration file, at line 2\n>>> 'nope 1'\nBad directive or wrong number of arguments\n",
    )
  })
})
