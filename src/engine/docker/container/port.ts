import { between, defineCommand } from '../cli/command.ts'

export const containerPort = defineCommand({
  name: 'port',
  usage: 'CONTAINER [PRIVATE_PORT[/PROTO]]',
  summary: 'List port mappings or a specific mapping for the container',
  calledAs: ['docker container port', 'docker port'],
  args: between(1, 2),
  flags: {},
})
