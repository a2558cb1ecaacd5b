import { findDoc, listDocs } from './lookup.ts'
import type { Programme, ProgrammeDoc, ProgrammeIndicator } from './programme.ts'
import { type WordName, wordNames } from './schema/words.ts'

/** What differs in one word between two programmes; of a changed document, which of its fields. */
export type WordDiff = {
  readonly word: WordName
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly { readonly id: string; readonly fields: readonly string[] }[]
}

/** What is stored under something that an upgrade takes away. */
export type OrphanKind =
  | 'observations'
  | 'values_in_other_unit'
  | 'returns'
  | 'cells'
  | 'cases'
  | 'subjects'
  | 'classifications'
  | 'memberships'
  | 'grants'
  | 'duties'
  | 'citations'

export type Orphan = {
  readonly word: WordName
  readonly id: string
  readonly part?: string
  readonly leaves: OrphanKind
}

export type ProgrammeDiff = {
  readonly words: readonly WordDiff[]
  readonly head: readonly string[]
  readonly orphans: readonly Orphan[]
}

/** What changes from one programme to the next, word by word, and what an upgrade would leave without its meaning. */
export function diffProgrammes(before: Programme, after: Programme): ProgrammeDiff {
  const words = wordNames
    .map((word) => diffWord(word, before, after))
    .filter(({ added, removed, changed }) => added.length + removed.length + changed.length > 0)
  const keys = [
    'id',
    'name',
    'version',
    'languages',
    'timeZone',
    'rootPlace',
    'calendarId',
    'placeKinds',
    'workKinds',
    'outliers',
    'supervision',
    'assessmentKinds',
    'land',
    'texts',
    'population',
    'layers',
  ] as const
  const head = keys.filter((key) => canonical(before[key]) !== canonical(after[key]))
  return { words, head, orphans: [...removedOrphans(words), ...changedOrphans(before, after)] }
}

type Documents = Readonly<Record<string, Readonly<Record<string, unknown>>>>

function diffWord(word: WordName, before: Programme, after: Programme): WordDiff {
  const [old, fresh] = [before[word] as unknown as Documents, after[word] as unknown as Documents]
  const ids = Object.keys(old)
  return {
    word,
    added: Object.keys(fresh).filter((id) => !Object.hasOwn(old, id)),
    removed: ids.filter((id) => !Object.hasOwn(fresh, id)),
    changed: ids.flatMap((id) => {
      const [was, is] = [old[id], Object.hasOwn(fresh, id) ? fresh[id] : undefined]
      if (was === undefined || is === undefined) return []
      const keys = new Set([...Object.keys(was), ...Object.keys(is)])
      const fields = [...keys].filter((key) => key !== 'origin' && canonical(was[key]) !== canonical(is[key]))
      return fields.length === 0 ? [] : [{ id, fields }]
    }),
  }
}

/** One text for equal content: keys in order, formulas by their text alone. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (key, inner: unknown) => {
      if (key === 'tree') return undefined
      if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
      return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
    }) ?? ''
  )
}

const leftBy: Readonly<Partial<Record<WordName, OrphanKind>>> = {
  indicators: 'observations',
  forms: 'returns',
  workflows: 'cases',
  places: 'subjects',
  taxonomies: 'classifications',
  organisations: 'memberships',
  roles: 'grants',
  sources: 'citations',
  tasks: 'cases',
  slips: 'cases',
  meetings: 'cases',
  checklists: 'cases',
}

function removedOrphans(words: readonly WordDiff[]): Orphan[] {
  return words.flatMap(({ word, removed }) => {
    const leaves = leftBy[word]
    return leaves === undefined ? [] : removed.map((id) => ({ word, id, leaves }))
  })
}

/** What stays but loses a part that something was stored under. */
function changedOrphans(before: Programme, after: Programme): Orphan[] {
  const both = <W extends WordName>(word: W): { id: string; was: ProgrammeDoc<W>; is: ProgrammeDoc<W> }[] =>
    listDocs(before, word).flatMap((was) => {
      const is = findDoc(after, word, was.id)
      return is === undefined ? [] : [{ id: was.id, was, is }]
    })
  const lost = (
    word: WordName,
    leaves: OrphanKind,
    entries: readonly { id: string; was: readonly string[]; is: readonly string[] }[],
  ) =>
    entries.flatMap(({ id, was, is }) =>
      was.filter((part) => !is.includes(part)).map((part): Orphan => ({ word, id, part, leaves })),
    )
  return [
    ...both('indicators').flatMap(({ id, was, is }) => indicatorOrphans(id, was, is)),
    ...lost(
      'forms',
      'cells',
      both('forms').map(({ id, was, is }) => ({ id, was: rowsOf(was), is: rowsOf(is) })),
    ),
    ...lost(
      'workflows',
      'cases',
      both('workflows').map(({ id, was, is }) => ({
        id,
        was: was.states.map((one) => one.id),
        is: is.states.map((one) => one.id),
      })),
    ),
    ...lost(
      'slips',
      'cases',
      both('slips').map(({ id, was, is }) => ({ id, was: idsOf(was.levels), is: idsOf(is.levels) })),
    ),
    ...lost(
      'checklists',
      'cases',
      both('checklists').map(({ id, was, is }) => ({ id, was: idsOf(was.items), is: idsOf(is.items) })),
    ),
    ...lost(
      'taxonomies',
      'classifications',
      both('taxonomies').map(({ id, was, is }) => ({
        id,
        was: was.classes.map((one) => one.id),
        is: is.classes.map((one) => one.id),
      })),
    ),
  ]
}

function idsOf(list: readonly { readonly id: string }[]): string[] {
  return list.map(({ id }) => id)
}

function indicatorOrphans(id: string, was: ProgrammeIndicator, is: ProgrammeIndicator): Orphan[] {
  if (was.kind !== 'reported') return []
  const found: Orphan[] = []
  if (was.unit !== is.unit)
    found.push({ word: 'indicators', id, part: `${was.unit} → ${is.unit}`, leaves: 'values_in_other_unit' })
  for (const key of ['kind', 'subject', 'domain', 'source_kind'] as const) {
    if (was[key] !== is[key])
      found.push({ word: 'indicators', id, part: `${key}: ${was[key]} → ${is[key]}`, leaves: 'observations' })
  }
  const dropped = was.periods.filter((kind) => !is.periods.includes(kind))
  return [...found, ...dropped.map((kind): Orphan => ({ word: 'indicators', id, part: kind, leaves: 'observations' }))]
}

/** The cells of a form: indicator and column. */
function rowsOf(form: Programme['forms'][string]): string[] {
  return form.sections.flatMap((section) =>
    section.rows.flatMap((row) => section.columns.map((column) => `${row.indicator} ${column}`)),
  )
}
