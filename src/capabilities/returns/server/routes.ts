import { type Actor, can } from '#base/decision.ts'
import type { Language } from '#base/text.ts'
import { Problem } from '#base/problem.ts'
import { placesAsked, placesOf } from '#capabilities/places/server/service.ts'
import { letMirrorFollow } from '#capabilities/observations/server/service.ts'
import { implementContract, type PlainContext, type PlainRoute, route } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import { returnsContract } from '../contract.ts'
import { isEditable, reviewActs } from '../rules/review.ts'
import { lifeRoutes } from './life-routes.ts'
import { listDue, listForms, listMissing } from './coverage.ts'
import { actOnReturn, openReturn, saveCells } from './lifecycle.ts'
import { pageReturns, type ReturnSearch } from './store.ts'
import { reachOf } from './subjects.ts'
import { uploadPlainRoutes, uploadRoutes } from './upload-routes.ts'
import { detailOf, summariesOf } from './view.ts'
import { markWorkbook, mostWorkbookBytes, returnWorkbook, takeWorkbook } from './workbooks.ts'

const api = implementContract(returnsContract)

/** The contract of returns, implemented. */
export function returnsRoutes(house: House) {
  return api.router({
    ...lifeRoutes(house),
    uploads: uploadRoutes(house),
    forms: api.forms.handler(() => listForms(house)),
    list: api.list.handler(({ context, input }) =>
      house.record.withActor(context.actor, async (tx) => {
        const { page, pageSize, ...asked } = input
        const order = asked.waiting === undefined ? 'latest' : 'due'
        const search = {
          ...searchOf(house.programme(), asked, context.actor),
          reach: reachOf(house.programme(), context.actor),
        }
        const found = await pageReturns(tx, search, { limit: pageSize, offset: (page - 1) * pageSize, order })
        return { rows: await summariesOf(house, tx, found.rows), total: found.total }
      }),
    ),
    due: api.due.handler(({ context, input }) =>
      house.record.withActor(context.actor, (tx) => listDue(house, tx, { actor: context.actor, past: input.past })),
    ),
    missing: api.missing.handler(({ context, input }) =>
      house.record.withActor(context.actor, (tx) => listMissing(house, tx, input)),
    ),
    open: api.open.handler(({ context, input }) =>
      house.record.withActor(context.actor, (tx) => openReturn(house, tx, { ...input, actor: context.actor })),
    ),
    show: api.show.handler(({ context, input }) =>
      house.record.withActor(context.actor, (tx) => detailOf(house, tx, { ...input, actor: context.actor })),
    ),
    save: api.save.handler(({ context, input }) =>
      house.record.withActor(context.actor, (tx) => saveCells(house, tx, { ...input, actor: context.actor })),
    ),
    act: api.act.handler(async ({ context, input }) => {
      const { actor } = context
      await house.record.withActor(actor, (tx) => actOnReturn(house, tx, { ...input, actor }))
      await letMirrorFollow(house)
      return house.record.withActor(actor, (tx) => detailOf(house, tx, { id: input.id, actor }))
    }),
  })
}

/** Workbooks: the template with what was typed so far, the upload, and the upload sent back with what is wrong marked in place. */
export function returnsPlainRoutes(house: House): readonly PlainRoute[] {
  return [
    ...uploadPlainRoutes(house),
    route({
      method: 'GET',
      path: '/api/returns/:id/workbook',
      may: 'returns.see',
      looks: 'micro',
      summary: 'A return as a workbook to fill in',
      handler: async ({ actor, params, request }) => {
        const book = await returnWorkbook(house, { id: idOf(params), actor, language: languageOf(request) })
        house.uses.note(actor, { how: 'export', of: [`forms/${book.form}`] })
        return bookResponse(book)
      },
    }),
    route({
      method: 'POST',
      path: '/api/returns/:id/workbook',
      may: 'returns.fill',
      maxBytes: mostWorkbookBytes,
      summary: 'Take a filled workbook into the draft; nothing is stored while a cell is wrong',
      handler: async (context) => Response.json(await takeWorkbook(house, await uploadOf(context))),
    }),
    route({
      method: 'POST',
      path: '/api/returns/:id/workbook/marked',
      may: 'returns.fill',
      maxBytes: mostWorkbookBytes,
      summary: 'The same workbook with what is wrong marked in place; nothing is stored',
      handler: async (context) => {
        const upload = await uploadOf(context)
        const { marks, ...book } = await markWorkbook(house, { ...upload, language: languageOf(context.request) })
        return bookResponse(book, { 'x-marks': String(marks) })
      },
    }),
  ]
}

const bookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

function bookResponse(
  { bytes, name }: { bytes: Uint8Array; name: string },
  headers: Record<string, string> = {},
): Response {
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(name)}`
  return new Response(Buffer.from(bytes), {
    headers: { 'content-type': bookType, 'content-disposition': disposition, ...headers },
  })
}

async function uploadOf({ actor, params, request }: PlainContext) {
  const revision = Number(new URL(request.url).searchParams.get('revision') ?? '')
  if (!Number.isInteger(revision) || revision < 1) {
    throw new Problem('invalid_input', { issues: [{ text: 'value.required', where: 'query.revision' }] })
  }
  return { id: idOf(params), actor, revision, bytes: new Uint8Array(await request.arrayBuffer()) }
}

function idOf(params: Readonly<Record<string, string>>): string {
  const id = params.id ?? ''
  if (!/^[1-9]\d{0,17}$/.test(id)) throw new Problem('not_found', { details: { kind: 'return', id } })
  return id
}

function languageOf(request: Request): Language {
  return new URL(request.url).searchParams.get('lang') === 'en' ? 'en' : 'zh'
}

type Asked = {
  readonly form?: string | undefined
  readonly period?: string | undefined
  readonly place?: string | undefined
  readonly subject?: string | undefined
  readonly state?: string | undefined
  readonly waiting?: 'review' | 'correction' | undefined
}

/**
 * What a list asks for, in the words of the store. `review`: states from which the workflow lets a return pass and the actor holds the
 * permission for it somewhere, approval or an earlier stage.
 */
function searchOf(programme: Programme, { place, state, waiting, ...asked }: Asked, actor: Actor): ReturnSearch {
  const workflows = Object.values(programme.workflows)
  const waitingStates =
    waiting === undefined
      ? undefined
      : workflows.flatMap((workflow) =>
          waiting === 'review'
            ? reviewActs(workflow).flatMap((act) => (can(actor, act.may).allowed ? act.from : []))
            : workflow.states.map((each) => each.id).filter((id) => isEditable(workflow, id)),
        )
  return {
    ...asked,
    ...(place === undefined ? {} : { places: placesAsked(placesOf(programme), place) }),
    ...(waitingStates === undefined ? {} : { states: [...new Set(waitingStates)] }),
    ...(state === undefined ? {} : { states: [state] }),
    ...(waiting === 'correction' ? { sentBack: true } : {}),
    ...(waiting === undefined ? {} : { open: true }),
  }
}
