import type { PlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { nearest } from '#base/nearest.ts'
import { findDoc, listDocs } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'

/** Organisations with those that came after them and those above: whoever answers for them sees what they have to do. */
export function organisationsAround(programme: Programme, ids: readonly string[]): string[] {
  const around = new Set(ids)
  for (const id of around) {
    const found = findDoc(programme, 'organisations', id)
    for (const { organisation } of found?.successors ?? []) around.add(organisation)
    if (found?.parent !== undefined) around.add(found.parent)
  }
  return [...around]
}

/** The organisations that have the duties of others on a day: themselves, or who came after them. */
export function heirsOn(programme: Programme, ids: readonly string[], on: PlainDate): string[] {
  const heirs = ids.flatMap((id) => heirsOf(programme, id, { on, seen: new Set() }))
  return [...new Set(heirs)]
}

function heirsOf(
  programme: Programme,
  id: string,
  at: { readonly on: PlainDate; readonly seen: Set<string> },
): string[] {
  const found = findDoc(programme, 'organisations', id)
  if (found === undefined || at.seen.has(id)) return [id]
  at.seen.add(id)
  const next = (found.successors ?? []).filter(({ from }) => from <= at.on)
  const isOver = found.to !== undefined && found.to < at.on
  if (next.length === 0 || !isOver) return [id]
  return next.flatMap(({ organisation }) => heirsOf(programme, organisation, at))
}

/** @throws Problem invalid_input naming what is not an organisation of the programme, with the nearest that is */
export function demandOrganisations(programme: Programme, named: Readonly<Record<string, readonly string[]>>): void {
  const known = listDocs(programme, 'organisations').map(({ id }) => id)
  const issues = Object.entries(named).flatMap(([where, ids]) =>
    ids.flatMap((id, at): ProblemIssue[] => {
      if (known.includes(id)) return []
      const near = nearest(id, known)
      const place = ids.length === 1 && !where.endsWith('s') ? where : `${where}.${at}`
      return [
        {
          text: 'value.unknown_organisation',
          where: place,
          found: id,
          ...(near === undefined ? {} : { nearest: near }),
        },
      ]
    }),
  )
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
}
