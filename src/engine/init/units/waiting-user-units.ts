/** Units of a user’s manager that nobody starts. */
export const WAITING_USER_UNITS: Readonly<Record<string, string>> = {
  'shutdown.target': `[Unit]
Description=Shutdown
Documentation=man:systemd.special(7)
DefaultDependencies=no
RefuseManualStart=yes
`,
  'exit.target': `[Unit]
Description=Exit the Session
Documentation=man:systemd.special(7)
DefaultDependencies=no
Requires=systemd-exit.service
After=systemd-exit.service
AllowIsolate=yes
`,
  'graphical-session.target': `[Unit]
Description=Current graphical user session
Documentation=man:systemd.special(7)
Requires=basic.target
RefuseManualStart=yes
StopWhenUnneeded=yes
`,
  'graphical-session-pre.target': `[Unit]
Description=Session services which should run early before the graphical session is brought up
Documentation=man:systemd.special(7)
Requires=basic.target
Before=graphical-session.target
StopWhenUnneeded=yes
`,
}
