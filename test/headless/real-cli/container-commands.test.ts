import { compareClients } from './compare.ts'
import { scenariosOf } from './scenarios.ts'

compareClients(scenariosOf('container-commands.json'))
