import type { Actor, May } from '#base/decision.ts'
import type { ImportColumn } from '#base/import-sheet.ts'
import { Problem } from '#base/problem.ts'
import { type PlainRoute, route } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { download } from './export.ts'
import { importKindOf, type Imports, listImports } from './imports.ts'

type Asked<Input> = { readonly context: { readonly actor: Actor }; readonly input: Input }
type Parameter<Name extends keyof Imports> = Parameters<Imports[Name]>[1]

/** What the routes of a register do that takes files of several kinds; the first kind is meant where none is named. */
export function importHandlers(house: Pick<House, 'record'>, imports: Readonly<Record<string, Imports>>) {
  const kinds = Object.keys(imports)
  const named = (kind: string | undefined): Imports => {
    const found = Object.hasOwn(imports, kind ?? kinds[0] ?? '') ? imports[kind ?? kinds[0] ?? ''] : undefined
    if (found !== undefined) return found
    throw new Problem('invalid_input', {
      issues: [{ text: 'import.unknown_kind', where: 'body.kind', found: kind ?? '', expected: kinds.join(', ') }],
    })
  }
  const of = async (actor: Actor, id: string): Promise<Imports> =>
    named(await house.record.withActor(actor, (tx) => importKindOf(tx, { id, kinds })))
  return {
    preview: async ({ input, context }: Asked<Parameter<'preview'> & { readonly kind?: string | undefined }>) =>
      named(input.kind).preview(context.actor, input),
    get: async ({ input, context: { actor } }: Asked<Parameter<'get'>>) =>
      (await of(actor, input.id)).get(actor, input),
    confirm: async ({ input, context: { actor } }: Asked<Parameter<'confirm'>>) =>
      (await of(actor, input.id)).confirm(actor, input),
    undo: async ({ input, context: { actor } }: Asked<Parameter<'undo'>>) =>
      (await of(actor, input.id)).undo(actor, input),
    list: ({ input, context }: Asked<{ readonly page: number; readonly pageSize: number }>) =>
      house.record.withActor(context.actor, (tx) => listImports(tx, { ...input, kinds })),
  }
}

type Templates = {
  /** Where the imports of the register are, such as `/parcels`. */
  readonly path: string
  readonly permission: May
  readonly columns: Readonly<Record<string, () => readonly ImportColumn[]>>
}

/** An empty file with its heads for each kind, as text and as a workbook. */
export function importTemplates({ path, permission, columns }: Templates): PlainRoute[] {
  return Object.entries(columns).flatMap(([kind, of]) =>
    (['csv', 'xlsx'] as const).map((format) =>
      route({
        method: 'GET',
        path: `/api${path}/imports/template-${kind}.${format}`,
        may: permission,
        summary: `An empty file with the heads that an import of ${kind} knows, as ${format}`,
        handler: async () => {
          const header = of().map(({ headers, required }) => `${headers[0]}${required === true ? '*' : ''}`)
          return download(format, { name: `${kind}-template`, table: { header, rows: [] } })
        },
      }),
    ),
  )
}
