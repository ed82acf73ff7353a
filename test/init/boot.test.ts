import { describe, expect, it } from 'vitest'
import { BootedMachine } from './support/booted.ts'

const FSTAB = 'UUID=3a07c8fc-387f-4256-8797-560902a2b2e4 / ext4 errors=remount-ro 0 1\n'

describe('a boot', () => {
  it('ends at a login, having reached its targets in their order', async () => {
    const machine = new BootedMachine()
    await machine.settle()
    const targets = [...machine.shown.matchAll(/\[ {2}OK {2}\] Reached target (\w+)/g)].map(
      ([, name]) => name,
    )
    expect(
      targets.filter((name) => ['swap', 'sysinit', 'basic', 'multi', 'graphical'].includes(name!)),
    ).toEqual(['swap', 'sysinit', 'basic', 'multi', 'graphical'])
    expect(machine.shown).toContain('Welcome to Debian GNU/Linux 12 (bookworm)!')
    expect(machine.shown).toContain(
      '         Mounting boot.mount - /boot...\n[  OK  ] Mounted boot.mount - /boot.\n',
    )
    expect(machine.shown).toContain('[  OK  ] Created slice system-modpr…lice - Slice /system/modprobe.\n')
    expect(machine.shown).not.toContain('FAILED')
    expect(machine.shown).toMatch(/\nDebian GNU\/Linux 12 debian ttyS0\n\ndebian login: $/)
  })

  it('takes root’s password and no other', async () => {
    const machine = new BootedMachine({ commandLine: 'ro console=ttyS0 quiet' })
    await machine.settle()
    expect(machine.shown).toBe('\nDebian GNU/Linux 12 debian ttyS0\n\ndebian login: ')
    await machine.type('root')
    expect(await machine.type('wrong')).toContain('\nLogin incorrect\ndebian login: ')
    await machine.type('root')
    expect(await machine.type('root')).toMatch(/Linux debian 6\.1\.0-50-amd64 .*\n[\s\S]*root@debian:~# $/)
    expect(
      await machine.type(
        'systemctl is-system-running; findmnt -n /; tty; cat /proc/1/comm; ps -p 1 -o time=',
      ),
    ).toContain(
      'running\n/      /dev/sda2 ext4   rw,relatime,errors=remount-ro\n/dev/ttyS0\nsystemd\n00:00:02\n',
    )
    await machine.type('passwd')
    await machine.type('one')
    expect(await machine.type('two')).toContain('Sorry, passwords do not match.\n')
    await machine.type('passwd root')
    await machine.type('secret')
    expect(await machine.type('secret')).toContain('passwd: password updated successfully\n')
    expect(await machine.type('passwd nobody-here')).toContain("passwd: user 'nobody-here' does not exist\n")
    expect(await machine.type('exit')).toMatch(/debian login: $/)
    await machine.type('root')
    expect(await machine.type('root')).toContain('Login incorrect')
    await machine.type('root')
    expect(await machine.type('secret')).toMatch(/root@debian:~# $/)
  })

  it('goes into emergency mode where a device of fstab never comes', async () => {
    const fstab = `${FSTAB}UUID=11111111-2222-3333-4444-555555555555 /data ext4 defaults 0 2\n`
    const machine = new BootedMachine({ commandLine: 'ro console=ttyS0 quiet', fstab })
    await machine.settle()
    expect(machine.shown).toBe(
      `[ TIME ] Timed out waiting for device [0;1;…11111-2222-3333-4444-555555555555.
[DEPEND] Dependency failed for syst…11111-2222-3333-4444-555555555555.
[DEPEND] Dependency failed for data.mount - /data.
[DEPEND] Dependency failed for loca…s.target - Local File Systems.
You are in emergency mode. After logging in, type "journalctl -xb" to view
system logs, "systemctl reboot" to reboot, "systemctl default" or "exit"
to boot into default mode.
Give root password for maintenance
(or press Control-D to continue): `,
    )
    await machine.type('root')
    expect(await machine.type('systemctl is-system-running')).toContain('maintenance\n')
    const targets = await machine.type('systemctl list-units --type=target --no-legend')
    expect([...targets.matchAll(/^ {2}(\S+)\.target/gm)].map(([, name]) => name)).toEqual(
      'cryptsetup emergency getty integritysetup local-fs-pre network paths remote-fs slices sockets swap timers veritysetup'.split(
        ' ',
      ),
    )
  })

  it('waits for no device that may be missing', async () => {
    const fstab = `${FSTAB}UUID=11111111-2222-3333-4444-555555555555 /data ext4 nofail 0 2\n`
    const machine = new BootedMachine({ fstab })
    await machine.login()
    expect(machine.shown).toContain('[  OK  ] Reached target local-fs.target - Local File Systems.')
    expect(machine.shown).toMatch(/root@debian:~# $/)
  })

  it('is led elsewhere by its command line, or by the link of default.target', async () => {
    const emergency = new BootedMachine({ commandLine: 'ro console=ttyS0 systemd.unit=emergency.target' })
    await emergency.settle()
    expect(emergency.shown).toContain('[  OK  ] Reached target emergency.target - Emergency Mode.\n')
    expect(emergency.shown).not.toContain('journald')
    await emergency.type('root')
    expect(
      await emergency.type('systemctl get-default; touch /x; mount -o remount,rw /; touch /x && echo ok'),
    ).toContain(
      'graphical.target\nNote: found "systemd.unit" on the kernel commandline, which overrides the default unit.\ntouch: cannot touch \'/x\': Read-only file system\nok\n',
    )
    const rescue = new BootedMachine({ commandLine: 'ro console=ttyS0 single' })
    await rescue.settle()
    expect(rescue.shown).toContain('You are in rescue mode.')
    await rescue.type('root')
    expect(await rescue.type('exit')).toContain('Starting default.target\n')
    expect(rescue.shown).toMatch(/debian login: $/)
    const linked = new BootedMachine({
      links: { 'etc/systemd/system/default.target': '/lib/systemd/system/multi-user.target' },
    })
    await linked.settle()
    expect(linked.shown).toContain('Queued start job for default target multi-user.target.')
    expect(linked.shown).not.toContain('graphical')
  })

  it('falls back to rescue mode without a default target', async () => {
    const machine = new BootedMachine({
      links: { 'etc/systemd/system/default.target': '/nowhere/nosuch.target' },
    })
    await machine.settle()
    expect(machine.shown).toContain('Falling back to rescue.target.')
    expect(machine.shown).toContain('You are in rescue mode.')
  })
})

describe('the end of a machine', () => {
  it('stops what runs, unmounts, and switches off', async () => {
    const machine = new BootedMachine()
    await machine.login()
    const said = await machine.type('systemctl poweroff')
    expect(said).toContain('[  OK  ] Stopped target multi-user.target - Multi-User System.\n')
    expect(said).toContain('[  OK  ] Unmounted boot.mount - /boot.\n')
    expect(said).toContain('[  OK  ] Reached target poweroff.target - System Power Off.\n')
    expect(said).toContain('systemd-shutdown[1]: All filesystems unmounted.')
    expect(said).toContain('reboot: Power down')
    expect(machine.powered).toEqual(['poweroff'])
  })
})

describe('tools of the service manager', () => {
  it('tell how long the boot took, and change what the next one does', async () => {
    const machine = new BootedMachine()
    await machine.login()
    expect(await machine.type('systemd-analyze')).toMatch(
      /Startup finished in \S+ \(kernel\) \+ \S+ \(userspace\) = \S+ \ngraphical\.target reached after \S+ in userspace\.\n/,
    )
    expect(await machine.type('systemd-analyze blame')).toMatch(/\n *\d+ms systemd-journald\.service\n/)
    expect(await machine.type('systemctl set-default multi-user')).toContain(
      'Created symlink /etc/systemd/system/default.target → /lib/systemd/system/multi-user.target.\n',
    )
    expect(
      await machine.type(
        'systemctl get-default; systemctl mask fstrim.timer; systemctl is-enabled fstrim.timer',
      ),
    ).toContain('multi-user.target\nCreated symlink /etc/systemd/system/fstrim.timer → /dev/null.\nmasked\n')
    expect(await machine.type('systemctl start fstrim.timer nosuch; echo $?')).toContain(
      'Failed to start nosuch.service: Unit nosuch.service not found.\n5\n',
    )
  })

  it('run a service from its file, restart it where it dies, and stop it', async () => {
    const unit = '[Unit]\nDescription=Long sleep\n[Service]\nExecStart=/bin/sleep 10000\nRestart=always\n'
    const machine = new BootedMachine({ files: { 'etc/systemd/system/long.service': unit } })
    await machine.login()
    expect(await machine.type('systemctl start long; systemctl is-active long')).toContain('active\n')
    await machine.type('kill $(systemctl show -P MainPID long); sleep 1')
    const status = await machine.type('systemctl status long')
    expect(status).toContain('● long.service - Long sleep\n')
    expect(status).toContain('Scheduled restart job, restart counter is at 1.')
    expect(
      await machine.type('systemctl stop long; systemctl is-active long; systemctl --failed --no-legend'),
    ).toContain('inactive\n')
  })

  it('survive unit files that are none', async () => {
    const folder = new BootedMachine({
      damage: (fs, at) => {
        fs.unlink(at('usr/lib/systemd/system'), 'sysinit.target', 0n)
        fs.mkdir(at('usr/lib/systemd/system'), 'sysinit.target', { mode: 0o755, uid: 0, gid: 0, time: 0n })
      },
    })
    await folder.settle()
    expect(folder.shown).toContain('[!!!!!!] Failed to isolate default target.\n')
    expect(folder.shown).toContain('Unit sysinit.target has a bad unit file setting.')
  })
})
