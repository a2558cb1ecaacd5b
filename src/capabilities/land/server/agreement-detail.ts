import { type Actor, can } from '#base/decision.ts'
import { organisationOf } from '#capabilities/enterprises/server/service.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { getWorkflow } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { textOf } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import type { AgreementDetail, FrozenRow, IdleFound, Watched } from '../contract/agreements.ts'
import type { CheckedRow, CheckRecord } from '../contract/checks.ts'
import { daysOf } from '../rules/standing-checks.ts'
import { bindingOf } from '../rules/watch.ts'
import {
  type AgreementRow,
  agreementTables,
  type CheckRow,
  getAgreement,
  type IdleRow,
  idleRowsOf,
  lastChecks,
} from './agreement-store.ts'
import { summariesOf } from './agreement-views.ts'
import { checksOf } from './agreements.ts'
import { shownCheck } from './checks.ts'
import { creditOfAgreement } from './credit.ts'
import { stands } from './idle-findings.ts'
import { breachOf } from './kept-breach.ts'
import { wordsOf } from './known.ts'
import { landOf } from './reach.ts'

/** One agreement with its rows, its checks, what follows. @throws Problem not_found */
export async function showAgreement(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<AgreementDetail> {
  const row = await getAgreement(tx, id)
  const [summary] = await summariesOf(house, tx, [row])
  const programme = house.programme()
  const workflow = getWorkflow(programme, landOf(programme).workflows.land_supervision)
  const last = (await lastChecks(tx, [id])).get(id)
  const may = mayOf(actor, row)
  const checks = checksOf(row, last, todayOf(house))
  const breach = breachOf(programme, row)
  return {
    ...(summary as NonNullable<typeof summary>),
    version: row.revision,
    supply: row.supply,
    signedOn: row.signed_on,
    startedOn: row.started_on,
    completedOn: row.completed_on,
    producingSince: row.producing_since,
    rows: frozenRows(row, { last, checks, sees: may.sees }),
    checks: checks.map(({ check, record, status }) => ({
      ...shownCheck(check),
      rows: check.rows.map((one) => one.row),
      status,
      record: record?.number ?? null,
    })),
    records: await recordsOf(tx, row, { workflow, sees: may.sees }),
    credit: await creditOfAgreement(tx, id),
    idleFindings: ((await idleRowsOf(tx, [id])).get(id) ?? []).map((finding) => shownFinding(programme, row, finding)),
    watched: await watchedOf(tx, row),
    breach: breach.cited === null ? null : { penalty: breach.penalty, months: breach.months, source: breach.cited },
    sees: may.sees,
    may: { supervise: may.supervise, decide: may.decide },
  }
}

/** Amounts of a holder are for those who supervise or decide there, and for the holder. */
function mayOf(actor: Actor, { places, organisations, holder }: AgreementRow) {
  const supervise = can(actor, 'land.supervise', { places, organisations }).allowed
  const decide = can(actor, 'land.decide', { places, organisations }).allowed
  const isHolder = holder !== null && actor.organisation === organisationOf(holder)
  return { supervise, decide, sees: supervise || decide || isHolder }
}

function veiled(row: CheckedRow, sees: boolean): CheckedRow {
  if (sees || row.value === null) return row
  return { ...row, value: null, blank: 'suppressed', shortfall: null, share: null }
}

type Showing = {
  readonly last: ReadonlyMap<string, CheckRow> | undefined
  readonly checks: ReturnType<typeof checksOf>
  readonly sees: boolean
}

function frozenRows(agreement: AgreementRow, { last, checks, sees }: Showing): FrozenRow[] {
  const records = [...(last?.values() ?? [])].toSorted((a, b) => b.number - a.number)
  return agreement.rows.map((kept): FrozenRow => {
    const { row } = kept
    const due = checks.find(({ check, status }) => status !== 'judged' && check.rows.some((one) => one.row === row.id))
    const record = records.find(({ outcomes }) => outcomes.some((one) => one.row === row.id))
    const outcome = record?.outcomes.find((one) => one.row === row.id)
    return {
      row: row.id,
      name: row.name,
      words: kept.words,
      definition: row.definition ?? null,
      kind: row.kind,
      nature: row.nature,
      anchor: row.anchor ?? null,
      clause: kept.clause,
      how: kept.how,
      ...bindingOf(row, daysOf(agreement)),
      due:
        due === undefined
          ? null
          : { key: due.check.key, due: due.check.rows.find((one) => one.row === row.id)?.due ?? due.check.due },
      last:
        record === undefined || outcome === undefined
          ? null
          : { ...veiled(outcome, sees), number: record.number, on: record.checked_on, key: record.check_key },
    }
  })
}

type Recording = { readonly workflow: ProgrammeWorkflow; readonly sees: boolean }

async function recordsOf(tx: Transaction, { id }: AgreementRow, { workflow, sees }: Recording): Promise<CheckRecord[]> {
  const rows = await agreementTables(tx)
    .selectFrom('land_check')
    .selectAll()
    .where('agreement', '=', id)
    .orderBy('number', 'desc')
    .execute()
  const names = await namesOfPeople(
    tx,
    rows.map(({ by }) => by),
  )
  return rows.map((row): CheckRecord => {
    const act = workflow.acts.find((one) => one.id === row.act)
    return {
      number: row.number,
      key: row.check_key,
      on: row.checked_on,
      rows: row.outcomes.map((one) => veiled(one, sees)),
      given: sees ? [...row.given.amounts] : [],
      relative: sees ? Object.entries(row.given.relative).map(([of, figure]) => ({ row: of, ...figure })) : [],
      shortfall: row.shortfall === null || !sees ? null : { row: row.worst_row, share: row.shortfall },
      penalty: sees ? row.penalty : null,
      penaltySet: sees ? row.penalty_set : null,
      penaltyWhy: sees ? row.penalty_why : null,
      words: row.words,
      evidence: row.evidence,
      act:
        row.act === null ? null : { id: row.act, name: act === undefined ? textOf({ zh: row.act }) : textOf(act.name) },
      by: names.get(row.by) ?? null,
      at: row.at.toISOString(),
    }
  })
}

function shownFinding(programme: Programme, row: AgreementRow, finding: IdleRow): IdleFound {
  return {
    since: finding.since,
    due: finding.due,
    afterMonths: finding.after_months,
    does: finding.does,
    share: finding.share,
    fee: finding.fee,
    words: finding.words,
    source: wordsOf(programme).clauseOf(finding.source),
    foundOn: finding.found_on,
    stands: stands(row, finding),
  }
}

async function watchedOf(tx: Transaction, agreement: AgreementRow): Promise<Watched[]> {
  const rows = await agreementTables(tx)
    .selectFrom('land_watch')
    .selectAll()
    .where('agreement', '=', agreement.id)
    .orderBy('number', 'desc')
    .execute()
  const names = await namesOfPeople(
    tx,
    rows.map(({ by }) => by),
  )
  return rows.map((row): Watched => {
    const kept = agreement.rows.find((one) => one.row.id === row.row_id)
    return {
      number: row.number,
      kind: row.kind,
      on: row.happened_on,
      words: row.words,
      evidence: row.evidence,
      verdict: row.verdict,
      row: kept === undefined ? null : { id: kept.row.id, name: kept.row.name },
      rule: row.rule,
      by: names.get(row.by) ?? null,
      at: row.at.toISOString(),
    }
  })
}
