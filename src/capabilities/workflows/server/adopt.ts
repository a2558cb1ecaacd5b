import { sql } from 'kysely'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import type { CaseState } from '../rules/model.ts'
import { bareState, caseStateOf } from '../rules/state.ts'
import { derivedOf, frameOf, resourceOf } from './moves.ts'
import {
  type CaseTables,
  casesOf,
  type DbCase,
  listActsOfCases,
  listExpiries,
  ofCaseState,
  type StoredCaseAct,
  toCase,
  updateCase,
} from './store.ts'
import { keepVersion, loadVersions, versionOf } from './versions.ts'

export type AdoptingHouse = Pick<House, 'programme' | 'record' | 'clock'>

const atOnce = 200

/**
 * Keeps every workflow of the programme in force, reads the versions of all open cases, and gives cases from before versions were kept
 * the workflow in force, with what their columns then say. Safe to repeat; answers how many cases were given one.
 */
export async function adoptVersions(house: AdoptingHouse): Promise<number> {
  let adopted = 0
  for (const workflow of Object.values(house.programme().workflows)) {
    await house.record.asSystem((tx) => keepVersion(tx, versionOf(workflow), house.clock.now()))
    for (let some = atOnce; some === atOnce; adopted += some)
      some = await house.record.asSystem((tx) => adoptSome(house, tx, workflow))
  }
  await house.record.asSystem(async (tx) => {
    const rows = await tx
      .withTables<CaseTables>()
      .selectFrom('workflow_case')
      .select('workflow_hash')
      .distinct()
      .where(sql<boolean>`closed_at is null and workflow_hash is not null`)
      .execute()
    await loadVersions(
      tx,
      rows.flatMap(({ workflow_hash: hash }) => (hash === null ? [] : [hash])),
    )
  })
  return adopted
}

async function adoptSome(house: AdoptingHouse, tx: Transaction, workflow: ProgrammeWorkflow): Promise<number> {
  const rows = await casesOf(tx)
    .where('workflow_hash', 'is', null)
    .where('workflow', '=', workflow.id)
    .orderBy('id')
    .limit(atOnce)
    .forUpdate()
    .execute()
  const ids = rows.map((row) => row.id)
  const [acts, done] = [await listActsOfCases(tx, ids), await listExpiries(tx, ids)]
  for (const row of rows) {
    const past = acts.get(row.id) ?? []
    const state = replayed(workflow, row, past)
    const derived = derivedOf(frameOf(house, row.due), workflow, {
      acts: past,
      state,
      reach: resourceOf(toCase(row)),
      done: done.get(row.id) ?? new Set(),
    })
    const { organisations, moved_at, closed_at } = row
    await updateCase(tx, row.id, { ...ofCaseState(state), ...derived, organisations, moved_at, closed_at })
  }
  await tx
    .withTables<CaseTables>()
    .updateTable('workflow_case')
    .set({ workflow_hash: versionOf(workflow).hash })
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
  return rows.length
}

/** The state by its acts; of a case whose workflow has changed since, the state that is written down. */
function replayed(workflow: ProgrammeWorkflow, row: DbCase, acts: readonly StoredCaseAct[]): CaseState {
  const plain = { version: row.version, opener: row.opened_by }
  try {
    const state = caseStateOf(workflow, acts)
    return state.state === row.state ? state : bareState(workflow, row.state, plain)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return bareState(workflow, row.state, plain)
  }
}
