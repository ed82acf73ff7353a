export { authenticate } from './authenticate.ts'
export { downCommands, tellOptions, tellState } from './ifdown.ts'
export { PlannedShutdown } from './planned-shutdown.ts'
