export { answer } from './answers.ts'
export { noteFailure, reloadMount, stopAutomount, stopMount, stopSwap } from './mount-end.ts'
export { ServiceEnd, startForking } from './service-end.ts'
export { membersOf, terminate } from './terminate.ts'
