import { defineCommand, exactly } from '../cli/command.ts'

export const imageTag = defineCommand({
  name: 'tag',
  usage: 'SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
  summary: 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE',
  calledAs: ['docker image tag', 'docker tag'],
  args: exactly(2),
  interspersed: false,
  flags: {},
})
