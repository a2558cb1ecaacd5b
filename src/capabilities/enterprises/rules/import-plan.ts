import type { Decision } from '#base/decision.ts'
import type {
  Classification,
  Enterprise,
  EnterpriseFields,
  EnterpriseStatus,
  ImportLine,
  ImportProblem,
} from '../contract.ts'
import { checkCode, checkFields, differences, fieldsOf, toKept, type Vocabulary } from '../rules.ts'
import { changeClassification } from './classification.ts'
import { rungsOn, type Stay, type StayRefusal, stayOnly } from './rungs.ts'
import { type ImportRow, linesTwice, plainWord, refusal } from '#base/import-sheet.ts'

/** The part of the register that a file speaks of. */
export type KnownEnterprises = {
  readonly records: readonly {
    readonly enterprise: Enterprise
    readonly history: readonly Classification[]
    readonly stays: readonly Stay[]
  }[]
  /** Credit codes held by records that this clerk may not see. */
  readonly takenElsewhere: ReadonlySet<string>
}

export type EnterprisePlanContext = {
  readonly vocabulary: Vocabulary
  readonly known: KnownEnterprises
  /** Whether this clerk may write an enterprise of this town and base. */
  readonly may: (town: string, base: string | null) => Decision
  readonly today: string
}

/** What one good line does to the register. */
export type EnterpriseWrite = {
  readonly id: string | null
  readonly version: number
  readonly fields: EnterpriseFields
  readonly history: readonly Classification[]
  readonly effectiveFrom: string
  readonly codeReason: string | null
  /** Where it stands on growth ladders from now on; null where the file says nothing else than the register. */
  readonly stays: readonly Stay[] | null
}

export type PlannedEnterprise = { readonly line: ImportLine; readonly write: EnterpriseWrite | null }

type Known = KnownEnterprises['records'][number]
type Match = { readonly known?: Known } | { readonly problem: ImportProblem }

const nothing: EnterpriseFields = {
  name: '',
  creditCode: null,
  formerNames: [],
  town: '',
  base: null,
  industry: null,
  size: null,
  ownership: null,
  aboveScaleSince: null,
  aboveScaleUntil: null,
  status: 'operating',
  openedOn: null,
  address: null,
  contact: { name: null, phone: null },
}

/** What a file of enterprises would do, line by line; the same file on a register that already holds it does nothing. */
export function planEnterprises(rows: readonly ImportRow[], context: EnterprisePlanContext): PlannedEnterprise[] {
  const match = matcher(context.known)
  const matches = new Map(rows.map((row) => [row.line, match(row)]))
  const subjectOf = (row: ImportRow) => {
    const found = matches.get(row.line)
    return found !== undefined && 'known' in found ? found.known?.enterprise.id : undefined
  }
  const keys: [string, (row: ImportRow) => string | undefined][] = [
    ['credit_code', (row) => row.values.credit_code ?? undefined],
    ['id', subjectOf],
    ['name', (row) => (row.values.name == null ? undefined : `${plainWord(row.values.name)} ${row.values.town ?? ''}`)],
  ]
  const twice = keys.map(([field, keyOf]) => [field, linesTwice(rows, keyOf)] as const)
  return rows.map((row) => {
    const problems = [...row.problems]
    const doubled = twice.find(([, lines]) => lines.has(row.line))
    if (doubled !== undefined) {
      problems.push(
        refusal({
          where: row.where,
          field: doubled[0],
          code: 'import.line_twice',
          found: row.values[doubled[0]] ?? row.values.name,
          expected: `line ${doubled[1].get(row.line)}`,
        }),
      )
    }
    return planLine(row, { ...context, problems, match: matches.get(row.line) ?? {} })
  })
}

function matcher({ records }: KnownEnterprises): (row: ImportRow) => Match {
  const byId = new Map(records.map((known) => [known.enterprise.id, known]))
  const byCode = new Map(
    records.flatMap((known) =>
      known.enterprise.creditCode === null ? [] : [[known.enterprise.creditCode, known] as const],
    ),
  )
  const byName = new Map<string, Known[]>()
  for (const known of records) {
    const name = plainWord(known.enterprise.name)
    byName.set(name, [...(byName.get(name) ?? []), known])
  }
  return (row) => {
    const { id, credit_code: code, name, town } = row.values
    if (id != null) {
      const known = byId.get(id)
      return known === undefined
        ? { problem: refusal({ where: row.where, field: 'id', code: 'import.unknown_id', found: id }) }
        : { known }
    }
    const holder = code == null ? undefined : byCode.get(code)
    if (holder !== undefined) return { known: holder }
    const same = (byName.get(plainWord(name ?? '')) ?? []).filter(
      (known) => town == null || known.enterprise.town === town,
    )
    if (same.length > 1)
      return {
        problem: refusal({
          where: row.where,
          field: 'name',
          code: 'import.name_not_unique',
          found: name ?? '',
          expected: `${same.length}`,
        }),
      }
    const [only] = same
    if (only !== undefined && code != null && only.enterprise.creditCode !== null) {
      return {
        problem: refusal({
          where: row.where,
          field: 'credit_code',
          code: 'import.other_code',
          found: code,
          expected: only.enterprise.creditCode,
        }),
      }
    }
    return only === undefined ? {} : { known: only }
  }
}

type LineContext = EnterprisePlanContext & { readonly problems: ImportProblem[]; readonly match: Match }

function planLine(row: ImportRow, context: LineContext): PlannedEnterprise {
  const { problems, match } = context
  if ('problem' in match) problems.push(match.problem)
  const known = 'known' in match ? match.known : undefined
  const before = known === undefined ? nothing : fieldsOf(known.enterprise)
  const after = merge(before, row)
  const refuse = (field: string, code: string, more: { found?: string | null; expected?: string } = {}) =>
    problems.push(refusal({ where: row.where, field, code, ...more }))
  if (problems.length === 0) checkLine({ row, known, after, refuse }, context)
  const effectiveFrom = row.values.valid_from ?? context.today
  const changed = known === undefined ? undefined : changeClassification(known.history, after, effectiveFrom)
  if (changed !== undefined && 'refused' in changed && problems.length === 0) {
    refuse('valid_from', 'import.later_change', { found: effectiveFrom, expected: `≥ ${changed.laterFrom}` })
  }
  const rungs = planRungs(row, known?.stays ?? [], effectiveFrom)
  if (rungs !== null && 'refused' in rungs && problems.length === 0) refuse('rungs', rungs.refused.code, rungs.refused)
  const changes = [...differences(before, after), ...(rungs !== null && 'change' in rungs ? [rungs.change] : [])].map(
    (change) => ({ ...change, before: known === undefined ? null : change.before }),
  )
  const outcome =
    problems.length > 0 ? 'refused' : known === undefined ? 'created' : changes.length > 0 ? 'changed' : 'unchanged'
  const line: ImportLine = {
    line: row.line,
    outcome,
    label: after.name,
    subject: known?.enterprise.id ?? null,
    changes: outcome === 'refused' ? [] : changes,
    problems,
  }
  if (outcome !== 'created' && outcome !== 'changed') return { line, write: null }
  const history = changed !== undefined && 'history' in changed ? changed.history : []
  return {
    line,
    write: {
      id: known?.enterprise.id ?? null,
      version: known?.enterprise.version ?? 0,
      fields: after,
      history,
      effectiveFrom,
      codeReason: row.values.code_reason ?? null,
      stays: rungs !== null && 'stays' in rungs ? rungs.stays : null,
    },
  }
}

type PlannedRungs =
  | { readonly stays: readonly Stay[]; readonly change: { field: string; before: string | null; after: string | null } }
  | { readonly refused: StayRefusal }

const groundOfImport = '批量导入 / import'

/** A cell with rungs says on which it stands from the day on, and on no others; null where that is what is known. */
function planRungs({ values }: ImportRow, stays: readonly Stay[], day: string): PlannedRungs | null {
  if (values.rungs === undefined) return null
  const rungs = (values.rungs ?? '').split('；').filter((rung) => rung !== '')
  const before = rungsOn(stays, day)
  if (before.join() === [...rungs].sort().join()) return null
  const asked = stayOnly(stays, { rungs, day, ground: values.rung_reason ?? groundOfImport })
  const told = (ids: readonly string[]) => (ids.length === 0 ? null : ids.join('；'))
  return 'refused' in asked ? asked : { ...asked, change: { field: 'rungs', before: told(before), after: told(rungs) } }
}

type LineCheck = {
  readonly row: ImportRow
  readonly known: Known | undefined
  readonly after: EnterpriseFields
  readonly refuse: (field: string, code: string, more?: { found?: string | null; expected?: string }) => void
}

function checkLine(
  { row, known, after, refuse }: LineCheck,
  { vocabulary, known: register, may }: EnterprisePlanContext,
): void {
  if (after.town === '') return refuse('town', 'import.missing_value')
  for (const finding of checkFields(after, vocabulary)) refuse(finding.field, finding.code, finding)
  for (const [town, base] of [
    [known?.enterprise.town, known?.enterprise.base ?? null],
    [after.town, after.base],
  ] as const) {
    if (town === undefined) continue
    const decision = may(town, base)
    if (!decision.allowed) return refuse('town', 'import.out_of_reach', { found: town })
  }
  if (after.creditCode === known?.enterprise.creditCode) return
  if (after.creditCode !== null && register.takenElsewhere.has(after.creditCode))
    return refuse('credit_code', 'import.code_taken', { found: after.creditCode })
  const [finding] = checkCode(after.creditCode)
  if (finding !== undefined && row.values.code_reason == null) {
    refuse('credit_code', finding.text, {
      found: finding.found,
      ...(finding.expected === undefined ? {} : { expected: finding.expected }),
    })
  }
}

/** A cell with a value replaces, an empty cell leaves, a cell that says "none" clears. A new name makes the old one a former name. */
function merge(before: EnterpriseFields, { values }: ImportRow): EnterpriseFields {
  const said = (field: string, now: string | null) => (values[field] === undefined ? now : values[field])
  const name = said('name', before.name) ?? before.name
  const renamed = before.name !== '' && name !== before.name && values.former_names === undefined
  return toKept({
    name,
    creditCode: said('credit_code', before.creditCode),
    formerNames:
      values.former_names === undefined
        ? [...(renamed ? [before.name] : []), ...before.formerNames]
        : (values.former_names?.split('；') ?? []),
    town: said('town', before.town) ?? before.town,
    base: said('base', before.base),
    industry: said('industry', before.industry),
    size: said('size', before.size),
    ownership: said('ownership', before.ownership),
    aboveScaleSince: said('above_scale_since', before.aboveScaleSince),
    aboveScaleUntil: said('above_scale_until', before.aboveScaleUntil),
    status: (said('status', before.status) ?? before.status) as EnterpriseStatus,
    openedOn: said('opened_on', before.openedOn),
    address: said('address', before.address),
    contact: { name: said('contact_name', before.contact.name), phone: said('contact_phone', before.contact.phone) },
  })
}
