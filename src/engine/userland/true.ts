import type { Main } from './program.ts'
import { program } from './program.ts'

export const trueMain: Main = async () => 0
export const falseMain: Main = async () => 1

export const trueProgram = program('true', trueMain)
export const falseProgram = program('false', falseMain)
