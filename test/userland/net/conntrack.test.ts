import { describe, expect, it } from 'vitest'
import { openHost } from '../../daemon/support/host.ts'

describe('conntrack', async () => {
  const host = openHost('conntrack')
  await host.ok(
    'docker pull -q nginx > /dev/null; docker run -d --name web -p 8080:80 nginx > /dev/null; sleep 1; conntrack -F 2> /dev/null',
  )
  const run = async (script: string): Promise<string> => {
    const { stdout } = await host.sh(`exec 2>&1; ${script}`)
    return stdout.replace(/(sport|dport)=\d{5}/g, '$1=N').replace(/\bid=\d+/g, 'id=N')
  }

  it('shows what becomes of a connection, and what is remembered', async () => {
    expect(
      await run(`conntrack -E > /tmp/events 2>&1 & sleep .1; curl -so /dev/null http://172.17.0.2/; sleep 1; kill %1; wait; cat /tmp/events
conntrack -L; conntrack -C; cat /proc/net/nf_conntrack; conntrack -D -p tcp --dport 80; conntrack -D -p tcp --dport 80; echo $?; conntrack -L`),
    ).toBe(`    [NEW] tcp      6 120 SYN_SENT src=172.17.0.1 dst=172.17.0.2 sport=N dport=80 [UNREPLIED] src=172.17.0.2 dst=172.17.0.1 sport=80 dport=N
 [UPDATE] tcp      6 60 SYN_RECV src=172.17.0.1 dst=172.17.0.2 sport=N dport=80 src=172.17.0.2 dst=172.17.0.1 sport=80 dport=N
 [UPDATE] tcp      6 432000 ESTABLISHED src=172.17.0.1 dst=172.17.0.2 sport=N dport=80 src=172.17.0.2 dst=172.17.0.1 sport=80 dport=N [ASSURED]
 [UPDATE] tcp      6 120 FIN_WAIT src=172.17.0.1 dst=172.17.0.2 sport=N dport=80 src=172.17.0.2 dst=172.17.0.1 sport=80 dport=N [ASSURED]
 [UPDATE] tcp      6 30 LAST_ACK src=172.17.0.1 dst=172.17.0.2 sport=N dport=80 src=172.17.0.2 dst=172.17.0.1 sport=80 dport=N [ASSURED]
 [UPDATE] tcp      6 120 TIME_WAIT src=172.17.0.1 dst=172.17.0.2 sport=N dport=80 src=172.17.0.2 dst=172.17.0.1 sport=80 dport=N [ASSURED]
conntrack v1.4.7 (conntrack-tools): 6 flow events have been shown.
tcp      6 118 TIME_WAIT src=172.17.0.1 dst=172.17.0.2 sport=N dport=80 src=172.17.0.2 dst=172.17.0.1 sport=80 dport=N [ASSURED] mark=0 use=1
conntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown.
1
ipv4     2 tcp      6 118 TIME_WAIT src=172.17.0.1 dst=172.17.0.2 sport=N dport=80 src=172.17.0.2 dst=172.17.0.1 sport=80 dport=N [ASSURED] mark=0 zone=0 use=2
tcp      6 118 TIME_WAIT src=172.17.0.1 dst=172.17.0.2 sport=N dport=80 src=172.17.0.2 dst=172.17.0.1 sport=80 dport=N [ASSURED] mark=0 use=1
conntrack v1.4.7 (conntrack-tools): 1 flow entries have been deleted.
conntrack v1.4.7 (conntrack-tools): 0 flow entries have been deleted.
1
conntrack v1.4.7 (conntrack-tools): 0 flow entries have been shown.
`)
  })

  it('tells of translated addresses, of echoes and of datagrams', async () => {
    expect(
      await run(`ip netns add far; ip link add v0 type veth peer name v1 netns far; ip addr add 10.9.0.1/24 dev v0; ip link set v0 up
ip netns exec far ip addr add 10.9.0.2/24 dev v1; ip netns exec far ip link set v1 up; ip netns exec far ip route add default via 10.9.0.1
ip netns exec far curl -so /dev/null http://10.9.0.1:8080/; conntrack -L -j 2> /dev/null; conntrack -F 2> /dev/null
ping -c 1 172.17.0.2 > /dev/null; echo x | nc -u -w 1 172.17.0.2 9 ; conntrack -L -o extended 2> /dev/null; conntrack -S | head -1; conntrack --bogus; echo $?`),
    ).toBe(`tcp      6 119 TIME_WAIT src=10.9.0.2 dst=10.9.0.1 sport=N dport=8080 src=172.17.0.2 dst=10.9.0.2 sport=80 dport=N [ASSURED] mark=0 use=1
ipv4     2 icmp     1 29 src=172.17.0.1 dst=172.17.0.2 type=8 code=0 id=N src=172.17.0.2 dst=172.17.0.1 type=0 code=0 id=N mark=0 use=1
ipv4     2 udp      17 29 src=172.17.0.1 dst=172.17.0.2 sport=N dport=9 [UNREPLIED] src=172.17.0.2 dst=172.17.0.1 sport=9 dport=N mark=0 use=1
cpu=0   	found=0 invalid=0 insert=0 insert_failed=0 drop=0 early_drop=0 error=0 search_restart=0 clash_resolve=0 chaintoolong=0 
conntrack v1.4.7 (conntrack-tools): unknown option \`--bogus'
Try \`conntrack -h' or 'conntrack --help' for more information.
2
`)
  })

  it('remembers nothing of a connection that was refused', async () => {
    expect(await run('conntrack -F 2> /dev/null; curl -s http://172.17.0.2:81/; conntrack -L')).toBe(
      'conntrack v1.4.7 (conntrack-tools): 0 flow entries have been shown.\n',
    )
  })
})
