import { Decimal, toDecimalText } from '#base/decimal.ts'
import { areaText, measureShape } from '#base/geo/area.ts'
import type { AreaShape } from '#base/geo/geometry.ts'
import { pick, type Random, randomFrom } from '#base/random.ts'
import type { Programme } from '#pack/programme.ts'
import { layOut, type Region } from './layout.ts'

/** A parcel that is there already. */
export type StandingParcel = {
  readonly id: string
  readonly place: string
  readonly base: string | null
  readonly area: string
  readonly hasShape: boolean
}

/** A parcel to be made, with its shape. */
export type PlannedParcel = {
  readonly code: string
  readonly place: string
  readonly base: string | null
  readonly area: string
  readonly geometry: AreaShape
}

export type StockPlan = {
  readonly shapes: readonly { readonly parcel: string; readonly geometry: AreaShape }[]
  readonly parcels: readonly PlannedParcel[]
  /** Standing parcels for which there was no room, or whose place has no outline. */
  readonly left: number
}

export type StockAsked = {
  readonly seed: string | number
  readonly standing: readonly StandingParcel[]
  /** Parcels to be made beside them. */
  readonly more: number
  /** The places in which enterprises are, with their weights. */
  readonly towns: Readonly<Record<string, number>>
  /** For each base the towns it reaches into. */
  readonly bases: readonly { readonly id: string; readonly towns: readonly string[] }[]
}

type Field = {
  readonly place: string
  readonly base: string | null
  readonly region: Region
  readonly ground: number
  readonly standing: StandingParcel[]
  more: number
}

/** A lot in preparation is some hundredths to some tenths of a square kilometre: median in m2 and spread of the logarithm. */
const lot = { median: 14_000, spread: 0.7, least: 2_000, most: 160_000 }
/** Of a region, how much becomes plots at most: the rest is streets, water, homes. */
const builtAtMost = 0.4
const shareInBases = 0.35

/**
 * Gives every standing parcel ground in its own town and base, and lays more beside them. Shapes are drawn for orientation and say so; the same
 * seed and parcels give the same plan.
 */
export function planStock(programme: Programme, asked: StockAsked): StockPlan {
  const fields = fieldsOf(programme, asked)
  shareOut(fields, asked)
  const shapes: { parcel: string; geometry: AreaShape }[] = []
  const parcels: PlannedParcel[] = []
  const homeless: StandingParcel[] = []
  // Bases first: what finds no room there goes into the rest of its town.
  for (const field of [...fields.values()].sort((a, b) => Number(a.base === null) - Number(b.base === null))) {
    const waiting = [
      ...field.standing,
      ...(field.base === null ? homeless.filter(({ place }) => place === field.place) : []),
    ]
    const open = fields.get(`${field.place}|`)
    const random = randomFrom(asked.seed, 'ground', field.place, field.base ?? '')
    const areas = [...waiting.map(({ area }) => Number(area)), ...newAreas(field, waiting, random)]
    layOut(field.region, areas, random).forEach((geometry, index) => {
      const standing = waiting[index]
      if (geometry === undefined) {
        if (field.base === null) return
        if (standing !== undefined) homeless.push(standing)
        else if (open !== undefined) open.more += 1
        return
      }
      if (standing !== undefined) shapes.push({ parcel: standing.id, geometry })
      else
        parcels.push({
          code: `合成地块-${String(parcels.length + 1).padStart(6, '0')}`,
          place: field.place,
          base: field.base,
          area: toDecimalText(new Decimal(areaText(measureShape(geometry).area))),
          geometry,
        })
    })
  }
  const wanted = asked.standing.filter(({ hasShape }) => !hasShape).length
  return { shapes, parcels, left: wanted - shapes.length }
}

function fieldsOf(programme: Programme, { standing, bases, towns }: StockAsked): Map<string, Field> {
  const shapeOf = (id: string): AreaShape | undefined => programme.outlines[id]?.shape
  const baseShapes = bases.flatMap(({ id }) => {
    const shape = shapeOf(id)
    return shape === undefined ? [] : [{ id, shape }]
  })
  const fields = new Map<string, Field>()
  const add = (place: string, base: string | null): void => {
    const town = shapeOf(place)
    if (town === undefined || fields.has(`${place}|${base ?? ''}`)) return
    const own = baseShapes.find(({ id }) => id === base)
    const outside = baseShapes.filter(({ id }) => id !== own?.id).map(({ shape }) => shape)
    const inside = own === undefined ? [town] : [town, own.shape]
    const ground = Math.min(...inside.map((shape) => measureShape(shape).area))
    fields.set(`${place}|${base ?? ''}`, { place, base, region: { inside, outside }, ground, standing: [], more: 0 })
  }
  for (const place of Object.keys(towns)) add(place, null)
  for (const { id, towns: reached } of bases)
    if (shapeOf(id) !== undefined) for (const town of reached) if (town in towns) add(town, id)
  for (const parcel of standing) {
    if (parcel.hasShape) continue
    add(parcel.place, null)
    const field = fields.get(`${parcel.place}|${parcel.base ?? ''}`) ?? fields.get(`${parcel.place}|`)
    field?.standing.push(parcel)
  }
  return fields
}

/** More parcels go where there are enterprises, and a share of them into the bases. */
function shareOut(fields: Map<string, Field>, { more, towns, seed }: StockAsked): void {
  const all = [...fields.values()]
  const ground = all.reduce((sum, field) => sum + field.ground, 0)
  const weights = Object.values(towns).reduce((sum, weight) => sum + weight, 0)
  const choices = (inBase: boolean) =>
    all.flatMap((field) => {
      if ((field.base !== null) !== inBase) return []
      return [
        { of: field, weight: inBase ? field.ground : (towns[field.place] ?? 0) / weights + field.ground / ground },
      ]
    })
  const [based, open] = [choices(true), choices(false)]
  const random = randomFrom(seed, 'stock')
  for (let i = 0; i < more; i += 1) {
    const field = pick(random, random.next() < shareInBases && based.length > 0 ? based : open)
    if (field !== undefined) field.more += 1
  }
}

/** Areas of the parcels to be made, made smaller where they would fill more of the ground than ever becomes plots. */
function newAreas(field: Field, standing: readonly StandingParcel[], random: Random): number[] {
  const drawn = Array.from({ length: field.more }, () =>
    Math.min(lot.most, Math.max(lot.least, lot.median * Math.exp(lot.spread * random.normal()))),
  )
  const taken = standing.reduce((sum, { area }) => sum + Number(area), 0)
  const wanted = drawn.reduce((sum, area) => sum + area, 0)
  const room = Math.max(field.ground * builtAtMost - taken, 0)
  return wanted <= room ? drawn : drawn.map((area) => Math.max(600, (area * room) / wanted))
}
