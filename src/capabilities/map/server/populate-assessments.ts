import { addDays, addMonths, type PlainDate } from '#base/plain-date.ts'
import { type Random, randomFrom } from '#base/random.ts'
import { createAssessmentsInBulk, type NewAssessment } from '#capabilities/land/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { namedPlace, textOf } from '#pack/naming.ts'
import { type StockWorld, unitFor } from './stock-world.ts'

/** A base, and the towns that it reaches into. */
export type BaseOfTowns = { readonly id: string; readonly towns: readonly string[] }

const often = { base: 0.8, town: 0.35 }
/** One in so many ends soon, so that its case rises. */
const soonOneIn = 8

/**
 * What was assessed for whole bases and towns, marked as synthetic and drawn for orientation: some hold without an end, some for years, some end
 * soon and some have ended. A town into which a base reaches has none of its own, so that none of a kind lies upon another. Answers how many.
 */
export async function populateAssessments(
  tx: Transaction,
  world: StockWorld,
  bases: readonly BaseOfTowns[],
): Promise<number> {
  const { programme, towns } = world
  const drawn = bases.filter(({ id }) => programme.outlines[id] !== undefined)
  const reached = new Set(drawn.flatMap((base) => base.towns))
  const areas = [
    ...drawn.map(({ id }) => ({ id, often: often.base })),
    ...Object.keys(towns).flatMap((id) => (reached.has(id) ? [] : [{ id, often: often.town }])),
  ]
  const rows: NewAssessment[] = []
  for (const area of areas)
    for (const { id: kind } of programme.assessmentKinds) {
      const random = randomFrom(world.seed, 'assessment', area.id, kind)
      if (random.next() >= area.often) continue
      const row = assessmentOf(world, { place: area.id, kind, random, number: rows.length + 1 })
      if (row !== undefined) rows.push(row)
    }
  await createAssessmentsInBulk(world.house, tx, rows)
  return rows.length
}

type Assessed = {
  readonly place: string
  readonly kind: string
  readonly random: Random
  readonly number: number
}

function assessmentOf(world: StockWorld, { place, kind, random, number }: Assessed): NewAssessment | undefined {
  const { programme } = world
  const geometry = programme.outlines[place]?.shape
  const known = programme.assessmentKinds.find(({ id }) => id === kind)
  const name = known?.name
  if (geometry === undefined || name === undefined) return undefined
  const years = known !== undefined && 'years' in known.valid ? Number(known.valid.years) : undefined
  const unit = unitFor(programme, kind)?.id
  return {
    kind,
    name: `合成：${namedPlace(programme, place).name.zh}${textOf(name).zh}`,
    place,
    geometry,
    body: '合成评估机构',
    ...(unit === undefined ? {} : { unit }),
    number: `合成评〔${String(number).padStart(3, '0')}〕号`,
    ...daysOf(world.today, { years, isSoon: number % soonOneIn === 3, random }),
    conclusion: '合成数据：区域内项目可共用本评估成果。',
    schematic: true,
    synthetic: true,
  }
}

type Days = { readonly approvedOn: string; readonly validUntil: string | null }

/** When it was approved, and until when it holds: the years of its kind, else none or five. */
function daysOf(
  today: PlainDate,
  { years, isSoon, random }: { years: number | undefined; isSoon: boolean; random: Random },
): Days {
  const holds = 12 * (years ?? 5)
  if (isSoon) {
    const validUntil = addDays(today, 15 + Math.floor(random.next() * 150))
    return { approvedOn: addDays(addMonths(validUntil, -holds), 1), validUntil }
  }
  const approvedOn = addDays(today, -Math.floor(60 + random.next() * holds * 31))
  const isOpen = years === undefined && random.next() < 0.5
  return { approvedOn, validUntil: isOpen ? null : addDays(addMonths(approvedOn, holds), -1) }
}
