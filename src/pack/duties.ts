import type { PlainDate } from '#base/plain-date.ts'
import { createMembership } from './classes.ts'
import { findDoc, listDocs } from './lookup.ts'
import type { Programme, ProgrammeDoc } from './programme.ts'

export const routeParts = ['lead', 'assist', 'decide'] as const
export type RoutePart = (typeof routeParts)[number]

/** Who is asked for: what kind of case it is, which industry, which place, or one matter by the id of a duty. */
export type DutyQuestion = {
  readonly kind?: string | undefined
  /** `taxonomy/class`; duties for the classes above it, also over crosswalks, fit as well. */
  readonly field?: string | undefined
  readonly place?: string | undefined
  readonly matter?: string | undefined
  readonly on: PlainDate
}

/** One step from an organisation to the one that came after it. */
export type Succession = {
  readonly from: string
  readonly to: string
  readonly on: string
  readonly source: string
}

export type RoutedUnit = {
  /** Who it is on that day. */
  readonly organisation: string
  /** How the duty names it. */
  readonly named: string
  /** From the name in the duty to the organisation of that day. */
  readonly by: readonly Succession[]
  readonly duty: string
  /** The organisation had ended by that day and nobody came after it. */
  readonly ended?: true
}

/** A duty that fits the question, how closely, and what the answer takes from it. */
export type RouteStep = {
  readonly duty: string
  readonly source: string
  readonly fits: { readonly kind: boolean; readonly place: Nearness; readonly field: Nearness }
  readonly gives: readonly RoutePart[]
}

/** same: exactly; around: a place or class that contains it; any: the duty does not narrow it. */
export type Nearness = 'same' | 'around' | 'any'

/** Documents that are equally close and name different units; the answer follows the one in force the latest. */
export type RouteConflict = {
  readonly part: 'lead' | 'decide'
  readonly duties: readonly { readonly duty: string; readonly source: string; readonly units: readonly string[] }[]
}

export type DutyRoute = {
  readonly lead: readonly RoutedUnit[]
  readonly assist: readonly RoutedUnit[]
  readonly decide: readonly RoutedUnit[]
  /** Every duty that fits, the closest first. */
  readonly trail: readonly RouteStep[]
  readonly conflicts: readonly RouteConflict[]
}

type Duty = ProgrammeDoc<'duties'>

type Candidate = {
  readonly duty: Duty
  readonly kind: boolean
  /** 0: the duty does not narrow it; 1000: exactly; less by the steps between. */
  readonly place: number
  readonly field: number
}

const exact = 1000
const overCrosswalk = 400

/**
 * Which units a matter belongs to on a day. Of all duties in force that fit, one about the kind of case goes before one that is
 * not; then the closest place decides, then the closest industry. Lead and assist come from the closest duty that names a lead,
 * decide from the closest that names who decides. Units that were renamed or merged are followed to that day.
 */
export function unitsFor(programme: Programme, question: DutyQuestion): DutyRoute {
  const ranked = candidatesOf(programme, question)
  const leading = closest(ranked, (one) => one.duty.lead.length > 0)
  const deciding = closest(ranked, (one) => (one.duty.decide ?? []).length > 0)
  const { on } = question
  const unitsOf = (chosen: readonly Candidate[], part: RoutePart) =>
    unique(
      chosen.flatMap(({ duty }) => (duty[part] ?? []).flatMap((id) => unitOn(programme, { id, on, duty: duty.id }))),
    )
  const [leads, deciders] = [latest(leading), latest(deciding)]
  const lead = unitsOf(leads, 'lead')
  const decide = unitsOf(deciders, 'decide')
  const assist = unitsOf(leads, 'assist').filter(
    (one) => !lead.some(({ organisation }) => organisation === one.organisation),
  )
  return {
    lead,
    assist,
    decide,
    trail: ranked.map((one) => stepOf(one, { leads, deciders })),
    conflicts: [
      ...conflictOf(leading, 'lead', (one) => unitsOf([one], 'lead')),
      ...conflictOf(deciding, 'decide', (one) => unitsOf([one], 'decide')),
    ],
  }
}

function stepOf(
  one: Candidate,
  { leads, deciders }: { leads: readonly Candidate[]; deciders: readonly Candidate[] },
): RouteStep {
  const gives: RoutePart[] = []
  if (leads.includes(one)) gives.push('lead')
  if (leads.includes(one) && (one.duty.assist ?? []).length > 0) gives.push('assist')
  if (deciders.includes(one)) gives.push('decide')
  const nearness = (points: number): Nearness => (points === 0 ? 'any' : points === exact ? 'same' : 'around')
  return {
    duty: one.duty.id,
    source: one.duty.source,
    fits: { kind: one.kind, place: nearness(one.place), field: nearness(one.field) },
    gives,
  }
}

/** Duties in force on the day that are about what was asked, the closest first. */
function candidatesOf(programme: Programme, question: DutyQuestion): Candidate[] {
  const { on, kind, matter } = question
  const around = question.place === undefined ? [] : placesAround(programme, question.place)
  const fieldOf = fieldNearness(programme, question.field)
  const same = matter === undefined ? undefined : findDoc(programme, 'duties', matter)
  return listDocs(programme, 'duties')
    .filter(({ from, to }) => from <= on && (to === undefined || to >= on))
    .flatMap((duty): Candidate[] => {
      if (matter !== undefined && !isSameMatter(duty, same)) return []
      const ofKind = kind !== undefined && duty.cases?.includes(kind) === true
      if (matter === undefined && duty.cases !== undefined && !ofKind) return []
      const place = placeNearness(duty, around, question)
      const field =
        duty.field === undefined ? 0 : question.field === undefined && matter !== undefined ? 0 : fieldOf(duty.field)
      if (place === undefined || field === undefined) return []
      const isAsked = ofKind || place > 0 || field > 0 || matter !== undefined
      return isAsked ? [{ duty, kind: ofKind, place, field }] : []
    })
    .sort((a, b) => rank(b, a) || (a.duty.id < b.duty.id ? -1 : 1))
}

function isSameMatter(duty: Duty, asked: Duty | undefined): boolean {
  return asked !== undefined && (duty.id === asked.id || duty.matter.zh === asked.matter.zh)
}

/** How close the place of a duty is; undefined when the duty is about another place. */
function placeNearness(duty: Duty, around: readonly string[], { place, matter }: DutyQuestion): number | undefined {
  if (duty.place === undefined || (place === undefined && matter !== undefined)) return 0
  const steps = around.indexOf(duty.place)
  return steps < 0 ? undefined : exact - steps
}

/** How close a class of a duty is to the one asked for; undefined when that does not lie in it, or only in part. */
function fieldNearness(programme: Programme, asked: string | undefined): (held: string) => number | undefined {
  if (asked === undefined) return () => undefined
  const isIn = createMembership(programme)
  const [taxonomy = ''] = asked.split('/')
  const above = classesAbove(programme, asked)
  return (held) => {
    const steps = above.indexOf(held)
    if (steps >= 0) return exact - steps
    return held.startsWith(`${taxonomy}/`) || isIn([asked], [held]) !== true ? undefined : overCrosswalk
  }
}

/** The class and those above it in its taxonomy. */
function classesAbove(programme: Programme, ref: string): string[] {
  const [taxonomyId = '', first] = ref.split('/')
  const classes = findDoc(programme, 'taxonomies', taxonomyId)?.classes ?? []
  const above: string[] = []
  for (let id = first; id !== undefined && !above.includes(`${taxonomyId}/${id}`); ) {
    above.push(`${taxonomyId}/${id}`)
    id = classes.find((one) => one.id === id)?.parent
  }
  return above
}

function placesAround(programme: Programme, place: string): string[] {
  const around: string[] = []
  for (let id: string | undefined = place; id !== undefined && !around.includes(id); ) {
    around.push(id)
    id = findDoc(programme, 'places', id)?.parent
  }
  return around
}

/** Positive when `a` is closer than `b`. */
function rank(a: Candidate, b: Candidate): number {
  return Number(a.kind) - Number(b.kind) || a.place - b.place || a.field - b.field
}

/** Those that are equally close and closer than all others that have what is wanted. */
function closest(ranked: readonly Candidate[], wanted: (one: Candidate) => boolean): Candidate[] {
  const having = ranked.filter(wanted)
  const [first] = having
  return first === undefined ? [] : having.filter((one) => rank(one, first) === 0)
}

/** Of equally close duties those of the document that is in force the latest. */
function latest(tied: readonly Candidate[]): Candidate[] {
  const from = tied.reduce((most, { duty }) => (duty.from > most ? duty.from : most), '')
  return tied.filter(({ duty }) => duty.from === from)
}

function documentOf(duty: Duty): string {
  return duty.source.split(' ')[0] ?? ''
}

function conflictOf(
  tied: readonly Candidate[],
  part: 'lead' | 'decide',
  unitsOf: (one: Candidate) => readonly RoutedUnit[],
): RouteConflict[] {
  const said = tied.map((one) => ({
    duty: one.duty.id,
    source: one.duty.source,
    document: documentOf(one.duty),
    units: unitsOf(one).map(({ organisation }) => organisation),
  }))
  const byDocument = new Map<string, string[]>()
  for (const { document, units } of said) byDocument.set(document, [...(byDocument.get(document) ?? []), ...units])
  const answers = new Set([...byDocument.values()].map((all) => [...new Set(all)].sort().join(' ')))
  return answers.size < 2 ? [] : [{ part, duties: said.map(({ document: _document, ...one }) => one) }]
}

type Named = { readonly id: string; readonly on: PlainDate; readonly duty: string }

/** Who an organisation is on a day: itself, or who came after it; several where it was divided. */
function unitOn(programme: Programme, { id, on, duty }: Named): RoutedUnit[] {
  const follow = (organisation: string, by: readonly Succession[]): RoutedUnit[] => {
    const found = findDoc(programme, 'organisations', organisation)
    const next = (found?.successors ?? []).filter(
      (one) => one.from <= on && !by.some(({ from }) => from === one.organisation),
    )
    if (next.length > 0)
      return next.flatMap((one) =>
        follow(one.organisation, [
          ...by,
          { from: organisation, to: one.organisation, on: one.from, source: one.source },
        ]),
      )
    const hasEnded = found?.to !== undefined && found.to < on
    return [{ organisation, named: id, by, duty, ...(hasEnded ? { ended: true as const } : {}) }]
  }
  return follow(id, [])
}

/** The organisation, or organisations, that one is on a day, with the way there. */
export function successorsOn(programme: Programme, id: string, on: PlainDate): Omit<RoutedUnit, 'duty'>[] {
  return unitOn(programme, { id, on, duty: '' }).map(({ duty: _duty, ...unit }) => unit)
}

function unique(units: readonly RoutedUnit[]): RoutedUnit[] {
  return [...new Map(units.toReversed().map((one) => [one.organisation, one])).values()].reverse()
}

/**
 * The series of meetings that decides a matter for a place: that of the place itself, or the next above it that does.
 * `passed` are the series that pass it on. Undefined when no series decides it, or, without a place, several do.
 */
export function seriesFor(
  programme: Programme,
  { matter, place }: { readonly matter: string; readonly place?: string | undefined },
): { readonly series: string; readonly passed: readonly string[] } | undefined {
  const all = listDocs(programme, 'meetings')
  const decides = (id: string) => all.find((one) => one.id === id)?.decides.some((one) => one.id === matter) === true
  const around = place === undefined ? [] : placesAround(programme, place)
  const local = around.flatMap((at) =>
    all.filter(({ body }) => findDoc(programme, 'organisations', body)?.place === at).map(({ id }) => id),
  )
  for (const first of local) {
    const passed: string[] = []
    for (let id: string | undefined = first; id !== undefined && !passed.includes(id); ) {
      if (decides(id)) return { series: id, passed }
      passed.push(id)
      id = all.find((one) => one.id === id)?.passes_to
    }
  }
  const deciding = place === undefined ? all.filter(({ id }) => decides(id)) : []
  const [only] = deciding
  return only === undefined || deciding.length > 1 ? undefined : { series: only.id, passed: [] }
}
