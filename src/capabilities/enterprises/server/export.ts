import { can } from '#base/decision.ts'
import { placesAsked, placesOf } from '#capabilities/places/server/service.ts'
import { writeCsv } from '#kit/server/csv.ts'
import { markFor } from '#kit/server/export-mark.ts'
import { type PlainRoute, type RequestContext, route } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { noteRows } from '#kit/server/request-scope.ts'
import { type WriteSheet, writeWorkbook } from '#kit/server/workbook.ts'
import type { Programme } from '#pack/programme.ts'
import { type Enterprise, EnterpriseFilter } from '../contract.ts'
import { enterpriseColumns } from '../rules/import-columns.ts'
import type { ImportColumn } from '#base/import-sheet.ts'
import { flatten } from '../rules.ts'
import { rungsOn } from '../rules/rungs.ts'
import { withoutContact } from './register.ts'
import { selectStays } from './rung-store.ts'
import { type EnterpriseSearch, selectEnterprises } from './store.ts'
import { classesBelow, listClasses, vocabularyOf } from './vocabulary.ts'

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const natureHead = '数据性质 nature'
const nature = (synthetic: boolean) => (synthetic ? '合成数据 synthetic' : '登记数据 registered')

/** The filters of the register as the store asks them: a class with all below it, a place with all it stands for. */
export function toSearch(
  house: Pick<House, 'programme' | 'clock'>,
  { q, place, industry, size, ownership, rung, status, aboveScale }: EnterpriseFilter,
): EnterpriseSearch {
  const programme = house.programme()
  return {
    q,
    places: place === undefined ? undefined : placesAsked(placesOf(programme), place),
    industries: industry === undefined ? undefined : classesBelow(listClasses(programme, 'industry'), industry),
    size,
    ownership,
    rung,
    status,
    aboveScale,
    today: house.clock.today(programme.timeZone),
  }
}

/** Downloads beside the contract: the list as it is filtered, and the template of an import. An export can be imported again. */
export function enterpriseDownloads(house: House): PlainRoute[] {
  return (['csv', 'xlsx'] as const).flatMap((format) => [
    route({
      method: 'GET',
      path: `/api/enterprises/export.${format}`,
      may: 'enterprises.see',
      looks: 'personal',
      summary: `The register as filtered, as ${format}`,
      handler: async (context) => {
        const rows = await exported(house, context)
        noteRows(rows.length)
        return download(format, {
          name: 'enterprises',
          table: toTable(house.programme(), rows),
          mark: markFor(house, context.actor),
        })
      },
    }),
    route({
      method: 'GET',
      path: `/api/enterprises/imports/template.${format}`,
      may: 'enterprises.import',
      summary: `An empty file with the heads that an import knows, as ${format}`,
      handler: async () => {
        const columns = enterpriseColumns(vocabularyOf(house.programme())).filter(({ field }) => field !== 'id')
        return download(format, { name: 'enterprises-template', table: { header: columns.map(headOf), rows: [] } })
      },
    }),
  ])
}

type Exported = { readonly enterprise: Enterprise; readonly rungs: readonly string[] }

async function exported(house: House, { actor, request }: RequestContext): Promise<Exported[]> {
  const filter = EnterpriseFilter.parse(Object.fromEntries(new URL(request.url).searchParams))
  const programme = house.programme()
  const search = toSearch(house, filter)
  const { rows, stays } = await house.record.withActor(actor, async (tx) => {
    const found = await selectEnterprises(tx, search)
    const ids = found.map(({ id }) => id)
    return { rows: found, stays: await selectStays(tx, ids) }
  })
  const everywhere = can(actor, 'enterprises.edit', {}).allowed
  return rows.map((row) => ({
    enterprise: everywhere ? row : withoutContact(row, { actor, programme }),
    rungs: rungsOn(stays.get(row.id) ?? [], search.today),
  }))
}

const headOf = ({ headers, required }: ImportColumn) => `${headers[0]}${required === true ? '*' : ''}`

export type Table = { readonly header: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }

const onlyForImports: ReadonlySet<string> = new Set(['code_reason', 'valid_from', 'rung_reason'])

function toTable(programme: Programme, exported: readonly Exported[]): Table {
  const columns = enterpriseColumns(vocabularyOf(programme)).filter(({ field }) => !onlyForImports.has(field))
  const rows = exported.map(({ enterprise, rungs }) => {
    const flat: Record<string, string | null> = {
      ...flatten(enterprise),
      id: enterprise.id,
      rungs: rungs.length === 0 ? null : rungs.join('；'),
    }
    return [...columns.map(({ field }) => flat[field] ?? null), nature(enterprise.synthetic)]
  })
  return { header: [...columns.map(headOf), natureHead], rows }
}

/** A table as a file: CSV for Excel, or a workbook with its head in sight. */
export async function download(
  format: 'csv' | 'xlsx',
  { name, table, mark }: { name: string; table: Table; mark?: string },
): Promise<Response> {
  const headers = { 'content-disposition': `attachment; filename="${name}.${format}"` }
  if (format === 'csv')
    return new Response(writeCsv(table.header, table.rows, mark), {
      headers: { ...headers, 'content-type': 'text/csv; charset=utf-8' },
    })
  const sheet: WriteSheet = {
    name: 'data',
    widths: table.header.map(() => 18),
    freeze: { rows: 1, columns: 1 },
    rows: [table.header.map((value) => ({ value, look: 'heading' as const })), ...table.rows],
  }
  const bytes = await writeWorkbook([sheet], name, mark)
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { ...headers, 'content-type': workbookType } })
}
