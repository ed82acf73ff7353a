/** The scripts of a file: lines, an empty one ends a script, `#` begins a comment. */
export const parseScripts = (text) =>
  text
    .split('\n\n')
    .map((part) => part.split('\n').filter((line) => line !== '' && !line.startsWith('#')))
    .filter((lines) => lines.length > 0)
