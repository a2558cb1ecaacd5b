import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { canonicalJson } from '#pack/canonical.ts'
import { deepFreeze } from '#pack/freeze.ts'
import type { Programme, ProgrammeWorkflow } from '#pack/programme.ts'

// A case lives under the workflow it was opened with. Each version of a workflow is kept whole under the hash of its content, so that
// a programme may change a workflow while cases run under the older one.

type VersionTables = {
  workflow_version: { hash: string; workflow: string; content: string; kept_at: Date }
}

/** A workflow with the hash of its content. */
export type WorkflowVersion = { readonly hash: string; readonly workflow: ProgrammeWorkflow }

// Content under its own hash is the same for whoever asks, so one list serves every house of the process.
const known = new Map<string, WorkflowVersion>()
const hashOf = new WeakMap<ProgrammeWorkflow, string>()

/** The version of a workflow of a programme. */
export function versionOf(workflow: ProgrammeWorkflow): WorkflowVersion {
  let hash = hashOf.get(workflow)
  if (hash === undefined) {
    hash = createHash('sha256').update(canonicalJson(workflow)).digest('hex')
    hashOf.set(workflow, hash)
  }
  const version = known.get(hash) ?? { hash, workflow }
  known.set(hash, version)
  return version
}

/** The workflow of the programme in force. Throws `not_found`. */
export function getWorkflow(programme: Programme, id: string): ProgrammeWorkflow {
  const workflow = findWorkflow(programme, id)
  if (workflow === undefined) throw new Problem('not_found', { details: { kind: 'workflow', id } })
  return workflow
}

export function findWorkflow(programme: Programme, id: string): ProgrammeWorkflow | undefined {
  return Object.hasOwn(programme.workflows, id) ? programme.workflows[id] : undefined
}

/** Keeps a version in the record, so that a case may name it. */
export async function keepVersion(tx: Transaction, { hash, workflow }: WorkflowVersion, at: Date): Promise<void> {
  const tables = tx.withTables<VersionTables>()
  const found = await tables
    .selectFrom('workflow_version')
    .select('workflow')
    .where('hash', '=', hash)
    .executeTakeFirst()
  if (found !== undefined) return
  await tables
    .insertInto('workflow_version')
    .values({ hash, workflow: workflow.id, content: canonicalJson(workflow), kept_at: at })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute()
}

type OfCase = { readonly workflow: string; readonly workflow_hash: string | null }

/**
 * The workflow under which a case was opened; for a case from before versions were kept, the one in force. Throws `not_found` where
 * neither is there.
 */
export async function workflowOfCase(
  house: Pick<House, 'programme'>,
  tx: Transaction,
  row: OfCase,
): Promise<ProgrammeWorkflow> {
  if (row.workflow_hash === null) return getWorkflow(house.programme(), row.workflow)
  const version = known.get(row.workflow_hash)
  if (version !== undefined) return version.workflow
  const [loaded] = await loadVersions(tx, [row.workflow_hash])
  if (loaded === undefined) throw new Problem('not_found', { details: { kind: 'workflow', id: row.workflow } })
  return loaded.workflow
}

/** The workflows of many cases, read at once; answers how to find that of each. */
export async function workflowsOfCases(
  house: Pick<House, 'programme'>,
  tx: Transaction,
  rows: readonly OfCase[],
): Promise<(row: OfCase) => ProgrammeWorkflow | undefined> {
  const missing = new Set(rows.flatMap(({ workflow_hash: hash }) => (hash === null || known.has(hash) ? [] : [hash])))
  await loadVersions(tx, [...missing])
  return ({ workflow, workflow_hash: hash }) =>
    hash === null ? findWorkflow(house.programme(), workflow) : known.get(hash)?.workflow
}

/** Reads versions of which only the hash is known. */
export async function loadVersions(tx: Transaction, hashes: readonly string[]): Promise<WorkflowVersion[]> {
  const asked = hashes.filter((hash) => !known.has(hash))
  if (asked.length === 0) return []
  const rows = await tx
    .withTables<VersionTables>()
    .selectFrom('workflow_version')
    .select(['hash', 'content'])
    .where('hash', '=', sql<string>`any(${[...asked]}::text[])`)
    .execute()
  return rows.map(({ hash, content }) => {
    const version = { hash, workflow: deepFreeze(JSON.parse(content) as ProgrammeWorkflow) }
    known.set(hash, version)
    return version
  })
}
