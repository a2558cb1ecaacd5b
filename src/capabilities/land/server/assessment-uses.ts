import { randomUUID } from 'node:crypto'
import { type Actor, can } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { getEnterprise, organisationOf } from '#capabilities/enterprises/server/service.ts'
import { listParcelsById } from '#capabilities/parcels/server/service.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { placesAround } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import type { AssessmentUse, userKinds } from '../contract/assessments.ts'
import { holdsOn } from '../rules/assessments.ts'
import { refusalOfUse } from '../rules/coverage.ts'
import { assessmentTables, getAssessmentRow, selectUses, type UseRow, validityOf } from './assessment-store.ts'
import { kindName } from './assessment-kinds.ts'
import { coverageForUse, coverageOf } from './coverage.ts'
import { findSupply } from './supply-store.ts'

type UseAsked = {
  readonly id: string
  readonly parcel: string
  readonly userKind: (typeof userKinds)[number]
  readonly name?: string | undefined
  readonly enterprise?: string | undefined
  readonly supply?: string | undefined
  readonly usedOn: string
  readonly note?: string | undefined
  readonly actor: Actor
}

/** Draws on an assessment for a parcel. Problems: not_found, forbidden, invalid_input, refused_by_rule with the reason. */
export async function drawOn(house: House, tx: Transaction, asked: UseAsked): Promise<AssessmentUse> {
  const row = await getAssessmentRow(tx, asked.id)
  decide(asked.actor, 'land.supply', row)
  const usedOn = parsePlainDate(asked.usedOn)
  const parcel = (await listParcelsById(tx, [asked.parcel])).get(asked.parcel)
  if (parcel === undefined) throw new Problem('not_found', { details: { kind: 'parcel', id: asked.parcel } })
  const enterprise = asked.enterprise === undefined ? undefined : await getEnterprise(tx, asked.enterprise)
  const name = asked.name ?? enterprise?.name
  if (name === undefined)
    throw new Problem('invalid_input', { issues: [{ text: 'assessment.who_uses_it', where: 'body.name' }] })
  const { own, kind } = await coverageForUse(tx, { parcel: asked.parcel, row, on: usedOn })
  const inFuture = usedOn > todayOf(house)
  const reason = refusalOfUse({ holds: holdsOn(validityOf(row), usedOn), inFuture, own, kind })
  if (reason !== undefined)
    throw new Problem('refused_by_rule', {
      details: { reason },
      issues: [{ text: reason, where: inFuture ? 'body.usedOn' : 'body.parcel', found: parcel.code }],
    })
  if (asked.supply !== undefined && (await findSupply(tx, asked.supply))?.parcel !== asked.parcel)
    throw new Problem('invalid_input', {
      issues: [{ text: 'assessment.other_supply', where: 'body.supply', found: asked.supply, expected: parcel.code }],
    })
  const id = randomUUID()
  const given = {
    id,
    assessment: row.id,
    parcel: asked.parcel,
    user_kind: asked.userKind,
    name,
    enterprise: asked.enterprise ?? null,
    supply: asked.supply ?? null,
    used_on: usedOn,
    share: own.share ?? '1',
    note: asked.note ?? null,
    places: row.places,
    organisations: asked.enterprise === undefined ? [] : [organisationOf(asked.enterprise)],
    at: house.clock.now(),
  }
  await assessmentTables(tx).insertInto('land_assessment_use').values(given).execute()
  await recordAct(tx, {
    name: 'land.assessment_used',
    subject: { kind: 'assessment', id: row.id },
    detail: { use: id, parcel: asked.parcel, kind: row.kind, share: given.share },
  })
  const [shown] = await showUses(tx, [{ ...given, by: asked.actor.id }])
  return shown as AssessmentUse
}

/** Uses with the codes of their parcels and the names of who entered them. */
export async function showUses(tx: Transaction, rows: readonly UseRow[]): Promise<AssessmentUse[]> {
  const parcels = await listParcelsById(tx, [...new Set(rows.map(({ parcel }) => parcel))])
  const names = await namesOfPeople(
    tx,
    rows.map(({ by }) => by),
  )
  return rows.map((row) => ({
    id: row.id,
    assessment: row.assessment,
    parcel: row.parcel,
    parcelCode: parcels.get(row.parcel)?.code ?? null,
    userKind: row.user_kind,
    name: row.name,
    enterprise: row.enterprise,
    supply: row.supply,
    usedOn: row.used_on,
    share: row.share,
    note: row.note,
    by: names.get(row.by) ?? row.by,
    at: row.at.toISOString(),
  }))
}

/** What is assessed over a parcel, kind by kind, with the uses that were made of it. @throws Problem not_found */
export async function showCoverage(
  house: House,
  tx: Transaction,
  { parcel, on, actor }: { readonly parcel: string; readonly on?: string | undefined; readonly actor: Actor },
) {
  const programme = house.programme()
  const found = (await listParcelsById(tx, [parcel])).get(parcel)
  if (found === undefined) throw new Problem('not_found', { details: { kind: 'parcel', id: parcel } })
  const kinds = (await coverageOf(house, tx, { parcels: [parcel], on })).get(parcel) ?? []
  const uses = await showUses(tx, await selectUses(tx, { parcel }))
  const drawn =
    uses.length === 0
      ? []
      : await namesOf(
          tx,
          uses.map(({ assessment }) => assessment),
        )
  const named = new Map(drawn.map((row) => [row.id, row]))
  return {
    on: on === undefined ? todayOf(house) : parsePlainDate(on),
    kinds,
    uses: uses.map((use) => {
      const one = named.get(use.assessment)
      return {
        ...use,
        assessmentName: one?.name ?? null,
        kindName: one === undefined ? null : kindName(programme, one.kind),
      }
    }),
    mayUse: can(actor, 'land.supply', { places: placesAround(programme, found.place) }),
  }
}

function namesOf(tx: Transaction, ids: readonly string[]) {
  return assessmentTables(tx)
    .selectFrom('land_assessment')
    .select(['id', 'name', 'kind'])
    .where('id', 'in', [...ids])
    .execute()
}
