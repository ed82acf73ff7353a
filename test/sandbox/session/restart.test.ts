import { describe, expect, it } from 'vitest'
import { Driver, MemoryStore } from './driver.ts'

describe('a session whose host restarts', () => {
  it('is taken up again, goes back over a restart and over what followed it', async () => {
    const store = new MemoryStore()
    const driver = await Driver.open(store)
    await driver.run('touch /run/lost /root/kept', 'docker run -d --restart always busybox sleep 99')
    const before = driver.hash
    await driver.run('reboot')
    const after = driver.hash
    expect(driver.output).toMatch(/The system will reboot now![\s\S]*closed\.\r\n[^\n]*root@strata:~# $/)
    await driver.run('poweroff')
    expect([driver.session.atPrompt(0), driver.output.endsWith('Press Enter to switch it on.\r\n')]).toEqual([
      false,
      true,
    ])
    await driver.run('', 'docker ps -q | wc -l')
    expect(driver.output).toMatch(/\r1\r\n[^\n]*# $/)

    const again = await Driver.open(new MemoryStore(store.records))
    expect(again.hash).toBe(driver.hash)
    const { session } = again
    expect(session.journal.commands.map(({ text }) => text).slice(2)).toEqual([
      'reboot',
      'poweroff',
      'docker ps -q | wc -l',
    ])
    expect(session.journal.commands[2]!.differences).toContainEqual({ what: 'boot', how: 'added', name: '2' })
    await session.goTo(3)
    expect([again.hash, session.atPrompt(0)]).toEqual([after, true])
    await session.goTo(2)
    expect([again.hash, session.world.facts().at('/run/lost')?.kind]).toEqual([before, 'file'])
    await again.run('ls /root/kept')
    expect(again.output).toMatch(/\/root\/kept\r\n[^\n]*# $/)
  }, 30_000)
})
