/** What only a machine with UEFI needs: it is loaded with the first one. */
export { runUefi } from './firmware/uefi.ts'
export { variablesOf } from './firmware/variables.ts'
export { UEFI_MESSAGES } from './start/messages/uefi.ts'
