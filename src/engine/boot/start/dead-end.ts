/** What a kernel needs that does not come to its first program: it is loaded when one stops. */
export { runOther } from './other-init.ts'
export { exitCodeText, panic } from './panic.ts'
export { mountRoot } from './root.ts'
