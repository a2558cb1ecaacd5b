import { boundsMeet, boundsOf } from '#base/geo/geometry.ts'
import { measureShape } from '#base/geo/area.ts'
import { parsePlainDate, type PlainDate } from '#base/plain-date.ts'
import { listShapes } from '#capabilities/parcels/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { groundWithout } from '#kit/server/geometry.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { textOf } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import type { KindCoverage } from '../contract/assessments.ts'
import { coverageOfKind, leftOver } from '../rules/coverage.ts'
import { type AssessmentRow, assessmentsAround } from './assessment-store.ts'

type ParcelShape = Awaited<ReturnType<typeof listShapes>>[number]

/** How far what is assessed covers these parcels on a day, kind by kind, in the order of the programme. */
export async function coverageOf(
  house: Pick<House, 'programme' | 'clock'>,
  tx: Transaction,
  asked: { readonly parcels: readonly string[]; readonly on?: string | undefined },
): Promise<Map<string, KindCoverage[]>> {
  const on = asked.on === undefined ? todayOf(house) : parsePlainDate(asked.on)
  const shapes = new Map((await listShapes(tx, asked.parcels)).map((shape) => [shape.parcel, shape]))
  const boxes = [...shapes.values()].map(({ geometry }) => boundsOf(geometry))
  const around = await assessmentsAround(tx, { boxes, on })
  return new Map(asked.parcels.map((id) => [id, coverageOfParcel(house.programme(), shapes.get(id), around)]))
}

function coverageOfParcel(
  { assessmentKinds }: Programme,
  shape: ParcelShape | undefined,
  around: readonly AssessmentRow[],
): KindCoverage[] {
  return assessmentKinds.map(({ id, name }) => {
    const { answer, over } = coverBy(
      shape,
      around.filter(({ kind }) => kind === id),
    )
    const shown = over.map((row) => ({
      id: row.id,
      name: row.name,
      validUntil: row.valid_until,
      synthetic: row.synthetic,
    }))
    return { kind: id, name: textOf(name), ...answer, assessments: shown }
  })
}

/** How far some assessments together cover a parcel, and which of them lie over it. */
function coverBy(shape: ParcelShape | undefined, assessments: readonly AssessmentRow[]) {
  if (shape === undefined || shape.area === null) {
    const answer = coverageOfKind({
      ground: null,
      isApproximate: shape !== undefined,
      left: 0,
      besidesApproximate: false,
    })
    return { answer, over: [] }
  }
  const bounds = boundsOf(shape.geometry)
  const near = assessments.filter(({ geometry }) => boundsMeet(boundsOf(geometry), bounds))
  const exact = near.filter(({ approximate }) => !approximate)
  const ground = measureShape(shape.geometry).area
  const left = groundLeft(shape, exact)
  const answer = coverageOfKind({
    ground,
    isApproximate: false,
    left,
    besidesApproximate: near.length > exact.length,
  })
  const over = near.filter((row) => row.approximate || groundLeft(shape, [row]) < ground)
  return { answer, over }
}

function groundLeft({ geometry }: ParcelShape, assessments: readonly AssessmentRow[]): number {
  const left = groundWithout(
    geometry,
    assessments.map((row) => row.geometry),
  )
  return leftOver(left === undefined ? undefined : measureShape(left))
}

/** Whether one assessment alone, and all that hold of its kind on a day, cover a parcel. */
export async function coverageForUse(
  tx: Transaction,
  { parcel, row, on }: { readonly parcel: string; readonly row: AssessmentRow; readonly on: PlainDate },
) {
  const [shape] = await listShapes(tx, [parcel])
  const around = shape === undefined ? [] : await assessmentsAround(tx, { boxes: [boundsOf(shape.geometry)], on })
  return {
    own: coverBy(shape, [row]).answer,
    kind: coverBy(
      shape,
      around.filter(({ kind }) => kind === row.kind),
    ).answer,
  }
}
