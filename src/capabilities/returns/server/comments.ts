import type { Generated } from 'kysely'
import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { CellComment } from '../contract/life.ts'
import { formCells } from '../rules/form-cells.ts'
import { getForm, type ReturnHouse } from './lifecycle.ts'
import { getReturn } from './store.ts'
import { maySeeValues, resourceOf } from './subjects.ts'

type CommentTables = {
  return_comment: {
    id: Generated<string>
    return_id: string
    version: number
    cell: string
    text: string
    at: Date
    by: string
  }
}

/** What was said about the cells of a return, oldest first, as far as the actor may read its values. */
export async function listComments(tx: Transaction, id: string): Promise<CellComment[]> {
  const rows = await tx
    .withTables<CommentTables>()
    .selectFrom('return_comment')
    .selectAll()
    .where('return_id', '=', id)
    .orderBy('id')
    .execute()
  const names = await namesOfPeople(
    tx,
    rows.map((row) => row.by),
  )
  return rows.map(({ id: number, cell, version, text, at, by }) => ({
    id: String(number),
    cell,
    version,
    text,
    at: at.toISOString(),
    by,
    byName: names.get(by) ?? by,
  }))
}

/** Says something about one cell; it stays with the return, whatever version is looked at. @throws Problem forbidden, invalid_input, not_found */
export async function addComment(
  house: ReturnHouse,
  tx: Transaction,
  said: { readonly id: string; readonly cell: string; readonly text: string; readonly actor: Actor },
): Promise<CellComment[]> {
  const one = await getReturn(tx, said.id)
  const resource = resourceOf(one)
  if (!maySeeValues(said.actor, resource)) decide(said.actor, 'returns.fill', resource)
  const programme = house.programme()
  if (!formCells(programme, getForm(programme, one.form)).some(({ key }) => key === said.cell)) {
    throw new Problem('invalid_input', {
      issues: [{ text: 'returns.unknown_cell', where: 'body.cell', found: said.cell }],
    })
  }
  const { cell, text, actor } = said
  await tx
    .withTables<CommentTables>()
    .insertInto('return_comment')
    .values({ return_id: one.id, version: one.version, cell, text, at: house.clock.now(), by: actor.id })
    .execute()
  await recordAct(tx, {
    name: 'returns.commented',
    subject: { kind: 'return', id: one.id },
    detail: { cell, version: one.version },
  })
  return listComments(tx, one.id)
}
