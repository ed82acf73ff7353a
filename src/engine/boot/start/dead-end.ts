/** What a kernel needs that does not come to its first program: it is loaded when one stops. */
export { exitCodeText, panic } from './panic.ts'
export { mountRoot } from './root.ts'
