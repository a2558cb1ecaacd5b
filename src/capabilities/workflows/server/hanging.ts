import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { WorkflowFile } from '#pack/schema/workflow.ts'
import type { CaseHouse } from './moves.ts'

export type CaseFile = {
  id: string
  ask: string
  name: string
  size: number
  type: string
  by: string
  at: string | Date
  act?: number
}

type Attaching = {
  caseId: string
  number: number
  act: string
  asks: readonly WorkflowFile[]
  files: Readonly<Record<string, readonly string[]>>
  actor: Actor
}

export async function attachFiles(_house: CaseHouse, _tx: Transaction, { asks, files }: Attaching): Promise<void> {
  const issues = asks
    .filter((ask) => ask.required === true && (files[ask.id] ?? []).length === 0)
    .map((ask) => ({ text: 'workflows.file_missing', where: `body.files.${ask.id}` }))
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
}

export async function listCaseFiles(_tx: Transaction, _caseId: string): Promise<CaseFile[]> {
  return []
}
