import ts from 'typescript'

/** One import, export-from or dynamic import of a file. */
export interface Import {
  readonly from: string
  /** Nothing of it is there at run time: `import type`, or only `type` names. */
  readonly typeOnly: boolean
}

/** All imports of a TypeScript source, by TypeScript's own parser. */
export function importsOf(source: string): Import[] {
  const file = ts.createSourceFile('file.ts', source, ts.ScriptTarget.Latest, true)
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) found.push({ from: textOf(node), typeOnly: importsTypes(node) })
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      found.push({ from: textOf(node), typeOnly: node.isTypeOnly })
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [path] = node.arguments
      if (path && ts.isStringLiteral(path)) found.push({ from: path.text, typeOnly: false })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function textOf(node: ts.ImportDeclaration | ts.ExportDeclaration): string {
  return node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : ''
}

function importsTypes(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause
  if (!clause) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const names = clause.namedBindings
  return (
    !clause.name &&
    names !== undefined &&
    ts.isNamedImports(names) &&
    names.elements.length > 0 &&
    names.elements.every((element) => element.isTypeOnly)
  )
}
