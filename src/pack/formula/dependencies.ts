import { findAttribute, type AttributeName } from './attributes.ts'
import { childrenOf, type Node, type Shift, shifts } from './node.ts'

/** A name a formula reads, with the shifts of time around it, innermost first. */
export type Dependency = { readonly name: string; readonly shifts: readonly Shift[] }

/** `last_year(cumulative(output))`: a dependency as it is written, and the key of its value. */
export function dependencyKey({ name, shifts: around }: Dependency): string {
  return around.reduce((inner, shift) => `${shift}(${inner})`, name)
}

/** Every value a formula reads, each once, in reading order; attributes of the subject left out. */
export function dependenciesOf(tree: Node): Dependency[] {
  const found = new Map<string, Dependency>()
  collect(tree, [], (dependency) => {
    const key = dependencyKey(dependency)
    if (!found.has(key)) found.set(key, dependency)
  })
  return [...found.values()]
}

/** The names of indicators a formula reads, each once. */
export function namesOf(tree: Node): string[] {
  return [...new Set(dependenciesOf(tree).map((dependency) => dependency.name))]
}

/** What a condition asks of the subject besides values: industry, size, town … */
export function attributesOf(tree: Node): AttributeName[] {
  const own =
    tree.kind === 'in' ? findAttribute(tree.attribute) : tree.kind === 'name' ? findAttribute(tree.name) : undefined
  const inner = childrenOf(tree).flatMap(attributesOf)
  return [...new Set(own === undefined ? inner : [own, ...inner])]
}

export function isShift(name: string): name is Shift {
  return (shifts as readonly string[]).includes(name)
}

function collect(node: Node, around: readonly Shift[], add: (dependency: Dependency) => void): void {
  if (node.kind === 'name') {
    if (findAttribute(node.name) === undefined) add({ name: node.name, shifts: around })
    return
  }
  const inner = node.kind === 'call' && isShift(node.name) ? [node.name, ...around] : around
  for (const child of childrenOf(node)) collect(child, inner, add)
}
