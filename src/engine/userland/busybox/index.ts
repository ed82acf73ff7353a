export { createBusybox } from './busybox.ts'
export { VERSION } from './usage.ts'
