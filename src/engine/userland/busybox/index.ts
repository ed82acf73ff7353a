export { busybox, createBusybox, type OuterApplet, runApplet } from './busybox.ts'
export { APPLETS } from './names.ts'
