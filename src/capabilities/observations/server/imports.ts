import { can } from '#base/decision.ts'
import { plainWord } from '#base/import-sheet.ts'
import { type Period, parsePeriod, periodKind } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import {
  changedSince,
  enterpriseResource,
  findEnterprisesNamed,
  type ImportChange,
  type ImportContext,
  type ImportKind,
} from '#capabilities/enterprises/server/service.ts'
import { writeCsv } from '#kit/server/csv.ts'
import { type PlainRoute, route } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { writeWorkbook } from '#kit/server/workbook.ts'
import type { Programme } from '#pack/programme.ts'
import type { CellContent } from '../rules/cells.ts'
import { fileIndicators, notApplicable, observationColumns, wrongHeads } from '../rules/import-columns.ts'
import { firmsOfRows, planValues, textOf, type ValuesWrite } from '../rules/import-plan.ts'
import { standingCells } from './read.ts'
import { lockRecording, type NewObservations, record } from './record.ts'

/** What an import kept of one line: the values before and after by indicator, null where nothing stood. */
type Kept = {
  readonly label: string
  readonly period: string
  readonly values: Readonly<Record<string, string | null>>
}

/** Files of bureaus: one line per enterprise and period, one column per indicator, taken and taken back as one act. */
export function observationImport(programme: Programme): ImportKind<ValuesWrite> {
  return {
    kind: 'observations',
    capability: 'observations',
    permission: 'observations.import',
    columns: (house) => observationColumns(house.programme()),
    wrongHeads: wrongHeads(programme),
    async plan({ house, tx, actor }, { rows }) {
      const current = house.programme()
      const said = (field: string) => [...new Set(rows.flatMap((row) => row.values[field] ?? []))]
      const firms = await findEnterprisesNamed(tx, {
        codes: said('credit_code'),
        plainNames: said('enterprise').map(plainWord),
      })
      const asked = [...firmsOfRows(rows, firms)].flatMap(([row, firm]) => {
        const period = row.values.period
        return period === undefined || period === null ? [] : [{ subject: firm.id, period }]
      })
      return planValues(rows, {
        firms,
        indicators: fileIndicators(current),
        standing: await standingCells(tx, asked),
        may: (firm) => can(actor, 'observations.import', enterpriseResource(current, firm)),
      })
    },
    apply: applyValues,
    undo: undoValues,
    show(change) {
      const before = change.before as Kept | null
      const after = change.after as Kept
      const changes = Object.entries(after.values).map(([field, value]) => ({
        field,
        before: before?.values[field] ?? null,
        after: value,
      }))
      return {
        line: change.position,
        outcome: before === null ? 'created' : 'changed',
        label: `${after.label} · ${after.period}`,
        subject: change.subject,
        changes,
        problems: [],
      }
    },
  }
}

type Line = { readonly position: number; readonly write: ValuesWrite }
type LineContents = {
  readonly subject: string
  readonly period: string
  readonly line: number
  readonly contents: ReadonlyMap<string, CellContent>
}

async function applyValues(context: ImportContext, lines: readonly Line[], run: string): Promise<ImportChange[]> {
  await lockRecording(context.tx)
  const standing = await standingCells(
    context.tx,
    lines.map(({ write }) => ({ subject: write.enterprise, period: write.period })),
  )
  const changes = lines.map(({ position, write }): ImportChange => {
    const before = standing.get(`${write.enterprise} ${write.period}`)
    const stood = Object.fromEntries(Object.keys(write.values).map((id) => [id, textOf(before?.get(`${id}:this`))]))
    const kept = { label: write.label, period: write.period }
    const isNew = Object.values(stood).every((value) => value === null)
    return {
      position,
      subject: write.enterprise,
      before: isNew ? null : { ...kept, values: stood },
      after: { ...kept, values: write.values },
      after_version: 0,
    }
  })
  await recordLines(
    context,
    run,
    lines.map(({ position, write }) => ({
      subject: write.enterprise,
      period: write.period,
      line: position,
      contents: new Map(Object.entries(write.values).map(([id, text]) => [id, contentOfText(text)])),
    })),
  )
  return changes
}

async function undoValues(context: ImportContext, changes: readonly ImportChange[], run: string): Promise<void> {
  await lockRecording(context.tx)
  const asked = changes.map((change) => ({ subject: change.subject, period: (change.after as Kept).period }))
  const standing = await standingCells(context.tx, asked)
  const since = changes.filter((change) => {
    const after = change.after as Kept
    const now = standing.get(`${change.subject} ${after.period}`)
    return Object.entries(after.values).some(([id, value]) => textOf(now?.get(`${id}:this`)) !== value)
  })
  if (since.length > 0)
    throw changedSince(since.map((change) => ({ line: change.position, name: (change.after as Kept).label })))
  await recordLines(
    context,
    run,
    changes.map((change) => {
      const before = change.before as Kept | null
      const after = change.after as Kept
      const contents = Object.keys(after.values).map((id) => [id, contentOfText(before?.values[id] ?? null)] as const)
      return { subject: change.subject, period: after.period, line: change.position, contents: new Map(contents) }
    }),
  )
}

/** Writes lines through the one write path: one batch for each domain, kind of period and set of columns. */
async function recordLines(
  { house, tx, actor }: ImportContext,
  run: string,
  lines: readonly LineContents[],
): Promise<void> {
  const programme = house.programme()
  const batches = new Map<
    string,
    { domain: 'statistical' | 'administrative' | 'declared'; ids: readonly string[]; rows: NewObservations[] }
  >()
  for (const line of lines) {
    const domains = new Set([...line.contents.keys()].map((id) => domainOf(programme, id)))
    for (const domain of domains) {
      const ids = [...line.contents.keys()].filter((id) => domainOf(programme, id) === domain).sort()
      const period: Period = parsePeriod(line.period)
      const key = `${domain} ${periodKind(period)} ${ids.join(' ')}`
      const batch = batches.get(key) ?? { domain, ids, rows: [] }
      batches.set(key, batch)
      const contents = ids.map((id) => line.contents.get(id) as CellContent)
      batch.rows.push({ subject: line.subject, period, contents, source: run, sourceVersion: line.line })
    }
  }
  for (const { domain, ids, rows } of batches.values()) {
    await record(house, tx, {
      kind: 'file',
      domain,
      subjectKind: 'enterprise',
      periodKind: periodKind((rows[0] as NewObservations).period),
      cells: ids.map((indicator) => ({ indicator, span: 'this' as const })),
      rows,
      actor: actor.id,
    })
  }
}

function domainOf(programme: Programme, id: string) {
  const indicator = programme.indicators[id]
  if (indicator === undefined) throw new Problem('not_found', { details: { kind: 'indicator', id } })
  return indicator.domain
}

function contentOfText(text: string | null): CellContent {
  if (text === null) return { withdrawn: true }
  return text === notApplicable ? { blank: 'not_applicable' } : { value: text, status: 'normal' }
}

/** An empty file with the heads that an import of values knows. */
export function templateRoutes(house: House): PlainRoute[] {
  const heads = () =>
    observationColumns(house.programme()).map(({ headers, required }) => `${headers[0]}${required === true ? '*' : ''}`)
  const disposition = (format: string) => `attachment; filename="values-template.${format}"`
  const template = (format: 'xlsx' | 'csv', type: string, content: () => Promise<Uint8Array | string>) =>
    route({
      method: 'GET',
      path: `/api/observations/imports/template.${format}`,
      may: 'observations.import',
      summary: `An empty file with a column for each indicator and its unit, as ${format}`,
      handler: async () => {
        const bytes = await content()
        const body = typeof bytes === 'string' ? bytes : Buffer.from(bytes)
        return new Response(body, { headers: { 'content-type': type, 'content-disposition': disposition(format) } })
      },
    })
  return [
    template('csv', 'text/csv; charset=utf-8', async () => writeCsv(heads(), [])),
    template('xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', () => {
      const row = heads().map((value) => ({ value, look: 'heading' as const }))
      return writeWorkbook([{ name: 'data', widths: row.map(() => 22), freeze: { rows: 1, columns: 2 }, rows: [row] }])
    }),
  ]
}
