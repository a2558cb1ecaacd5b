import { isBlank } from '#base/blank.ts'
import { type PlainDate, parsePlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { compare, convert, type Quantity, quantity } from '#base/quantity.ts'
import { addWorkingDays } from '#base/working-days.ts'
import { createMembership } from './classes.ts'
import { type RoutedUnit, seriesFor, unitsFor } from './duties.ts'
import { dependencyKey } from './formula/dependencies.ts'
import { evaluateCondition, evaluateFormula, type Given } from './formula/evaluate.ts'
import type { Formula } from './formula/node.ts'
import { parseFormula } from './formula/parse.ts'
import { quotaAnswers, releasedHousing, renewalAnswer, spaceAnswers } from './land-rules.ts'
import { findDoc, formulaOn, getDoc, listDocs } from './lookup.ts'
import type { Programme, ProgrammeDoc } from './programme.ts'
import type { PlainValue } from './schema/example.ts'
import { slipAmounts } from './schema/slip.ts'
import { isRecord } from './schema-walk.ts'
import { assessStandard, type RowAnswer } from './standards.ts'

type Example = ProgrammeDoc<'examples'>
type Fields = Readonly<Record<string, PlainValue>>

/** What came out of an example; `not_here` for kinds that a capability runs. */
export type ExampleRun = {
  readonly id: string
  readonly result: 'as_expected' | 'differs' | 'not_here'
  readonly found?: Fields
  readonly expected: Fields
}

const runners: Readonly<Partial<Record<Example['kind'], (given: Fields, programme: Programme) => Fields>>> = {
  formula: runFormula,
  condition: runCondition,
  check: runCheck,
  working_days: runWorkingDays,
  workflow: runWorkflow,
  crosswalk: runCrosswalk,
  unit: runUnit,
  duty: runDuty,
  slip: runSlip,
  standard: runStandard,
  land_rule: runLandRule,
}

/** Runs the examples of a programme; what it says to expect is compared with what comes out. */
export function runExamples(programme: Programme): ExampleRun[] {
  return listDocs(programme, 'examples').map((example) => {
    const run = runners[example.kind]
    const expected = example.expect as Fields
    if (run === undefined) return { id: example.id, result: 'not_here', expected }
    const found = run(example.given as Fields, programme)
    const fits = Object.entries(expected).every(([key, value]) => same(found[key], value, found.unit))
    return { id: example.id, result: fits ? 'as_expected' : 'differs', found, expected }
  })
}

/** Equal amounts are equal whatever their digits; a result with more digits is compared at the digits of the expectation. */
function same(found: PlainValue | undefined, expected: PlainValue, unit: PlainValue | undefined): boolean {
  const number = /^-?\d+(\.(\d+))?$/
  const digits = typeof expected === 'string' ? number.exec(expected) : null
  if (digits !== null && typeof found === 'string' && number.test(found)) {
    const code = typeof unit === 'string' ? unit : 'one'
    const rounded = convert({ value: found, unit: code }, code, digits[2]?.length ?? 0)
    return compare(rounded, quantity(String(expected), code)) === 0
  }
  return JSON.stringify(found) === JSON.stringify(expected === true ? 'yes' : expected === false ? 'no' : expected)
}

function text(fields: Fields, key: string): string {
  const value = fields[key]
  if (typeof value !== 'string') throw new Problem('invalid_input', { details: { example: key, expected: 'text' } })
  return value
}

/** `12.5 CNY_10k`, or a number alone, or a reason of a blank. */
function readValue(written: PlainValue): ReturnType<Given['valueOf']> {
  const [value = '', unit = 'one'] = typeof written === 'string' ? written.split(' ') : []
  return /^-?\d+(\.\d+)?$/.test(value)
    ? quantity(value, unit)
    : { blank: value === '' ? 'not_reported' : (value as 'not_reported') }
}

function givenOf(given: Fields, programme: Programme): Given {
  const values = isRecord(given.values) ? (given.values as Fields) : {}
  const attributes = isRecord(given.attributes) ? (given.attributes as Fields) : {}
  const membership = createMembership(programme)
  return {
    valueOf(dependency) {
      const written = values[dependencyKey(dependency)]
      return written === undefined ? { blank: 'not_reported' } : readValue(written)
    },
    isIn(attribute, classes) {
      const held = attributes[attribute]
      return Array.isArray(held) ? membership(held.map(String), classes) : undefined
    },
    holds: (attribute) => (typeof attributes[attribute] === 'boolean' ? attributes[attribute] : undefined),
  }
}

function runFormula(given: Fields, programme: Programme): Fields {
  const id = typeof given.indicator === 'string' ? given.indicator : undefined
  const indicator = id === undefined ? undefined : getDoc(programme, 'indicators', id)
  const at: PlainDate = parsePlainDate(typeof given.at === 'string' ? given.at : '9999-12-31')
  const formula: Formula =
    indicator === undefined
      ? parseFormula(text(given, 'is'))
      : (formulaOn(indicator, at)?.is ?? parseFormula(indicator.id))
  const result = {
    unit: indicator?.unit ?? (typeof given.unit === 'string' ? given.unit : 'one'),
    scale: indicator?.scale ?? 18,
  }
  const { value, missing } = evaluateFormula(formula, givenOf(given, programme), result)
  const names = missing.map((one) => one.name)
  return isBlank(value) ? { blank: value.blank, missing: names } : { ...(value satisfies Quantity) }
}

function answer(condition: Formula, given: Fields, programme: Programme): Fields {
  const { answer: said, because } = evaluateCondition(condition, givenOf(given, programme))
  return { answer: said, because: because.map((one) => one.name) }
}

function runCondition(given: Fields, programme: Programme): Fields {
  return answer(parseFormula(text(given, 'condition')), given, programme)
}

function runCheck(given: Fields, programme: Programme): Fields {
  const form = getDoc(programme, 'forms', text(given, 'form'))
  const check = form.checks.find((one) => one.id === given.check)
  if (check === undefined) throw new Problem('not_found', { details: { what: 'check', id: given.check } })
  return answer(check.require, given, programme)
}

function runWorkingDays(given: Fields, programme: Programme): Fields {
  const { date, provisional } = addWorkingDays(
    programme.calendar,
    parsePlainDate(text(given, 'from')),
    Number(text(given, 'days')),
  )
  return { date, provisional }
}

function runWorkflow(given: Fields, programme: Programme): Fields {
  const workflow = getDoc(programme, 'workflows', text(given, 'workflow'))
  const done = Array.isArray(given.acts) ? given.acts.map(String) : []
  let state = workflow.initial
  for (const id of done) {
    const branches = workflow.states.find((one) => one.id === state)?.branches ?? []
    if (branches.some((branch) => branch.outcomes.some((outcome) => `${branch.id}.${outcome.id}` === id))) continue
    const act = workflow.acts.find((one) => one.id === id && one.from.includes(state))
    if (act === undefined) return { state, refused: id }
    state = act.to
  }
  return { state, next: workflow.acts.filter((one) => one.from.includes(state)).map((one) => one.id) }
}

function runCrosswalk(given: Fields, programme: Programme): Fields {
  const crosswalk = findDoc(programme, 'crosswalks', text(given, 'crosswalk'))
  const links = crosswalk?.links.filter((link) => link.from === given.class) ?? []
  return { classes: links.map((link) => link.to), part: links.some((link) => link.part === true) }
}

function runUnit(given: Fields): Fields {
  return convert(quantity(text(given, 'value'), text(given, 'unit')), text(given, 'to'))
}

/** Who a matter belongs to; `meeting` is the series that decides the kind of case as its matter. */
function runDuty(given: Fields, programme: Programme): Fields {
  const asked = (key: string) => (typeof given[key] === 'string' ? String(given[key]) : undefined)
  const [kind, place] = [asked('kind'), asked('place')]
  const question = { kind, place, field: asked('field'), matter: asked('matter') }
  const route = unitsFor(programme, { ...question, on: parsePlainDate(text(given, 'on')) })
  const ids = (units: readonly RoutedUnit[]) => units.map((one) => one.organisation)
  return {
    lead: ids(route.lead),
    assist: ids(route.assist),
    decide: ids(route.decide),
    conflicts: [...new Set(route.conflicts.flatMap(({ duties }) => duties.map((one) => one.duty)))],
    meeting: (kind === undefined ? undefined : seriesFor(programme, { matter: kind, place })?.series) ?? null,
  }
}

/** The levels that are issued by rule for a task of which this is known. */
function runSlip(given: Fields, programme: Programme): Fields {
  const { levels } = getDoc(programme, 'slips', text(given, 'slips'))
  const facts = isRecord(given.facts) ? (given.facts as Fields) : {}
  const known: Given = {
    ...givenOf(given, programme),
    factOf: (name) => (Object.hasOwn(slipAmounts, name) ? undefined : { holds: facts[name] === true }),
  }
  const issued = levels.filter(
    (level) => level.issued_when !== undefined && evaluateCondition(level.issued_when, known).answer === 'yes',
  )
  return { levels: issued.map((level) => level.id) }
}

/** What is known of a project on a parcel: values, facts, and whether it lies in classes and places. */
function landGiven(given: Fields, programme: Programme): Given {
  const facts = isRecord(given.facts) ? (given.facts as Fields) : {}
  const names = (programme.land?.facts ?? []).map(({ id }) => id)
  return {
    ...givenOf(given, programme),
    factOf: (name) =>
      names.includes(name) ? { holds: typeof facts[name] === 'boolean' ? facts[name] : undefined } : undefined,
  }
}

/** How a project stands to a standard: rows by their answer, and which exceptions may be decided on. */
function runStandard(given: Fields, programme: Programme): Fields {
  const relative = isRecord(given.relative) ? (given.relative as Fields) : {}
  const stated = isRecord(given.stated) ? (given.stated as Fields) : {}
  const known = {
    ...landGiven(given, programme),
    relativeOf: ({ id }: { id: string }) => readValue(relative[id] ?? ''),
    statedOf: ({ id }: { id: string }) => (typeof stated[id] === 'boolean' ? stated[id] : undefined),
  }
  const granted = Array.isArray(given.granted) ? given.granted.map(String) : []
  const standard = getDoc(programme, 'standards', text(given, 'standard'))
  const { answer: said, rows, exceptions, because } = assessStandard(standard, known, granted)
  const by = (wanted: RowAnswer) => rows.filter((one) => one.answer === wanted).map(({ row }) => row.id)
  return {
    answer: said,
    because: [...because],
    met: by('met'),
    unmet: by('unmet'),
    unknown: by('unknown'),
    not_stated: by('not_stated'),
    not_asked: by('not_asked'),
    waived: by('waived'),
    eased: rows.flatMap(({ row, eased }) => (eased === undefined ? [] : [`${row.id} ${eased}`])),
    shortfalls: rows.flatMap(({ row, shortfall }) =>
      shortfall === undefined ? [] : [`${row.id} ${shortfall.value} ${shortfall.unit}`],
    ),
    exceptions: exceptions.filter((one) => one.answer === 'yes').map(({ id }) => id),
  }
}

/** What the rules of a quota, a renewal or a programme of space say of one project. */
function runLandRule(given: Fields, programme: Programme): Fields {
  const known = landGiven(given, programme)
  const of = (key: string) => (typeof given[key] === 'string' ? String(given[key]) : undefined)
  const [quota, renewal, space] = [of('quota'), of('renewal'), of('space')]
  if (quota !== undefined) return byAnswer(quotaAnswers(getDoc(programme, 'quotas', quota), known))
  if (space !== undefined) {
    const { selects, terms } = spaceAnswers(getDoc(programme, 'spaces', space), known)
    return byAnswer([...selects, ...terms])
  }
  const document = getDoc(programme, 'renewals', renewal ?? '')
  const { answer: said, requires, refuses } = renewalAnswer(document, known)
  const released = releasedHousing(document, known).value
  return { answer: said, released, ...byAnswer([...requires, ...refuses]) }
}

function byAnswer(answers: readonly { rule: { id: string }; answer: string }[]): Fields {
  const by = (wanted: string) => answers.filter((one) => one.answer === wanted).map(({ rule }) => rule.id)
  return { yes: by('yes'), no: by('no'), unknown: by('unknown') }
}
