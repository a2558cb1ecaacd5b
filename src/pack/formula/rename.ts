import type { Formula, Node } from './node.ts'

/** Names that mean another thing here: word (`indicators`, `taxonomies`, `places`) → written id → meant id. */
export type NameRenames = ReadonlyMap<string, ReadonlyMap<string, string>>

/** The formula with its names replaced; the same formula when none is. Its text stays as written. */
export function renameFormula(formula: Formula, renames: NameRenames): Formula {
  if (renames.size === 0) return formula
  return Object.freeze({ text: formula.text, tree: renameNode(formula.tree, renames) })
}

function renameNode(node: Node, renames: NameRenames): Node {
  const inner = (one: Node): Node => renameNode(one, renames)
  switch (node.kind) {
    case 'number':
      return node
    case 'name':
      return Object.freeze({ ...node, name: renames.get('indicators')?.get(node.name) ?? node.name })
    case 'in':
      return Object.freeze({ ...node, classes: Object.freeze(node.classes.map((one) => renameClass(one, renames))) })
    case 'negate':
    case 'not':
      return Object.freeze({ ...node, of: inner(node.of) })
    case 'call':
      return Object.freeze({ ...node, args: Object.freeze(node.args.map(inner)) })
    default:
      return Object.freeze({ ...node, left: inner(node.left), right: inner(node.right) })
  }
}

function renameClass(text: string, renames: NameRenames): string {
  const [first = '', second] = text.split('/')
  if (second === undefined) return renames.get('places')?.get(first) ?? text
  return `${renames.get('taxonomies')?.get(first) ?? first}/${second}`
}
