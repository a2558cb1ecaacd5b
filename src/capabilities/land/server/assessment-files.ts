import type { Actor } from '#base/decision.ts'
import { areaText } from '#base/geo/area.ts'
import { crsName, findCrs } from '#base/geo/crs.ts'
import { type AreaShape, piecesOf, type Position } from '#base/geo/geometry.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { faultProblem, shapeHeads } from '#capabilities/parcels/server/service.ts'
import { listCaseFiles } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { demandFileKind } from '#kit/server/file-kind.ts'
import { attachment, findFile, recordFile } from '#kit/server/files.ts'
import { type PlainRoute, route } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { readShapesAside } from '#kit/server/shapes-aside.ts'
import type { ReadShape } from '#kit/server/shapes-file.ts'
import type { AssessmentDetail, ReadShapesOfFile } from '../contract/assessments.ts'
import { type AssessmentRow, getAssessmentRow } from './assessment-store.ts'
import { demandIds, sentContent, sentName } from './sent-files.ts'

const accepted = ['pdf', 'ofd', 'docx', 'jpg', 'jpeg', 'png', 'zip']
/** Nobody holds it: such a file is read through the assessment that names it. */
const permission = 'land.assessment_document'

/** Documents are sent first and named by the assessment then; whoever sees the assessment reads them. */
export function assessmentFileRoutes(house: House): PlainRoute[] {
  return [
    route({
      method: 'POST',
      path: '/api/land/assessments/files',
      may: 'land.set',
      maxBytes: house.settings.uploadBytes,
      summary: 'Send a document of an assessment that is about to be entered',
      handler: async ({ actor, request }) => {
        const name = sentName(request)
        const stored = await house.files.put(sentContent(request))
        const mediaType = await demandFileKind({ path: house.files.pathOf(stored.hash), name }, accepted)
        const kept = await house.record.withActor(actor, (tx) =>
          recordFile(tx, { ...stored, name, mediaType, permission }),
        )
        return Response.json({ id: kept.id, name: kept.name, size: kept.bytes })
      },
    }),
    route({
      method: 'POST',
      path: '/api/land/assessments/shapes',
      may: 'land.set',
      maxBytes: house.settings.uploadBytes,
      summary: 'Read the shapes of a file with every fault and its place; nothing is stored',
      handler: async ({ request }) => {
        const bytes = new Uint8Array(await request.arrayBuffer())
        const asked = new URL(request.url).searchParams
        return Response.json(await readGround(bytes, asked))
      },
    }),
    route({
      method: 'GET',
      path: '/api/land/assessments/:id/files/:file',
      may: 'land.see',
      summary: 'A document of an assessment',
      handler: async ({ actor, params }) => {
        const { id = '', file: fileId = '' } = params
        demandIds({ id, file: fileId })
        const row = await house.record.withActor(actor, (tx) => getAssessmentRow(tx, id))
        const file = row.files.includes(fileId) ? await house.record.asSystem((tx) => findFile(tx, fileId)) : undefined
        if (file === undefined) throw new Problem('not_found', { details: { kind: 'file', id: fileId } })
        return new Response(Buffer.from(await house.files.read(file.hash)), {
          headers: { 'content-type': file.mediaType, 'content-disposition': attachment(file.name) },
        })
      },
    }),
  ]
}

/** Files that an assessment is to name: those it has already, and those that the actor sent. @throws Problem invalid_input */
export async function demandFiles(
  tx: Transaction,
  {
    files,
    kept,
    actor,
  }: { readonly files: readonly string[]; readonly kept: readonly string[]; readonly actor: Actor },
): Promise<void> {
  const issues: ProblemIssue[] = []
  for (const [at, id] of files.entries()) {
    if (kept.includes(id)) continue
    const file = await findFile(tx, id)
    if (file === undefined || file.storedBy !== actor.id || file.permission !== permission)
      issues.push({ text: 'assessment.unknown_file', where: `body.files.${at}`, found: id })
  }
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
}

/** The documents of an assessment, those of the case that recorded it included. */
export async function filesOfAssessment(
  house: Pick<House, 'record'>,
  row: Pick<AssessmentRow, 'id' | 'files' | 'made_by_case'>,
): Promise<AssessmentDetail['files']> {
  if (row.files.length === 0 && row.made_by_case === null) return []
  return house.record.asSystem(async (tx) => {
    const own = []
    for (const id of row.files) {
      const file = await findFile(tx, id)
      if (file !== undefined)
        own.push({ id, name: file.name, bytes: file.bytes, address: `/api/land/assessments/${row.id}/files/${id}` })
    }
    const ofCase = row.made_by_case === null ? [] : await listCaseFiles(tx, row.made_by_case)
    const attached = ofCase.flatMap(({ id, name, size, act }) =>
      act === undefined ? [] : [{ id, name, bytes: size, address: `/api/cases/${row.made_by_case}/files/${id}` }],
    )
    return [...own, ...attached]
  })
}

const mostShapes = 50
const mostPositions = 60_000

/** The shapes of a file in degrees of CGCS2000, with what stands in the way of each. */
async function readGround(bytes: Uint8Array, asked: URLSearchParams): Promise<ReadShapesOfFile> {
  const order = asked.get('order')
  const encoding = asked.get('encoding')
  const read = await readShapesAside(bytes, {
    heads: shapeHeads,
    crs: asked.get('crs') ?? undefined,
    order: order === 'east_first' || order === 'north_first' ? order : undefined,
    encoding: encoding === 'utf-8' || encoding === 'gb18030' ? encoding : undefined,
  })
  const crs = read.crs === undefined ? undefined : findCrs(read.crs.code)
  let room = mostPositions
  const shown = read.shapes.slice(0, mostShapes).filter((shape) => {
    room -= positionsIn(shape)
    return room >= 0
  })
  return {
    crs:
      read.crs === undefined || crs === undefined
        ? null
        : { code: read.crs.code, name: crsName(crs), approximate: read.crs.approximate },
    question:
      read.question === undefined
        ? null
        : {
            why: read.question.why,
            choices: read.question.choices.flatMap(({ crs: code, order: first }) => {
              const known = findCrs(code)
              return known === undefined ? [] : [{ crs: code, order: first, name: crsName(known) }]
            }),
          },
    problems: read.problems.map(plainIssue),
    notes: read.notes.map(plainIssue),
    shapes: shown.map(shapeShown),
    left: read.shapes.length - shown.length,
  }
}

function positionsIn({ shape, drawn }: ReadShape): number {
  const pieces = shape === undefined ? (drawn ?? []) : piecesOf(shape)
  return pieces.reduce((sum, rings) => sum + rings.reduce((all, ring) => all + ring.length, 0), 0)
}

function shapeShown({ position, where, attributes, shape, area, drawn, faults, issues }: ReadShape) {
  const label = Object.values(attributes).find((text) => text !== '') ?? where
  const isGood = faults.length + issues.length === 0
  const geometry: AreaShape | null = isGood ? (shape ?? null) : null
  const pieces: Position[][][] = shape === undefined ? (drawn ?? []) : piecesOf(shape)
  return {
    position,
    label: label.slice(0, 200),
    area: area === undefined ? null : areaText(area),
    geometry,
    drawn: isGood ? [] : pieces,
    faults: [
      ...issues.map((issue) => ({ ...plainIssue(issue), at: null })),
      ...faults.map((fault) => {
        const { code, where: place, found, expected } = faultProblem(fault, where)
        return { ...plainIssue({ text: code, where: place, found, expected }), at: fault.at ?? null }
      }),
    ],
  }
}

function plainIssue({
  text,
  where,
  found,
  expected,
}: {
  text: string
  where: string
  found?: string | undefined
  expected?: string | undefined
}) {
  return { text, where, ...(found === undefined ? {} : { found }), ...(expected === undefined ? {} : { expected }) }
}
