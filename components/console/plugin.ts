import type { ExpressiveCodeConfig } from '@astrojs/starlight/expressive-code'
import { type Element, h } from '@astrojs/starlight/expressive-code/hast'
import { parseConsole, parseMeta, type Step } from './block.ts'
import { highlightCommand } from './highlight.ts'

type Plugin = Extract<NonNullable<ExpressiveCodeConfig['plugins']>[number], { name: string }>

/** An Expressive Code plugin that turns ```` ```console ```` fences into command blocks. */
export function consoleBlocks(): Plugin {
  return {
    name: 'console-blocks',
    hooks: {
      postprocessRenderedBlock: ({ codeBlock, renderData }) => {
        if (codeBlock.language !== 'console') return
        renderData.blockAst = renderBlock(codeBlock.code, codeBlock.meta)
      },
    },
  }
}

/**
 * The markup of a block. It reads well as it is; the element's script adds the buttons. Prompts are marked, so that
 * neither a copy nor a run takes them along.
 */
export function renderBlock(code: string, meta: string): Element {
  const { steps, preamble } = parseConsole(code)
  const { id, noRun } = parseMeta(meta)
  const lines = [...(preamble ? [h('span.output', preamble)] : []), ...steps.flatMap(renderStep)]
  return h('strata-console', { class: 'console not-content', 'data-block': id, 'data-no-run': noRun }, [
    h('div.console-bar'),
    h('pre', { tabindex: 0, translate: 'no' }, h('code', lines)),
  ])
}

function renderStep(step: Step): Element[] {
  const lines = highlightCommand(step.command).flatMap((pieces, index) => [
    h('span.prompt', { 'aria-hidden': 'true' }, index === 0 ? (step.prompt ?? '$ ') : '> '),
    ...pieces.map(({ text, color }) => h('span', color ? { style: `color:${color}` } : {}, text)),
    '\n',
  ])
  const command = h('span.command', { 'data-prompt': step.prompt }, lines)
  return step.output
    ? [command, h('span.output', step.output.split(/(?<=\n)/).flatMap(renderLine))]
    : [command]
}

/** A line of output. A sentence may wrap; columns, hashes and the like keep their shape. */
function renderLine(line: string): (string | Element)[] {
  const sentence = !/\S {2,}|\t/.test(line) && (line.match(/\S +(?=\S)/g)?.length ?? 0) >= 5
  return sentence ? [h('span.sentence', line.trimEnd()), line.slice(line.trimEnd().length)] : [line]
}
