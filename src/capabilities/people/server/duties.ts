import { nearest } from '#base/nearest.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import type { House } from '#kit/server/house.ts'
import { type DutyQuestion, type RoutedUnit, unitsFor } from '#pack/duties.ts'
import { findDoc, listDocs } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { DutyRoute } from '../contract-duties.ts'
import { organisationName } from '../rules.ts'

type Asked = { readonly [Key in 'kind' | 'field' | 'place' | 'matter' | 'on']?: string | undefined }

/** Which units a matter belongs to, with names. @throws Problem invalid_input for a place, class or matter that is not there */
export function dutyRouteView(house: Pick<House, 'programme' | 'clock'>, asked: Asked): DutyRoute {
  const programme = house.programme()
  const on = asked.on === undefined ? house.clock.today(programme.timeZone) : parsePlainDate(asked.on)
  const question: DutyQuestion = { ...asked, on }
  const issues = unknownOf(programme, question)
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  const route = unitsFor(programme, question)
  const named = (id: string) => ({ id, name: organisationName(programme, id) })
  const matterOf = (id: string) => findDoc(programme, 'duties', id)?.matter ?? { zh: id, en: id }
  const titleOf = (source: string) => sourceTitle(programme, source)
  const unit = (one: RoutedUnit) => ({
    ...named(one.organisation),
    named: named(one.named),
    by: one.by.map(({ from, to, ...step }) => ({ from: named(from), to: named(to), ...step })),
    duty: one.duty,
    ended: one.ended === true,
  })
  return {
    on,
    lead: route.lead.map(unit),
    assist: route.assist.map(unit),
    decide: route.decide.map(unit),
    trail: route.trail.map((step) => ({
      ...step,
      matter: matterOf(step.duty),
      sourceTitle: titleOf(step.source),
      gives: [...step.gives],
    })),
    conflicts: route.conflicts.map(({ part, duties }) => ({
      part,
      duties: duties.map((one) => ({
        ...one,
        matter: matterOf(one.duty),
        sourceTitle: titleOf(one.source),
        units: one.units.map(named),
      })),
    })),
  }
}

/** The title of the document that a citation names; the citation where there is none. */
export function sourceTitle(programme: Programme, citation: string): Text {
  return findDoc(programme, 'sources', citation.split(' ')[0] ?? '')?.title ?? { zh: citation, en: citation }
}

type Kind = { readonly id: string; readonly name: Text; readonly of: 'subject' | 'workflow' | 'matter' }

/** Every kind of case of the programme once: what moves through workflows, the workflows, the matters that meetings decide. */
export function kindsOfCase(programme: Programme): Kind[] {
  const workflows = listDocs(programme, 'workflows')
  const all = [
    ...workflows.map(({ subject, name }): Kind => ({ id: subject, name, of: 'subject' })),
    ...workflows.map(({ id, name }): Kind => ({ id, name, of: 'workflow' })),
    ...listDocs(programme, 'meetings').flatMap(({ decides }) =>
      decides.map(({ id, name }): Kind => ({ id, name, of: 'matter' })),
    ),
  ]
  return [...new Map(all.toReversed().map((kind) => [kind.id, kind])).values()].reverse()
}

/** The kinds with the number of duties about each. */
export function dutyKindsView(programme: Programme) {
  const duties = listDocs(programme, 'duties')
  return kindsOfCase(programme).map((kind) => ({
    ...kind,
    duties: duties.filter(({ cases }) => cases?.includes(kind.id) === true).length,
  }))
}

function unknownOf(programme: Programme, { place, field, matter }: DutyQuestion): ProblemIssue[] {
  const issues: ProblemIssue[] = []
  const say = (where: string, text: string, found: string, known: readonly string[]) => {
    const near = nearest(found, known)
    issues.push({ text, where: `body.${where}`, found, ...(near === undefined ? {} : { nearest: near }) })
  }
  if (place !== undefined && findDoc(programme, 'places', place) === undefined)
    say('place', 'people.unknown_place', place, Object.keys(programme.places))
  if (matter !== undefined && findDoc(programme, 'duties', matter) === undefined)
    say('matter', 'people.unknown_duty', matter, Object.keys(programme.duties))
  if (field !== undefined) {
    const [taxonomy = '', id = ''] = field.split('/')
    const classes = findDoc(programme, 'taxonomies', taxonomy)?.classes ?? []
    if (!classes.some((one) => one.id === id)) {
      const known = classes.map((one) => `${taxonomy}/${one.id}`)
      say('field', 'people.unknown_class', field, known)
    }
  }
  return issues
}
