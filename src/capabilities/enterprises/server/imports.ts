import { createHash, randomUUID } from 'node:crypto'
import type { Actor, May } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { ImportCounts, ImportLine, ImportOutcome, ImportPreview, ImportRun } from '../contract.ts'
import { type ImportColumn, type ReadImport, readImport, type WrongHead } from '#base/import-sheet.ts'
import { readImportFile } from './import-file.ts'
import {
  findImportRun,
  type ImportChange,
  insertImportChanges,
  insertImportRun,
  markConfirmed,
  markUndone,
  pageImportRuns,
  selectImportChanges,
} from './import-store.ts'

export type { ImportChange } from './import-store.ts'

export type ImportHouse = Pick<House, 'record' | 'files' | 'programme' | 'clock'>
export type ImportContext = { readonly house: ImportHouse; readonly tx: Transaction; readonly actor: Actor }

export type FileToRead = { readonly fileId: string; readonly answers: Readonly<Record<string, string>> }

/** One line of a plan and what it would write; `null` for lines that write nothing. */
export type PlannedLine<Write> = { readonly line: ImportLine; readonly write: Write | null }

/** What a register says about the files it takes. */
export type ImportKind<Write, Read extends ReadImport = ReadImport> = {
  /** Name of the register, as in the check of `import_run.kind`. */
  readonly kind: string
  readonly capability: string
  readonly permission: May
  columns(house: ImportHouse): readonly ImportColumn[]
  readonly wrongHeads?: readonly WrongHead[]
  /** Reads a file that is no table of columns; `answers` is what was answered where it leaves a question open. */
  readonly readFile?: (context: ImportContext, file: FileToRead) => Promise<Read>
  /** Plans kept in memory between preview and confirmation, when they are large. */
  readonly plansKept?: number
  plan(context: ImportContext, read: Read): Promise<readonly PlannedLine<Write>[]>
  /** `run` is the id of the import, for registers that name their sources. */
  apply(
    context: ImportContext,
    lines: readonly { readonly position: number; readonly write: Write }[],
    run: string,
  ): Promise<readonly ImportChange[]>
  /** Takes changes back; Problem `conflict` with one issue per record that was changed since. */
  undo(context: ImportContext, changes: readonly ImportChange[], run: string): Promise<void>
  /** What was done to one record, for the page of a finished import. */
  show(change: ImportChange): ImportLine
}

type Plan<Write, Read extends ReadImport = ReadImport> = {
  readonly read: Read
  readonly lines: readonly PlannedLine<Write>[]
  readonly counts: ImportCounts
  readonly digest: string
}
type PageAsked = {
  readonly id: string
  readonly outcome?: ImportOutcome | undefined
  readonly page: number
  readonly pageSize: number
}

export type Imports<Read extends ReadImport = ReadImport> = {
  preview(
    actor: Actor,
    file: { fileId: string; fileName: string; answers?: Readonly<Record<string, string>> | undefined },
  ): Promise<ImportPreview>
  get(actor: Actor, asked: PageAsked): Promise<ImportPreview>
  confirm(actor: Actor, asked: { id: string; digest: string; leaveOutRefused: boolean }): Promise<ImportRun>
  undo(actor: Actor, asked: { id: string; reason: string }): Promise<ImportRun>
  /** What was read of the file of an import that is not done yet. */
  inspect(actor: Actor, id: string): Promise<{ run: ImportRun; read: Read | undefined }>
}

const plansKept = 8

/** The imports of one register: preview, confirm as one act, undo as one act. */
export function createImports<Write, Read extends ReadImport = ReadImport>(
  house: ImportHouse,
  kind: ImportKind<Write, Read>,
): Imports<Read> {
  const kept = new Map<string, Plan<Write, Read>>()
  const most = kind.plansKept ?? plansKept
  const keep = (id: string, plan: Plan<Write, Read>) => {
    kept.set(id, plan)
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - most))) kept.delete(oldest)
    return plan
  }
  const getRun = async (tx: Transaction, id: string, lock = false) => {
    const run = await findImportRun(tx, { id, kinds: [kind.kind], lock })
    if (run === undefined) throw new Problem('not_found', { details: { kind: 'import', id } })
    return run
  }
  return {
    preview: (actor, file) =>
      house.record.withActor(actor, async (tx) => {
        const answers = file.answers ?? {}
        const plan = await makePlan({ house, tx, actor }, kind, { fileId: file.fileId, answers })
        const run = await insertImportRun(tx, {
          id: randomUUID(),
          kind: kind.kind,
          permission: kind.permission,
          file_id: file.fileId,
          file_name: file.fileName,
          counts: plan.counts,
          answers,
        })
        return present(run, keep(run.id, plan), { id: run.id, outcome: firstShown(plan.counts), page: 1, pageSize: 50 })
      }),
    get: (actor, asked) =>
      house.record.withActor(actor, async (tx) => {
        const run = await getRun(tx, asked.id)
        if (run.status !== 'previewed')
          return presentDone(run, { kind, asked, changes: await selectImportChanges(tx, run.id) })
        const plan = keep(run.id, kept.get(run.id) ?? (await makePlan({ house, tx, actor }, kind, run)))
        return present({ ...run, counts: plan.counts }, plan, {
          ...asked,
          outcome: asked.outcome ?? firstShown(plan.counts),
        })
      }),
    confirm: (actor, asked) =>
      house.record.withActor(actor, async (tx) => {
        const run = await getRun(tx, asked.id, true)
        if (run.status !== 'previewed')
          throw new Problem('wrong_state', { details: { kind: 'import', state: run.status } })
        const plan = await makePlan({ house, tx, actor }, kind, run)
        kept.delete(run.id)
        refuseConfirm(plan, asked)
        await confirmPlan({ house, tx, actor }, { kind, run, plan })
        return getRun(tx, run.id)
      }),
    undo: (actor, { id, reason }) =>
      house.record.withActor(actor, async (tx) => {
        const run = await getRun(tx, id, true)
        if (run.status !== 'confirmed')
          throw new Problem('wrong_state', { details: { kind: 'import', state: run.status } })
        const changes = await selectImportChanges(tx, id)
        await kind.undo({ house, tx, actor }, changes, id)
        await markUndone(tx, { id, reason })
        await recordAct(tx, {
          name: `${kind.capability}.import_undone`,
          subject: { kind: 'import', id },
          detail: { register: kind.kind, records: changes.length },
        })
        return getRun(tx, id)
      }),
    inspect: (actor, id) =>
      house.record.withActor(actor, async (tx) => {
        const run = await getRun(tx, id)
        if (run.status !== 'previewed') return { run, read: undefined }
        const plan = keep(run.id, kept.get(run.id) ?? (await makePlan({ house, tx, actor }, kind, run)))
        return { run, read: plan.read }
      }),
  }
}

/** Imports of these registers, latest first. */
export async function listImports(
  tx: Transaction,
  asked: { kinds: readonly string[]; page: number; pageSize: number },
): Promise<{ rows: ImportRun[]; total: number }> {
  return pageImportRuns(tx, asked)
}

/** The register that an import belongs to. Problem not_found. */
export async function importKindOf(
  tx: Transaction,
  { id, kinds }: { id: string; kinds: readonly string[] },
): Promise<string> {
  const run = await findImportRun(tx, { id, kinds })
  if (run === undefined) throw new Problem('not_found', { details: { kind: 'import', id } })
  return run.kind
}

async function makePlan<Write, Read extends ReadImport>(
  context: ImportContext,
  kind: ImportKind<Write, Read>,
  file: FileToRead,
): Promise<Plan<Write, Read>> {
  const read = await (kind.readFile === undefined ? readTable(context, kind, file) : kind.readFile(context, file))
  const lines = read.fileProblems.length > 0 ? [] : await kind.plan(context, read)
  const count = (outcome: ImportOutcome) => lines.filter(({ line }) => line.outcome === outcome).length
  const counts = {
    created: count('created'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    refused: count('refused'),
  }
  const digest = createHash('sha256')
    .update(JSON.stringify([read.fileProblems, lines.map(({ line }) => line)]))
    .digest('hex')
  return { read, lines, counts, digest }
}

async function readTable<Write, Read extends ReadImport>(
  context: ImportContext,
  kind: ImportKind<Write, Read>,
  { fileId }: FileToRead,
): Promise<Read> {
  const columns = kind.columns(context.house)
  const sheet = await readImportFile(context.house, context.tx, { fileId, columns })
  // A kind that reads more than a table does reads its files itself.
  return readImport(sheet, columns, kind.wrongHeads) as Read
}

function refuseConfirm(
  plan: Plan<unknown>,
  { digest, leaveOutRefused }: { digest: string; leaveOutRefused: boolean },
): void {
  const { counts, read } = plan
  if (read.fileProblems.length > 0)
    throw new Problem('refused_by_rule', { details: { reason: 'import.file_problems' } })
  if (plan.digest !== digest)
    throw new Problem('stale', { details: { kind: 'import', reason: 'import.register_changed', counts } })
  if (counts.refused > 0 && !leaveOutRefused)
    throw new Problem('refused_by_rule', { details: { reason: 'import.has_refused', refused: counts.refused } })
  if (counts.created + counts.changed === 0)
    throw new Problem('refused_by_rule', { details: { reason: 'import.nothing_to_do' } })
}

async function confirmPlan<Write, Read extends ReadImport>(
  context: ImportContext,
  { kind, run, plan }: { kind: ImportKind<Write, Read>; run: ImportRun; plan: Plan<Write, Read> },
): Promise<void> {
  const writes = plan.lines.flatMap(({ line, write }) => (write === null ? [] : [{ position: line.line, write }]))
  const changes = await kind.apply(context, writes, run.id).catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== '23505') throw error
    throw new Problem('stale', { details: { kind: 'import', reason: 'import.register_changed' }, cause: error })
  })
  await insertImportChanges(context.tx, run.id, changes)
  await markConfirmed(context.tx, { id: run.id, counts: plan.counts, leftOut: plan.counts.refused })
  const detail = { register: kind.kind, file: run.fileId, ...plan.counts }
  await recordAct(context.tx, { name: `${kind.capability}.imported`, subject: { kind: 'import', id: run.id }, detail })
}

function firstShown(counts: ImportCounts): ImportOutcome {
  return (['refused', 'created', 'changed', 'unchanged'] as const).find((outcome) => counts[outcome] > 0) ?? 'created'
}

function present(
  run: ImportRun,
  { read, lines, digest }: Plan<unknown>,
  { outcome, page, pageSize }: PageAsked,
): ImportPreview {
  const shown = lines.filter(({ line }) => outcome === undefined || line.outcome === outcome).map(({ line }) => line)
  return {
    run,
    digest,
    fileProblems: read.fileProblems,
    columns: read.columns,
    lines: shown.slice((page - 1) * pageSize, page * pageSize),
    page,
    pageSize,
    total: shown.length,
  }
}

type Done = {
  readonly kind: { show(change: ImportChange): ImportLine }
  readonly asked: PageAsked
  readonly changes: readonly ImportChange[]
}

function presentDone(run: ImportRun, { kind, asked: { outcome, page, pageSize }, changes }: Done): ImportPreview {
  const shown = changes.filter(({ before }) => outcome === undefined || (before === null) === (outcome === 'created'))
  const lines = shown.slice((page - 1) * pageSize, page * pageSize).map((change) => kind.show(change))
  return { run, digest: '', fileProblems: [], columns: [], lines, page, pageSize, total: shown.length }
}
