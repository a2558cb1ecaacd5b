import { crsName, findCrs, meridianOf } from '#base/geo/crs.ts'
import { type AreaShape, boundsOf, piecesOf, type Position } from '#base/geo/geometry.ts'
import { type Actor, can } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { findRelations, shapeFaults } from '#kit/server/geometry.ts'
import type { House } from '#kit/server/house.ts'
import type { ShapesQuestion } from '#kit/server/shapes-file.ts'
import type { ImportRun } from '#capabilities/enterprises/contract.ts'
import type { ParcelShape, ParcelShapes, ShapesOfImport } from '../contract.ts'
import { areaDifference, countAway, faultProblem, type Home, issueProblem } from '../rules/shape-plan.ts'
import { getParcelRow, parcelResource } from './register.ts'
import type { ReadShapeImport } from './shape-import.ts'
import { type DbShape, insertShapes, measured, selectShapeVersions, selectShapesWithin } from './shape-store.ts'
import { toParcel } from './store.ts'

type ShapeHouse = Pick<House, 'programme'>

export function toShape(row: DbShape, registerArea: string): ParcelShape {
  const { parcel, version, area, perimeter, crs, approximate, schematic, by, at, is_current: isCurrent } = row
  return {
    parcel,
    version,
    isCurrent,
    area,
    perimeter,
    ...(area === null ? { difference: null, share: null } : areaDifference(registerArea, area)),
    crs,
    approximate,
    schematic,
    fromImport: row.run,
    by,
    at: at.toISOString(),
    withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
  }
}

const mostVersions = 100
const mostNeighbours = 200

/** The shape of a parcel in force, those before it, and what lies around it. */
export async function presentShapes(
  house: ShapeHouse,
  { tx, actor, id }: { tx: Transaction; actor: Actor; id: string },
): Promise<ParcelShapes> {
  const parcel = toParcel(await getParcelRow(tx, { id }))
  const versions = await selectShapeVersions(tx, id)
  const current = versions.find((row) => row.is_current)
  const around = current === undefined ? [] : await neighbours(tx, { id, geometry: current.geometry })
  return {
    geometry: current?.geometry ?? null,
    current: current === undefined ? null : toShape(current, parcel.area),
    versions: versions.slice(0, mostVersions).map((row) => toShape(row, parcel.area)),
    neighbours: around.map(({ code, geometry }) => ({ code, geometry })),
    registerArea: parcel.area,
    mayEdit: can(actor, 'parcels.edit', parcelResource(house.programme(), parcel.place, parcel.base)),
  }
}

async function neighbours(tx: Transaction, { id, geometry }: { id: string; geometry: AreaShape }) {
  const [west, south, east, north] = boundsOf(geometry)
  const margin = Math.max(east - west, north - south) / 4
  const bounds: [number, number, number, number] = [west - margin, south - margin, east + margin, north + margin]
  const found = await selectShapesWithin(tx, { bounds, most: mostNeighbours + 1 })
  return found.filter(({ parcel }) => parcel !== id).slice(0, mostNeighbours)
}

type ShapeSave = {
  readonly actor: Actor
  readonly id: string
  /** The version that the page read; 0 when there was none. */
  readonly version: number
  readonly geometry: AreaShape
  readonly schematic: boolean
}

/**
 * Gives a parcel a shape, in degrees of CGCS2000. Problems: not_found, forbidden, invalid_input with the place of every fault,
 * refused_by_rule naming the parcel that it would lie on, stale.
 */
export async function saveShape(house: ShapeHouse, tx: Transaction, asked: ShapeSave): Promise<ParcelShapes> {
  const { actor, id, version, geometry, schematic } = asked
  const seen = await getParcelRow(tx, { id })
  decide(actor, 'parcels.edit', parcelResource(house.programme(), seen.place, seen.base))
  const kept = demandGround(geometry)
  await refuseOverlap(tx, { id, geometry: kept.geometry, area: Number(kept.area) })
  const shape = { parcel: id, version, ...kept, crs: 'EPSG:4490', schematic, fileId: null, run: null }
  const written = await insertShapes(tx, [shape])
  const now = written.get(id)
  if (now === undefined) {
    const current = (await selectShapeVersions(tx, id)).find((row) => row.is_current)
    throw new Problem('stale', {
      details: { kind: 'shape', id, yourVersion: version, currentVersion: current?.version ?? 0 },
    })
  }
  await recordAct(tx, {
    name: 'parcels.shaped',
    subject: { kind: 'parcel', id },
    detail: { version: now, area: kept.area, schematic },
  })
  return presentShapes(house, { tx, actor, id })
}

/** A shape in order: rounded, turned, measured. @throws Problem invalid_input with the place of every fault */
export function demandGround(geometry: AreaShape): ReturnType<typeof measured> {
  const faults = shapeFaults(geometry)
  if (faults.length === 0) return measured(geometry)
  throw new Problem('invalid_input', {
    issues: faults.map((fault) => {
      const { code, where, found, expected } = faultProblem(fault, 'body.geometry')
      return {
        text: code,
        where,
        ...(found === undefined ? {} : { found }),
        ...(expected === undefined ? {} : { expected }),
      }
    }),
  })
}

async function refuseOverlap(
  tx: Transaction,
  { id, geometry, area }: { id: string; geometry: AreaShape; area: number },
): Promise<void> {
  const around = (await selectShapesWithin(tx, { bounds: boundsOf(geometry), most: 1_000 })).filter(
    (each) => each.parcel !== id && each.area !== null,
  )
  const { relations } = findRelations([{ name: '', shape: geometry, area }], {
    beside: around.map(({ code, geometry: shape, area: size }) => ({ name: code, shape, area: Number(size) })),
  })
  const issues = relations
    .filter(({ kind, one, other }) => kind !== 'sliver' && (one === '' || other === ''))
    .map(({ kind, one, other, area: shared }) => ({
      text: kind === 'duplicate' ? 'geo.duplicate' : 'geo.overlap',
      where: 'body.geometry',
      found: one === '' ? other : one,
      expected: `${shared.toFixed(2)} m2`,
    }))
  if (issues.length > 0) throw new Problem('refused_by_rule', { issues })
}

const mostDrawn = 2_000
const mostPositions = 60_000

/** What was understood of a file of shapes, what it asks, and a drawing of it with its faults. */
export function presentImport(
  run: ImportRun,
  { read, home }: { read: ReadShapeImport | undefined; home: Home | undefined },
): ShapesOfImport {
  if (read === undefined)
    return {
      run,
      format: null,
      crs: null,
      notes: [],
      question: null,
      attributes: [],
      asksEncoding: false,
      code: null,
      drawn: [],
      faults: [],
      left: 0,
    }
  const { file, uncompared } = read
  let room = mostPositions
  const drawn: ShapesOfImport['drawn'] = []
  for (const { position, shape, drawn: faulty, faults, issues } of file.shapes) {
    const pieces = shape === undefined ? faulty : piecesOf(shape)
    if (pieces === undefined || drawn.length >= mostDrawn) continue
    const rings = pieces.flatMap((each) => each.map(drawable)).filter((ring) => ring.length > 2)
    room -= rings.reduce((sum, ring) => sum + ring.length, 0)
    if (room < 0) break
    drawn.push({ line: position, rings, good: faults.length + issues.length === 0 && !read.refused.has(position) })
  }
  const crs = file.crs === undefined ? undefined : findCrs(file.crs.code)
  const left = file.shapes.filter((each) => each.shape !== undefined || each.drawn !== undefined).length - drawn.length
  const notes = file.notes.map(issueProblem)
  if (uncompared > 0)
    notes.push({ code: 'geo.uncompared', where: 'file', found: String(uncompared), remedy: 'geo.remedy.uncompared' })
  const away = home === undefined ? 0 : countAway(file.shapes, home)
  if (home !== undefined && away > 0) {
    const expected = `${Math.round(home.reach * kilometresPerDegree)} km`
    notes.push({ code: 'geo.far_away', where: 'file', found: String(away), expected, remedy: 'geo.remedy.far_away' })
  }
  return {
    run,
    format: file.format,
    crs:
      file.crs === undefined || crs === undefined
        ? null
        : { code: file.crs.code, name: crsName(crs), how: file.crs.how, order: file.crs.order },
    notes,
    question:
      file.question === undefined
        ? null
        : {
            why: file.question.why,
            choices: nearestFirst(file.question.choices, home).flatMap(({ crs: code, order }) => {
              const known = findCrs(code)
              return known === undefined ? [] : [{ crs: code, order, name: crsName(known) }]
            }),
          },
    attributes: [...file.attributes].slice(0, 255),
    asksEncoding: file.problems.some(({ text }) => text === 'geo.encoding_contradicts'),
    code: read.code ?? null,
    drawn,
    faults: file.shapes
      .flatMap(({ position, faults }) =>
        faults.flatMap(({ at, code }) => (at === undefined ? [] : [{ line: position, at, code }])),
      )
      .slice(0, mostDrawn),
    left,
  }
}

const kilometresPerDegree = 111.2

/** Zones in the order of their distance from the programme, where it says where it lies. */
function nearestFirst(choices: ShapesQuestion['choices'], home: Home | undefined): ShapesQuestion['choices'] {
  if (home === undefined) return choices
  const distance = (code: string) => {
    const crs = findCrs(code)
    return crs?.kind === 'gauss_kruger' ? Math.abs(meridianOf(crs) - home.at[0]) : 0
  }
  return choices.toSorted((a, b) => distance(a.crs) - distance(b.crs))
}

const mostOfRing = 400

/** A ring with at most as many corners as a drawing of a page shows, without those that are no numbers. */
function drawable(ring: readonly Position[]): Position[] {
  const step = Math.ceil(ring.length / mostOfRing)
  return ring.filter(
    ([x, y], index) => Number.isFinite(x) && Number.isFinite(y) && (index % step === 0 || index === ring.length - 1),
  )
}

/** A shape of the synthetic population. */
export type NewShape = { readonly parcel: string; readonly geometry: AreaShape; readonly schematic?: boolean }

/** Gives many parcels their first shape, unchecked and without acts: the caller drew them and records the one act. */
export async function createShapesInBulk(tx: Transaction, shapes: readonly NewShape[]): Promise<void> {
  await insertShapes(
    tx,
    shapes.map(({ parcel, geometry, schematic = false }) => ({
      parcel,
      version: 0,
      ...measured(geometry),
      crs: 'EPSG:4490',
      schematic,
      fileId: null,
      run: null,
    })),
  )
}
