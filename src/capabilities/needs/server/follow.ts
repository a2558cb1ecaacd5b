import { z } from 'zod'
import { Problem } from '#base/problem.ts'
import { findOffer } from '#capabilities/land/server/service.ts'
import { getWorkflow, isFinal, type Moved } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { matchOne } from '../rules/one.ts'
import { getNeed, offeredFor, tables } from './store.ts'
import { termsOf } from './terms.ts'
import { worldOf } from './world.ts'

/** The act that offers something, and its field: what is offered, by the ids under which it is published. */
const offering = { act: 'offer', field: 'offers' } as const
const mostAtOnce = 20

/** Keeps the row of a need in step with its case, and what was offered with the reasons of that time. */
export async function followNeed(house: House, tx: Transaction, moved: Moved): Promise<void> {
  const { after, act, at, before } = moved
  if (before === undefined) return
  if (act === offering.act) await keepOffers(house, tx, moved)
  const final = isFinal(getWorkflow(house.programme(), after.workflow), after.state)
  await tables(tx)
    .updateTable('need_need')
    .set({
      state: after.state,
      revision: after.version,
      is_final: final,
      ended_at: final ? at : null,
    })
    .where('id', '=', after.subject.id)
    .execute()
}

async function keepOffers(house: House, tx: Transaction, { after, at, fields = {} }: Moved): Promise<void> {
  const need = await getNeed(tx, after.subject.id)
  const programme = house.programme()
  const world = worldOf(programme)
  const before = (await offeredFor(tx, [need.id])).length
  const rows = []
  for (const [index, id] of idsOf(fields[offering.field] ?? '').entries()) {
    const offer = await findOffer(house, tx, id)
    if (offer === undefined) throw refused('needs.not_on_offer', id)
    rows.push({
      need: need.id,
      number: before + index + 1,
      offer: offer.id,
      offer_revision: offer.revision,
      code: offer.code,
      name: offer.name,
      kind: offer.kind,
      match: JSON.stringify(matchOne(need.asked, termsOf(programme, offer), world)),
      act: after.version,
      offered_at: at,
    })
  }
  await tables(tx).insertInto('need_offer').values(rows).execute()
}

/** @throws Problem invalid_input */
function idsOf(text: string): string[] {
  const ids = [...new Set(text.split(/[\s,，、;；]+/).filter((one) => one !== ''))]
  const wrong = ids.find((id) => !z.uuid().safeParse(id).success)
  if (ids.length === 0 || wrong !== undefined) throw refused('needs.offers_by_id', wrong ?? '')
  if (ids.length > mostAtOnce) throw refused('needs.too_many_offers', String(ids.length))
  return ids
}

function refused(text: string, found: string): Problem {
  return new Problem('invalid_input', { issues: [{ text, where: `body.fields.${offering.field}`, found }] })
}
