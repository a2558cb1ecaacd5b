import { sql } from 'kysely'
import { parsePlainDate } from '#base/plain-date.ts'
import type { Period } from '#base/period.ts'
import { bulkLoad, type BulkRow, type SubjectClassification } from '#capabilities/observations/server/service.ts'
import type { House } from '#kit/server/house.ts'
import { recordedCells } from '../rules/form-cells.ts'
import { dueOn } from '../rules/periods.ts'
import { getForm, workflowOf } from './lifecycle.ts'
import { organisationOf } from './subjects.ts'

/** A return as a population brings it: approved, its cells in the order of `bulkCells`. */
export type BulkReturn = {
  readonly subject: string
  readonly classification: SubjectClassification
  /** Exact decimals in the unit of each indicator; null where blank. */
  readonly amounts: readonly (string | number | null)[]
  /** A code of `cellCodes` per cell; absent when all are plainly reported. */
  readonly codes?: readonly number[] | null
  readonly submittedAt: Date
  readonly approvedAt: Date
}

export type BulkReturns = {
  readonly form: string
  readonly period: Period
  /** Since when the values are known, usually when the last of them was approved. */
  readonly knownAt: Date
  readonly returns: readonly BulkReturn[]
  /** Who is said to have submitted and approved them, by id. */
  readonly submittedBy: string
  readonly approvedBy: string
}

/** The cells of a form in the order in which bulk rows give their amounts. */
export function bulkCells(
  house: Pick<House, 'programme'>,
  form: string,
): { indicator: string; span: 'this' | 'cumulative' | 'last_year' | 'cumulative_last_year' }[] {
  const programme = house.programme()
  return recordedCells(programme, getForm(programme, form)).map(({ indicator, span }) => ({
    indicator: indicator.id,
    span,
  }))
}

/**
 * Loads the approved returns of one form and period by COPY: values into the record, one return for each. No case is opened: that
 * happens when somebody first touches one. The mirror knows of them after `rebuildMirror`. For populations only.
 */
export async function bulkLoadReturns(
  house: Pick<House, 'programme' | 'record'>,
  load: BulkReturns,
): Promise<{ batch: string; rows: number }> {
  if (load.returns.length === 0) return { batch: '', rows: 0 }
  const programme = house.programme()
  const form = getForm(programme, load.form)
  const approved = approvedState(workflowOf(programme, form))
  const first = await reserveIds(house, load.returns.length)
  const idOf = (i: number) => (first + BigInt(i)).toString()
  const subjectKind = form.respondents.subject
  const rows = function* (): Generator<BulkRow> {
    for (const [i, each] of load.returns.entries()) {
      const { subject, classification, amounts, codes } = each
      yield {
        subject,
        period: load.period,
        source: idOf(i),
        sourceVersion: 1,
        classification,
        amounts,
        ...(codes === undefined ? {} : { codes }),
      }
    }
  }
  const { id } = await bulkLoad(
    house,
    {
      subjectKind,
      periodKind: form.period,
      domain: form.domain,
      cells: bulkCells(house, load.form),
      actor: load.approvedBy,
    },
    { knownAt: load.knownAt, rows: rows() },
  )
  const due = parsePlainDate(dueOn(form, load.period, programme.calendar))
  await house.record.bulkLoad('return_return', returnColumns, returnLines())
  return { batch: id, rows: load.returns.length }

  function* returnLines(): Generator<(string | number | Date | null)[]> {
    for (const [i, each] of load.returns.entries()) {
      yield [
        idOf(i),
        form.id,
        subjectKind,
        each.subject,
        load.period,
        approved,
        1,
        1,
        each.classification.town,
        list(each.classification.places),
        list([organisationOf(subjectKind, each.subject)]),
        programme.hash,
        due,
        each.submittedAt,
        each.approvedAt,
        load.approvedBy,
        each.submittedAt,
        load.submittedBy,
        each.approvedAt,
        load.approvedBy,
        1,
      ]
    }
  }
}

const returnColumns = [
  'id',
  'form',
  'subject_kind',
  'subject',
  'period',
  'state',
  'revision',
  'version',
  'town',
  'places',
  'organisations',
  'pack',
  'due',
  'opened_at',
  'changed_at',
  'changed_by',
  'submitted_at',
  'submitted_by',
  'approved_at',
  'approved_by',
  'approved_version',
]

/** A list of ids as PostgreSQL writes an array. */
function list(ids: readonly string[]): string {
  return `{${ids.map((id) => `"${id.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`
}

/** The state that the act of approval leads to. */
function approvedState(workflow: ReturnType<typeof workflowOf>): string {
  return workflow.acts.find((act) => act.id === 'approve')?.to ?? workflow.initial
}

async function reserveIds({ record }: Pick<House, 'record'>, n: number): Promise<bigint> {
  const { rows } = await sql<{ last: string }>`
    select setval(seq, nextval(seq) + ${n}::bigint - 1)::text as last
    from (select pg_get_serial_sequence('return_return', 'id')::regclass as seq) s`.execute(record.owner)
  return BigInt(rows[0]?.last ?? '0') - BigInt(n) + 1n
}
