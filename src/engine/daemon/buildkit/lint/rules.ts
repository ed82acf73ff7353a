import { quote } from '../../../base/go-quote.ts'

/** One rule of the linter (BuildKit, frontend/dockerfile/linter/ruleset.go). */
export interface Rule {
  readonly name: string
  readonly description: string
  readonly url: string
  /** Asked for by name alone. */
  readonly experimental?: true
  message(...words: string[]): string
}

const meaning = (suggestion: string | undefined): string =>
  suggestion ? ` (did you mean ${suggestion}?)` : ''

const RULES = {
  StageNameCasing: {
    description: 'Stage names should be lowercase',
    message: (stage) => `Stage name '${stage}' should be lowercase`,
  },
  FromAsCasing: {
    description: "The 'as' keyword should match the case of the 'from' keyword",
    message: (from, as) => `'${as}' and '${from}' keywords' casing do not match`,
  },
  NoEmptyContinuation: {
    description: 'Empty continuation lines will become errors in a future release',
    message: () => 'Empty continuation line',
  },
  ConsistentInstructionCasing: {
    description: 'All commands within the Dockerfile should use the same casing (either upper or lower)',
    message: (command, casing) =>
      `Command '${command}' should match the case of the command majority (${casing})`,
  },
  DuplicateStageName: {
    description: 'Stage names should be unique',
    message: (stage) => `Duplicate stage name ${quote(stage!)}, stage names should be unique`,
  },
  ReservedStageName: {
    description: 'Reserved words should not be used as stage names',
    message: (stage) => `Stage name should not use the same name as reserved stage ${quote(stage!)}`,
  },
  JSONArgsRecommended: {
    description:
      'JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals',
    message: (name) =>
      `JSON arguments recommended for ${name} to prevent unintended behavior related to OS signals`,
  },
  MaintainerDeprecated: {
    description: 'The MAINTAINER instruction is deprecated, use a label instead to define an image author',
    message: () => 'Maintainer instruction is deprecated in favor of using label',
  },
  UndefinedArgInFrom: {
    description: 'FROM command must use declared ARGs',
    message: (name, suggestion) => `FROM argument '${name}' is not declared${meaning(suggestion)}`,
  },
  WorkdirRelativePath: {
    description:
      'Relative workdir without an absolute workdir declared within the build can have unexpected results if the base image changes',
    message: (path) =>
      `Relative workdir ${quote(path!)} can have unexpected results if the base image changes`,
  },
  UndefinedVar: {
    description: 'Variables should be defined before their use',
    message: (name, suggestion) =>
      `Usage of undefined variable '$${name}'${meaning(suggestion && `$${suggestion}`)}`,
  },
  MultipleInstructionsDisallowed: {
    description: 'Multiple instructions of the same type should not be used in the same stage',
    message: (name) =>
      `Multiple ${name} instructions should not be used in the same stage because only the last one will be used`,
  },
  LegacyKeyValueFormat: {
    description: 'Legacy key/value format with whitespace separator should not be used',
    message: (name) => `"${name} key=value" should be used instead of legacy "${name} key value" format`,
  },
  InvalidBaseImagePlatform: {
    description: 'Base image platform does not match expected target platform',
    message: (image, expected, actual) =>
      `Base image ${image} was pulled with platform ${quote(actual!)}, expected ${quote(expected!)} for current build`,
  },
  RedundantTargetPlatform: {
    description:
      'Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior',
    message: (variable) =>
      `Setting platform to predefined ${variable} in FROM is redundant as this is the default behavior`,
  },
  SecretsUsedInArgOrEnv: {
    description: 'Sensitive data should not be used in the ARG or ENV commands',
    message: (instruction, key) =>
      `Do not use ARG or ENV instructions for sensitive data (${instruction} ${quote(key!)})`,
  },
  InvalidDefaultArgInFrom: {
    description: 'Default value for global ARG results in an empty or invalid base image name',
    message: (base) => `Default value for ARG ${base} results in empty or invalid base image name`,
  },
  FromPlatformFlagConstDisallowed: {
    description: 'FROM --platform flag should not use a constant value',
    message: (platform) => `FROM --platform flag should not use constant value ${quote(platform!)}`,
  },
  CopyIgnoredFile: {
    description: 'Attempting to Copy file that is excluded by .dockerignore',
    message: (command, file) =>
      `Attempting to ${command} file ${quote(file!)} that is excluded by .dockerignore`,
    experimental: true,
  },
  InvalidDefinitionDescription: {
    description:
      'Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`. If this is not intended to be a description comment, add an empty line or comment between the instruction and the comment.',
    message: (instruction, name) =>
      `Comment for ${instruction} should follow the format: \`# ${name} <description>\``,
    experimental: true,
  },
  ExposeProtoCasing: {
    description: 'Protocol in EXPOSE instruction should be lowercase',
    message: (port) => `Defined protocol '${port}' in EXPOSE instruction should be lowercase`,
  },
  ExposeInvalidFormat: {
    description:
      'IP address and host-port mapping should not be used in EXPOSE instruction. This will become an error in a future release',
    message: (port) =>
      `EXPOSE instruction should not define an IP address or host-port mapping, found '${port}'`,
  },
} satisfies Record<
  string,
  Pick<Rule, 'description' | 'experimental'> & { message(...words: string[]): string }
>

export type RuleName = keyof typeof RULES

/** `StageNameCasing` → `stage-name-casing`; `JSONArgs…` → `json-args-…`. */
const slug = (name: string): string =>
  name.replace(/([a-z])([A-Z])|([A-Z]+)([A-Z][a-z])/g, '$1$3-$2$4').toLowerCase()

export const ruleOf = (name: RuleName): Rule => ({
  name,
  // That rule has no page.
  url: name === 'InvalidBaseImagePlatform' ? '' : `https://docs.docker.com/go/dockerfile/rule/${slug(name)}/`,
  ...(RULES[name] as Pick<Rule, 'description' | 'experimental' | 'message'>),
})
