/** Units of a user's own manager (systemd 252). */
export const USER_UNITS: Readonly<Record<string, string>> = {
  'basic.target': `[Unit]
Description=Basic System
Documentation=man:systemd.special(7)
Wants=sockets.target timers.target paths.target
After=sockets.target timers.target paths.target
`,
  'default.target': `[Unit]
Description=Main User Target
Documentation=man:systemd.special(7)
Requires=basic.target
After=basic.target
AllowIsolate=yes
`,
  'paths.target': `[Unit]
Description=Paths
Documentation=man:systemd.special(7)
`,
  'sockets.target': `[Unit]
Description=Sockets
Documentation=man:systemd.special(7)
`,
  'timers.target': `[Unit]
Description=Timers
Documentation=man:systemd.special(7)
DefaultDependencies=no
Conflicts=shutdown.target
`,
}
