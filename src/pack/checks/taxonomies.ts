import { nearest } from '#base/nearest.ts'
import { ladderSubject } from '../ladders.ts'
import { type Checked, type CheckContext, duplicatesOf, findCycle } from './context.ts'

/** Classes are named once, parents exist and never lead back, a ladder has none; crosswalks lead from class to class. */
export function checkTaxonomies(context: CheckContext): void {
  for (const taxonomy of context.list('taxonomies')) {
    const { classes } = taxonomy.content
    const parents = new Map(classes.map((one) => [one.id, one.parent]))
    for (const { at, key } of duplicatesOf(classes, (one) => one.id)) {
      context.report(taxonomy, ['classes', at, 'id'], { text: 'pack.duplicate_id', found: key })
    }
    for (const [at, { id, parent }] of classes.entries()) {
      if (parent === undefined) continue
      const path = ['classes', at, 'parent']
      if (taxonomy.content.subject === ladderSubject)
        context.report(taxonomy, path, { text: 'taxonomy.ladder_is_flat', found: parent })
      if (!parents.has(parent)) context.report(taxonomy, path, unknownClass(parent, [...parents.keys()]))
      const cycle = findCycle(id, (one) => [parents.get(one)].filter((up) => up !== undefined))
      if (cycle !== undefined) context.report(taxonomy, path, { text: 'pack.cycle', found: cycle.join(' → ') })
    }
  }
  for (const crosswalk of context.list('crosswalks')) checkCrosswalk(crosswalk, context)
}

function checkCrosswalk(crosswalk: Checked<'crosswalks'>, context: CheckContext): void {
  const { from, to, links } = crosswalk.content
  if (from === to) context.report(crosswalk, ['to'], { text: 'crosswalk.to_itself', found: to })
  for (const { at } of duplicatesOf(links, (link) => `${link.from} ${link.to}`)) {
    context.report(crosswalk, ['links', at], {
      text: 'crosswalk.duplicate_link',
      found: `${links[at]?.from} → ${links[at]?.to}`,
    })
  }
  for (const side of ['from', 'to'] as const) {
    const taxonomy = context.find('taxonomies', side === 'from' ? from : to)?.content
    if (taxonomy === undefined) continue
    if (taxonomy.subject === ladderSubject)
      context.report(crosswalk, [side], { text: 'crosswalk.of_a_ladder', found: crosswalk.content[side] })
    const ids = taxonomy.classes.map((one) => one.id)
    const known = new Set(ids)
    for (const [at, link] of links.entries()) {
      if (!known.has(link[side])) context.report(crosswalk, ['links', at, side], unknownClass(link[side], ids))
    }
  }
}

function unknownClass(found: string, ids: readonly string[]): { text: string; found: string; nearest?: string } {
  const near = nearest(found, ids)
  return near === undefined
    ? { text: 'pack.unknown_class', found }
    : { text: 'pack.unknown_class', found, nearest: near }
}
