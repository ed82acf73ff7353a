import { compareClients } from './compare.ts'
import { scenariosOf } from './scenarios.ts'

compareClients(scenariosOf('network-commands.json'))
