import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CASES } from './cases.ts'

// Writes every case's archive as NUMBER.tar, and their names.
const [, , directory = 'archives'] = process.argv
mkdirSync(directory, { recursive: true })
for (const [i, [, make]] of CASES.entries()) writeFileSync(join(directory, `${i}.tar`), make())
writeFileSync(join(directory, 'names.json'), JSON.stringify(CASES.map(([name]) => name)))
