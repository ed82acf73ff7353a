/** Sockets of systemd 252, udev and dbus. */
export const SOCKETS: Readonly<Record<string, string>> = {
  'systemd-journald.socket': `[Unit]
Description=Journal Socket
Documentation=man:systemd-journald.service(8) man:journald.conf(5)
DefaultDependencies=no
Before=sockets.target
IgnoreOnIsolate=yes

[Socket]
ListenDatagram=/run/systemd/journal/socket
ListenStream=/run/systemd/journal/stdout
PassCredentials=yes
PassSecurity=yes
ReceiveBuffer=8M
Service=systemd-journald.service
SocketMode=0666
Timestamping=us
`,
  'systemd-journald-audit.socket': `[Unit]
Description=Journal Audit Socket
Documentation=man:systemd-journald.service(8) man:journald.conf(5)
DefaultDependencies=no
Before=sockets.target
ConditionSecurity=audit
ConditionCapability=CAP_AUDIT_READ

[Socket]
Service=systemd-journald.service
ReceiveBuffer=128M
ListenNetlink=audit 1
PassCredentials=yes
`,
  'systemd-journald-dev-log.socket': `[Unit]
Description=Journal Socket (/dev/log)
Documentation=man:systemd-journald.service(8) man:journald.conf(5)
DefaultDependencies=no
Before=sockets.target
IgnoreOnIsolate=yes

[Socket]
ListenDatagram=/run/systemd/journal/dev-log
PassCredentials=yes
PassSecurity=yes
Service=systemd-journald.service
SocketMode=0666
Symlinks=/dev/log
Timestamping=us
ReceiveBuffer=8M
SendBuffer=8M
`,
  'systemd-udevd-control.socket': `[Unit]
Description=udev Control Socket
Documentation=man:systemd-udevd-control.socket(8) man:udev(7)
DefaultDependencies=no
Before=sockets.target
ConditionPathIsReadWrite=/sys

[Socket]
Service=systemd-udevd.service
ListenSequentialPacket=/run/udev/control
SocketMode=0600
PassCredentials=yes
RemoveOnStop=yes
`,
  'systemd-udevd-kernel.socket': `[Unit]
Description=udev Kernel Socket
Documentation=man:systemd-udevd-kernel.socket(8) man:udev(7)
DefaultDependencies=no
Before=sockets.target
ConditionPathIsReadWrite=/sys

[Socket]
Service=systemd-udevd.service
ReceiveBuffer=128M
ListenNetlink=kobject-uevent 1
PassCredentials=yes
`,
  'systemd-fsckd.socket': `[Unit]
Description=fsck to fsckd communication Socket
Documentation=man:systemd-fsckd.service(8) man:systemd-fsck@.service(8) man:systemd-fsck-root.service(8)
DefaultDependencies=no

[Socket]
ListenStream=/run/systemd/fsck.progress
SocketMode=0600
`,
  'systemd-initctl.socket': `[Unit]
Description=initctl Compatibility Named Pipe
Documentation=man:systemd-initctl.socket(8)
DefaultDependencies=no
Before=sockets.target

[Socket]
ListenFIFO=/run/initctl
Symlinks=/dev/initctl
SocketMode=0600
`,
  'dbus.socket': `[Unit]
Description=D-Bus System Message Bus Socket

[Socket]
ListenStream=/run/dbus/system_bus_socket
`,
}
