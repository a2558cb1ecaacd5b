import { type AreaShape, boundsAround, boundsOf } from '#base/geo/geometry.ts'
import type { ImportProblem, ReadImport } from '#base/import-sheet.ts'
import { can } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import {
  changedSince,
  type FileToRead,
  type ImportChange,
  type ImportContext,
  type ImportKind,
} from '#capabilities/enterprises/server/service.ts'
import { findFile } from '#kit/server/files.ts'
import type { NamedShape } from '#kit/server/geometry.ts'
import { findRelationsAside, readShapesAside } from '#kit/server/shapes-aside.ts'
import type { ReadShapes } from '#kit/server/shapes-file.ts'
import { shapeHeads } from '../rules/shape-heads.ts'
import {
  findCodeColumn,
  issueProblem,
  planShapes,
  type ShapedParcel,
  type ShapePlanContext,
  type ShapeRelation,
  type ShapeWrite,
} from '../rules/shape-plan.ts'
import { registerChanged } from './parcel-import.ts'
import { parcelResource } from './register.ts'
import { insertShapes, selectShapes, selectShapesWithin, withdrawShapes } from './shape-store.ts'
import { selectParcelCodesTaken, selectParcels, toParcel } from './store.ts'

/** A file of shapes as it was read, with the column of the code. */
export type ReadShapeImport = ReadImport & {
  readonly file: ReadShapes
  readonly fileId: string
  readonly code: string | undefined
  /** Pairs of shapes that no bound let us compare. */
  uncompared: number
  /** Positions of shapes that are refused, for whatever reason. */
  refused: ReadonlySet<number>
}

type KeptShape = { readonly code: string; readonly version: number; readonly area: string | null }

export const shapeImport: ImportKind<ShapeWrite & { crs: string; fileId: string }, ReadShapeImport> = {
  kind: 'shapes',
  capability: 'parcels',
  permission: 'parcels.import',
  plansKept: 2,
  columns: () => [],
  readFile: readShapeFile,
  async plan(context, read) {
    const { code, file, fileId } = read
    if (code === undefined) return []
    const known = await knownTo(context, { code, file })
    const { relations, uncompared } = await relate(context, { read, parcels: known.parcels })
    read.uncompared = uncompared
    const planned = planShapes(file.shapes, { code, relations, ...known })
    read.refused = new Set(planned.flatMap(({ line }) => (line.outcome === 'refused' ? [line.line] : [])))
    return planned.map(({ line, write }) => ({
      line,
      write: write === null ? null : { ...write, crs: file.crs?.code ?? '', fileId },
    }))
  },
  async apply({ tx }, lines, run) {
    const written = await insertShapes(
      tx,
      lines.map(({ write }) => ({ ...write, schematic: false, run })),
    )
    if (written.size !== lines.length) throw registerChanged()
    return lines.map(({ position, write }): ImportChange => {
      const version = written.get(write.parcel) ?? write.version + 1
      return {
        position,
        subject: write.parcel,
        before: write.version === 0 ? null : { code: write.code, version: write.version, area: write.areaBefore },
        after: { code: write.code, version, area: write.area },
        after_version: version,
      }
    })
  },
  async undo({ tx }, changes) {
    const current = new Map(
      (
        await selectShapes(
          tx,
          changes.map(({ subject }) => subject),
        )
      ).map((shape) => [shape.parcel, shape.version]),
    )
    const since = changes.filter(({ subject, after_version: version }) => current.get(subject) !== version)
    if (since.length > 0)
      throw changedSince(since.map(({ position, after }) => ({ line: position, name: (after as KeptShape).code })))
    await withdrawShapes(
      tx,
      changes.map(({ subject, before, after_version: version }) => ({
        parcel: subject,
        version,
        before: (before as KeptShape | null)?.version ?? null,
      })),
    )
  },
  show({ position, subject, before, after }) {
    const [earlier, later] = [before as KeptShape | null, after as KeptShape]
    return {
      line: position,
      outcome: earlier === null ? 'created' : 'changed',
      label: later.code,
      subject,
      changes: [
        { field: 'measured_area', before: earlier?.area ?? null, after: later.area },
        {
          field: 'shape_version',
          before: earlier === null ? null : String(earlier.version),
          after: String(later.version),
        },
      ],
      problems: [],
    }
  },
}

async function readShapeFile({ house, tx }: ImportContext, { fileId, answers }: FileToRead): Promise<ReadShapeImport> {
  const file = await findFile(tx, fileId)
  if (file === undefined) throw new Problem('not_found', { details: { kind: 'file', id: fileId } })
  const { crs, order, encoding } = answers
  const read = await readShapesAside(await house.files.read(file.hash), {
    heads: shapeHeads,
    crs,
    order: order === 'east_first' || order === 'north_first' ? order : undefined,
    encoding: encoding === 'utf-8' || encoding === 'gb18030' ? encoding : undefined,
  })
  const code = findCodeColumn(read.attributes, answers.code)
  const fileProblems: ImportProblem[] = read.problems.map(issueProblem)
  if (fileProblems.length === 0 && code === undefined)
    fileProblems.push({
      code: 'geo.no_code_column',
      where: 'file',
      found: read.attributes.slice(0, 20).join(', ').slice(0, 200),
      expected: shapeHeads.code.slice(0, 2).join(', '),
      remedy: 'geo.remedy.no_code_column',
    })
  const columns = read.attributes.map((header) => ({ header, field: header === code ? 'code' : null }))
  return { columns, fileProblems, rows: [], file: read, fileId, code, uncompared: 0, refused: new Set() }
}

type Known = Pick<ShapePlanContext, 'parcels' | 'takenElsewhere' | 'may'>

async function knownTo(
  { house, tx, actor }: ImportContext,
  { code, file }: { code: string; file: ReadShapes },
): Promise<Known> {
  const programme = house.programme()
  const codes = [...new Set(file.shapes.flatMap(({ attributes }) => attributes[code] || []))]
  const rows = (await selectParcels(tx, { codes })).map(toParcel)
  const shapes = new Map(
    (
      await selectShapes(
        tx,
        rows.map(({ id }) => id),
      )
    ).map((shape) => [shape.parcel, shape]),
  )
  const seen = new Set(rows.map((row) => row.id))
  const taken = await selectParcelCodesTaken(tx, codes)
  const parcels = rows.map((row): [string, ShapedParcel] => {
    const { id, place, base, area } = row
    const current = shapes.get(id)
    return [row.code, { id, code: row.code, place, base, area, ...(current === undefined ? {} : { current }) }]
  })
  return {
    parcels: new Map(parcels),
    takenElsewhere: new Set(taken.filter(({ id }) => !seen.has(id)).map((each) => each.code)),
    may: (place, base) => can(actor, 'parcels.import', parcelResource(programme, place, base)),
  }
}

const mostBeside = 20_000

/** How the shapes of a file lie to each other and to those of other parcels that are there already. */
async function relate(
  { tx }: ImportContext,
  { read, parcels }: { read: ReadShapeImport; parcels: Known['parcels'] },
): Promise<{ relations: readonly ShapeRelation[]; uncompared: number }> {
  const named = read.file.shapes.flatMap(({ position, shape, area }): NamedShape[] =>
    shape === undefined || area === undefined ? [] : [{ name: String(position), shape, area }],
  )
  const bounds = boundsAround(named.map(({ shape }) => boundsOf(shape)))
  if (bounds === undefined) return { relations: [], uncompared: 0 }
  const there = await selectShapesWithin(tx, { bounds, most: mostBeside + 1 })
  const replaced = new Set([...parcels.values()].map(({ id }) => id))
  const beside = there
    .slice(0, mostBeside)
    .flatMap(({ parcel, code, geometry, area }): { name: string; shape: AreaShape; area: number }[] =>
      replaced.has(parcel) || area === null ? [] : [{ name: `#${code}`, shape: geometry, area: Number(area) }],
    )
  const found = await findRelationsAside(named, beside)
  return { ...found, uncompared: found.uncompared + (there.length > mostBeside ? 1 : 0) }
}
