import { areaText } from '#base/geo/area.ts'
import type { ShapeFault } from '#base/geo/faults.ts'
import { type AreaShape, boundsOf } from '#base/geo/geometry.ts'
import { Decimal } from '#base/decimal.ts'
import { type ImportProblem, plainWord } from '#base/import-sheet.ts'
import type { ProblemIssue } from '#base/problem.ts'
import type { MayWrite } from '../rules.ts'
import type { PlannedLine } from './import-plan.ts'
import { shapeHeads } from './shape-heads.ts'

/** One shape of a file, as the reader of files hands it over. */
type ShapeFeature = {
  readonly position: number
  readonly where: string
  readonly attributes: Readonly<Record<string, string>>
  readonly shape?: AreaShape
  readonly area?: number
  readonly perimeter?: number
  readonly faults: readonly ShapeFault[]
  readonly issues: readonly ProblemIssue[]
}

/** A parcel as far as its shape is concerned. */
export type ShapedParcel = {
  readonly id: string
  readonly code: string
  readonly place: string
  readonly base: string | null
  /** Of the register, in m2. */
  readonly area: string
  readonly current?: { readonly version: number; readonly area: string | null; readonly geometry: AreaShape }
}

/** How two shapes lie; `one` is a position of the file, `other` one too or, after `#`, the code of a parcel that has its shape already. */
export type ShapeRelation = {
  readonly kind: 'duplicate' | 'overlap' | 'sliver'
  readonly one: string
  readonly other: string
  readonly area: number
}

export type ShapeWrite = {
  readonly parcel: string
  readonly code: string
  readonly version: number
  readonly geometry: AreaShape
  readonly area: string | null
  readonly perimeter: string | null
  /** Of the shape it replaces. */
  readonly areaBefore: string | null
}

export type ShapePlanContext = {
  /** The column of the parcel code. */
  readonly code: string
  readonly parcels: ReadonlyMap<string, ShapedParcel>
  readonly takenElsewhere: ReadonlySet<string>
  readonly relations: readonly ShapeRelation[]
  readonly may: MayWrite
}

type Planned = { readonly line: PlannedLine; readonly write: ShapeWrite | null }

/** The column that holds the code of the parcel: the one that is asked for, else the first with a known head. */
export function findCodeColumn(attributes: readonly string[], asked: string | undefined): string | undefined {
  if (asked !== undefined) return attributes.find((name) => name === asked)
  const heads = shapeHeads.code.map(plainWord)
  return heads.flatMap((head) => attributes.filter((name) => plainWord(name) === head))[0]
}

/** What a file of shapes would do, feature by feature. */
export function planShapes(features: readonly ShapeFeature[], context: ShapePlanContext): Planned[] {
  const lines = new Map<string, number[]>()
  for (const feature of features) {
    const code = feature.attributes[context.code] ?? ''
    lines.set(code, [...(lines.get(code) ?? []), feature.position])
  }
  const named = new Map(
    features.map(({ position, where, attributes }) => [
      String(position),
      { where, code: attributes[context.code] ?? '' },
    ]),
  )
  const related = relationsByPosition(context.relations, named)
  return features.map((feature) => {
    const code = feature.attributes[context.code] ?? ''
    const parcel = context.parcels.get(code)
    const twice = (lines.get(code) ?? []).find((position) => position !== feature.position)
    const refusing = [
      ...ofParcel(feature, { code, parcel, context, twice }),
      ...feature.issues.map((issue) => issueProblem(issue)),
      ...feature.faults.map((fault) => faultProblem(fault, feature.where)),
      ...(related.get(feature.position) ?? []).filter(({ code: kind }) => kind !== 'geo.sliver'),
    ]
    const { shape, area, perimeter } = feature
    const measured = area === undefined ? null : areaText(area)
    const told = [
      ...(related.get(feature.position) ?? []).filter(({ code: kind }) => kind === 'geo.sliver'),
      ...(parcel === undefined || measured === null
        ? []
        : areaDoubt(feature.where, { register: parcel.area, measured })),
    ]
    const line = { line: feature.position, label: code === '' ? feature.where : code, subject: parcel?.id ?? null }
    if (refusing.length > 0 || parcel === undefined || shape === undefined)
      return { line: { ...line, outcome: 'refused', changes: [], problems: [...refusing, ...told] }, write: null }
    if (JSON.stringify(parcel.current?.geometry) === JSON.stringify(shape))
      return { line: { ...line, outcome: 'unchanged', changes: [], problems: told }, write: null }
    const outcome = parcel.current === undefined ? 'created' : 'changed'
    const version = parcel.current?.version ?? 0
    const changes = [
      { field: 'measured_area', before: parcel.current?.area ?? null, after: measured },
      { field: 'register_area', before: null, after: parcel.area },
    ]
    const write: ShapeWrite = {
      parcel: parcel.id,
      code,
      version,
      geometry: shape,
      area: measured,
      perimeter: perimeter === undefined ? null : perimeter.toFixed(2),
      areaBefore: parcel.current?.area ?? null,
    }
    return { line: { ...line, outcome, changes, problems: told }, write }
  })
}

type Asked = {
  readonly code: string
  readonly parcel: ShapedParcel | undefined
  readonly context: ShapePlanContext
  readonly twice: number | undefined
}

function ofParcel({ where }: ShapeFeature, { code, parcel, context, twice }: Asked): ImportProblem[] {
  const problem = (kind: string, more: Partial<ImportProblem> = {}): ImportProblem => ({
    code: `import.${kind}`,
    where,
    column: 'code',
    ...(code === '' ? {} : { found: code }),
    remedy: `import.remedy.${kind}`,
    ...more,
  })
  if (code === '') return [problem('missing_value', { expected: context.code })]
  if (twice !== undefined) return [problem('line_twice', { expected: String(twice) })]
  if (parcel === undefined) return [problem(context.takenElsewhere.has(code) ? 'out_of_reach' : 'unknown_parcel')]
  return context.may(parcel.place, parcel.base).allowed ? [] : [problem('out_of_reach')]
}

/** An issue of a reader as a problem of an import; its remedy has the same name. */
export function issueProblem({ text, where, found, expected }: ProblemIssue): ImportProblem {
  return {
    code: text,
    where,
    ...(found === undefined ? {} : { found }),
    ...(expected === undefined ? {} : { expected }),
    remedy: text.replace(/^(geo|import|file)\./, '$1.remedy.'),
  }
}

/** Where a fault lies, in words and in degrees. */
export function faultProblem({ code, piece, ring, point, at, other }: ShapeFault, where: string): ImportProblem {
  const place = {
    zh: `第 ${piece} 块第 ${ring} 圈${point === undefined ? '' : `第 ${point} 点`}`,
    en: `piece ${piece}, ring ${ring}${point === undefined ? '' : `, point ${point}`}`,
  }
  const and =
    other === undefined
      ? { zh: '', en: '' }
      : { zh: `，第 ${other.piece} 块第 ${other.ring} 圈`, en: `, with piece ${other.piece}, ring ${other.ring}` }
  return {
    code: `geo.fault.${code}`,
    where,
    ...(at === undefined ? {} : { found: at.join(', ') }),
    expected: `${place.zh}${and.zh} / ${place.en}${and.en}`,
    remedy: `geo.remedy.fault.${code}`,
  }
}

function relationsByPosition(
  relations: readonly ShapeRelation[],
  named: ReadonlyMap<string, { readonly where: string; readonly code: string }>,
): Map<number, ImportProblem[]> {
  const found = new Map<number, ImportProblem[]>()
  const add = (position: string, other: string, { kind, area }: ShapeRelation) => {
    if (position.startsWith('#')) return
    const code = { duplicate: 'geo.duplicate', overlap: 'geo.overlap', sliver: 'geo.sliver' }[kind]
    const neighbour = named.get(other)
    const beside = other.startsWith('#') ? other.slice(1) : `${neighbour?.code} (${neighbour?.where})`
    const where = named.get(position)?.where ?? position
    const problem = {
      code,
      where,
      found: beside,
      expected: `${areaText(area)} m2`,
      remedy: code.replace('geo.', 'geo.remedy.'),
    }
    found.set(Number(position), [...(found.get(Number(position)) ?? []), problem])
  }
  for (const relation of relations) {
    add(relation.one, relation.other, relation)
    add(relation.other, relation.one, relation)
  }
  return found
}

/** Where the ground of a programme lies: the centre of its map, and how far from there it may reach, in degrees. */
export type Home = { readonly at: readonly [number, number]; readonly reach: number }

/** The home of a programme by the first view of its map: what lies further off than some four views is likely in a wrong zone. */
export function homeOf(map: {
  readonly centre: { readonly longitude: unknown; readonly latitude: unknown }
  readonly zoom: unknown
}): Home {
  const { longitude, latitude } = map.centre
  return { at: [Number(longitude), Number(latitude)], reach: Math.max(0.5, 1440 / 2 ** Number(map.zoom)) }
}

/** How many of the shapes lie further away than a programme reaches. */
export function countAway(features: readonly ShapeFeature[], { at: [lon, lat], reach }: Home): number {
  const squeeze = Math.cos((lat * Math.PI) / 180)
  return features.filter(({ shape }) => {
    if (shape === undefined) return false
    const [west, south] = boundsOf(shape)
    return Math.hypot((west - lon) * squeeze, south - lat) > reach
  }).length
}

const doubtfulShare = new Decimal('0.05')

/** Measured less register, in m2, and as a share of the register. */
export function areaDifference(
  register: string,
  measured: string,
): { readonly difference: string; readonly share: string } {
  const difference = new Decimal(measured).minus(register)
  return { difference: difference.toFixed(2), share: difference.div(register).toFixed(6) }
}

/** A shape whose area is far from that of the register is told, not refused: either of them may be wrong. */
function areaDoubt(where: string, { register, measured }: { register: string; measured: string }): ImportProblem[] {
  const { share } = areaDifference(register, measured)
  if (new Decimal(share).abs().lessThanOrEqualTo(doubtfulShare)) return []
  return [
    {
      code: 'geo.area_differs',
      where,
      found: `${measured} m2`,
      expected: `${register} m2`,
      remedy: 'geo.remedy.area_differs',
    },
  ]
}
