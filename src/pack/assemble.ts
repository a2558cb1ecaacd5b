import { addDays, parsePlainDate, type PlainDate } from '#base/plain-date.ts'
import type { WorkingDayCalendar } from '#base/working-days.ts'
import { formulaPlaces } from './checks/form-derived.ts'
import { type Compiling, conditionKey } from './checks/compiling.ts'
import type { Checked } from './checks/context.ts'
import type { Head } from './checks/head.ts'
import type { Formula } from './formula/node.ts'
import { deepFreeze } from './freeze.ts'
import type { LayerDocument, Stack } from './layers.ts'
import type {
  Doc,
  Programme,
  ProgrammeForm,
  ProgrammeIndexes,
  ProgrammeIndicator,
  ProgrammeScheme,
  ProgrammeSlips,
  ProgrammeWorkflow,
} from './programme.ts'
import type { Calendar } from './schema/calendar.ts'
import { type WordName, wordNames } from './schema/words.ts'

export type Parts = { readonly head: Head; readonly stack: Stack; readonly compiling: Compiling }

/** Puts the programme together from documents that have all been checked. */
export function assembleProgramme({ head, stack, compiling }: Parts): Programme {
  const { context } = compiling
  const indexes = Object.fromEntries(
    wordNames.map((word) => [word, indexOf(word, compiling)]),
  ) as unknown as ProgrammeIndexes
  const population = stack.documents.findLast((one) => one.word === 'population' && !one.overlay)
  const calendar = context.find('calendars', head.calendar)?.content
  const programme = {
    id: head.id,
    name: head.name,
    language: head.language,
    version: head.version,
    languages: head.languages,
    timeZone: head.timeZone,
    rootPlace: head.rootPlace,
    calendarId: head.calendar,
    calendar: workingDays(calendar?.years ?? []),
    placeKinds: head.placeKinds,
    workKinds: head.workKinds,
    ...(head.outliers === undefined ? {} : { outliers: head.outliers }),
    ...(head.supervision === undefined ? {} : { supervision: head.supervision }),
    assessmentKinds: head.assessmentKinds,
    ...(head.land === undefined ? {} : { land: { ...head.land, formulas: headFormulas(stack, compiling) } }),
    texts: { zh: textsOf(stack, 'zh'), en: textsOf(stack, 'en') },
    layers: head.layers,
    ...indexes,
  }
  return deepFreeze(
    population === undefined
      ? programme
      : { ...programme, population: population.content as NonNullable<Programme['population']> },
  )
}

function indexOf(word: WordName, compiling: Compiling): Record<string, unknown> {
  const documents = [...compiling.context.list(word)].sort((a, b) => (a.id < b.id ? -1 : 1))
  const index = Object.create(null) as Record<string, unknown>
  for (const document of documents) index[document.id] = toDoc(document, compiling)
  return index
}

function toDoc(document: Checked, compiling: Compiling): Doc<object> {
  const identity = { id: document.id, origin: document.origin }
  if (document.word === 'indicators') return indicatorDoc(document as unknown as Checked<'indicators'>, compiling)
  if (document.word === 'forms') return formDoc(document as unknown as Checked<'forms'>, compiling)
  if (document.word === 'workflows') return workflowDoc(document as unknown as Checked<'workflows'>, compiling)
  if (document.word === 'schemes') return schemeDoc(document as unknown as Checked<'schemes'>, compiling)
  if (document.word === 'slips') return slipsDoc(document as unknown as Checked<'slips'>, compiling)
  const formulas = compiling.landFormulas.get(`${document.word}/${document.id}`)
  return { ...document.content, ...identity, ...(formulas === undefined ? {} : { formulas }) }
}

/** The formulas that heads say of land, by their text. */
function headFormulas(stack: Stack, { landFormulas }: Compiling): Record<string, Formula> {
  const heads = stack.documents.filter((one) => one.word === 'pack')
  return Object.assign({}, ...heads.map((one) => landFormulas.get(`pack/${one.id}`))) as Record<string, Formula>
}

function indicatorDoc({ id, origin, content }: Checked<'indicators'>, { formulasOf }: Compiling): ProgrammeIndicator {
  const { formula: _texts, ...rest } = content
  return { ...rest, id, origin, formulas: formulasOf.get(id) ?? [] }
}

function formDoc({ id, origin, content }: Checked<'forms'>, { conditions }: Compiling): ProgrammeForm {
  const { checks = [], peers = [], respondents, ...rest } = content
  const where = conditions.get(conditionKey('forms', id, ['respondents', 'where']))
  return {
    ...rest,
    id,
    origin,
    respondents: where === undefined ? { subject: respondents.subject } : { subject: respondents.subject, where },
    checks: checks.flatMap((check, at) => {
      const require = conditions.get(conditionKey('forms', id, ['checks', at, 'require']))
      return require === undefined ? [] : [{ ...check, require }]
    }),
    peers: peers.flatMap((one, at) => {
      const of = conditions.get(conditionKey('forms', id, ['peers', at, 'of']))
      return of === undefined ? [] : [{ ...one, of }]
    }),
    formulas: Object.fromEntries(
      [...formulaPlaces(content)].flatMap(([name, path]) => {
        const formula = conditions.get(conditionKey('forms', id, path))
        return formula === undefined ? [] : [[name, formula]]
      }),
    ),
  }
}

function workflowDoc({ id, origin, content }: Checked<'workflows'>, { conditions }: Compiling): ProgrammeWorkflow {
  const acts = content.acts.map((act, at) => ({
    ...act,
    requires: (act.requires ?? []).flatMap(
      (_text, index) => conditions.get(conditionKey('workflows', id, ['acts', at, 'requires', index])) ?? [],
    ),
  }))
  return { ...content, id, origin, acts }
}

function schemeDoc({ id, origin, content }: Checked<'schemes'>, { schemes }: Compiling): ProgrammeScheme {
  return { ...content, id, origin, formulas: schemes.get(id) ?? {} }
}

function slipsDoc({ id, origin, content }: Checked<'slips'>, { conditions }: Compiling): ProgrammeSlips {
  const levels = content.levels.map(({ issued_when: _text, ...level }, at) => {
    const condition = conditions.get(conditionKey('slips', id, ['levels', at, 'issued_when']))
    return condition === undefined ? level : { ...level, issued_when: condition }
  })
  return { ...content, id, origin, levels }
}

/** The days of a calendar as `base/working-days.ts` wants them. */
function workingDays(years: Calendar['years']): WorkingDayCalendar {
  const holidays = years.flatMap((year) =>
    year.holidays.flatMap(({ from, to }) => daysFrom(parsePlainDate(from), parsePlainDate(to))),
  )
  const workdays = years.flatMap((year) => year.workdays.map(parsePlainDate))
  const last = Math.max(1, ...years.map((year) => year.year))
  return { holidays, workdays, publishedThrough: parsePlainDate(`${String(last).padStart(4, '0')}-12-31`) }
}

function daysFrom(from: PlainDate, to: PlainDate): PlainDate[] {
  const days: PlainDate[] = []
  for (let day = from; day <= to && days.length < 366; day = addDays(day, 1)) days.push(day)
  return days
}

/** The words of all layers; upper packs override, overlays only add. */
function textsOf(stack: Stack, language: 'zh' | 'en'): Record<string, string> {
  const ofLanguage = (document: LayerDocument) => document.word === 'texts' && document.id === language
  const layers = stack.documents.filter(ofLanguage)
  const ordered = [...layers.filter((one) => one.overlay), ...layers.filter((one) => !one.overlay)]
  return Object.assign(
    Object.create(null) as Record<string, string>,
    ...ordered.map((one) => one.content as Record<string, string>),
  ) as Record<string, string>
}
