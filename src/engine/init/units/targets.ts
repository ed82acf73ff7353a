/** Targets of systemd 252. */
export const TARGETS: Readonly<Record<string, string>> = {
  'basic.target': `[Unit]
Description=Basic System
Documentation=man:systemd.special(7)
Requires=sysinit.target
Wants=sockets.target timers.target paths.target slices.target
After=sysinit.target sockets.target paths.target slices.target tmp.mount
RequiresMountsFor=/var /var/tmp
Wants=tmp.mount
`,
  'cryptsetup.target': `[Unit]
Description=Local Encrypted Volumes
Documentation=man:systemd.special(7)
`,
  'getty.target': `[Unit]
Description=Login Prompts
Documentation=man:systemd.special(7) man:systemd-getty-generator(8)
Documentation=https://0pointer.de/blog/projects/serial-console.html
`,
  'graphical.target': `[Unit]
Description=Graphical Interface
Documentation=man:systemd.special(7)
Requires=multi-user.target
Wants=display-manager.service
Conflicts=rescue.service rescue.target
After=multi-user.target rescue.service rescue.target display-manager.service
AllowIsolate=yes
`,
  'integritysetup.target': `[Unit]
Description=Local Integrity Protected Volumes
Documentation=man:systemd.special(7)
`,
  'local-fs-pre.target': `[Unit]
Description=Preparation for Local File Systems
Documentation=man:systemd.special(7)
RefuseManualStart=yes
`,
  'local-fs.target': `[Unit]
Description=Local File Systems
Documentation=man:systemd.special(7)
DefaultDependencies=no
Conflicts=shutdown.target
After=local-fs-pre.target
OnFailure=emergency.target
OnFailureJobMode=replace-irreversibly
`,
  'multi-user.target': `[Unit]
Description=Multi-User System
Documentation=man:systemd.special(7)
Requires=basic.target
Conflicts=rescue.service rescue.target
After=basic.target rescue.service rescue.target
AllowIsolate=yes
`,
  'network-online.target': `[Unit]
Description=Network is Online
Documentation=man:systemd.special(7)
Documentation=https://systemd.io/NETWORK_ONLINE
After=network.target
`,
  'network.target': `[Unit]
Description=Network
Documentation=man:systemd.special(7)
Documentation=https://systemd.io/NETWORK_ONLINE
After=network-pre.target
RefuseManualStart=yes
`,
  'paths.target': `[Unit]
Description=Path Units
Documentation=man:systemd.special(7)
`,
  'remote-fs.target': `[Unit]
Description=Remote File Systems
Documentation=man:systemd.special(7)
After=remote-fs-pre.target
DefaultDependencies=no
Conflicts=shutdown.target

[Install]
WantedBy=multi-user.target
`,
  'slices.target': `[Unit]
Description=Slice Units
Documentation=man:systemd.special(7)
Wants=-.slice system.slice
After=-.slice system.slice
`,
  'sockets.target': `[Unit]
Description=Socket Units
Documentation=man:systemd.special(7)
`,
  'swap.target': `[Unit]
Description=Swaps
Documentation=man:systemd.special(7)
`,
  'sysinit.target': `[Unit]
Description=System Initialization
Documentation=man:systemd.special(7)
Wants=local-fs.target swap.target
After=local-fs.target swap.target
Conflicts=emergency.service emergency.target
Before=emergency.service emergency.target
`,
  'timers.target': `[Unit]
Description=Timer Units
Documentation=man:systemd.special(7)
DefaultDependencies=no
Conflicts=shutdown.target
`,
  'veritysetup.target': `[Unit]
Description=Local Verity Protected Volumes
Documentation=man:systemd.special(7)
`,
}
