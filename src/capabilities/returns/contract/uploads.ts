import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Period } from '#base/period.ts'
import { ProblemCode, ProblemIssue } from '#base/problem.ts'
import { Text } from '#base/text.ts'

export const uploadStates = ['reading', 'ready', 'storing', 'stored', 'refused', 'undone'] as const
export const UploadState = z.enum(uploadStates)
export type UploadState = z.infer<typeof UploadState>

/** What a row of the workbook would do, or did. */
export const rowOutcomes = ['created', 'changed', 'unchanged', 'blank', 'refused'] as const
export const RowOutcome = z.enum(rowOutcomes)
export type RowOutcome = z.infer<typeof RowOutcome>

export const RowFate = z.enum(['stored', 'left_out', 'undone', 'kept'])
export type RowFate = z.infer<typeof RowFate>

const UploadId = z.uuid().describe('Number of an upload.')

/** One thing that is wrong in a row, or to be verified; `where` names sheet and cell, such as Returns!F9. */
export const RowIssue = ProblemIssue.extend({
  cell: z.string().optional().describe('The cell of the form: indicator:span.'),
  soft: z.boolean().optional().describe('True: it refuses nothing and is answered with a reason before submission.'),
})
export type RowIssue = z.infer<typeof RowIssue>

export const UploadCounts = z.object({
  rows: z.number().int(),
  created: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  blank: z.number().int(),
  refused: z.number().int(),
  warned: z.number().int().describe('Rows that pass with something to be verified.'),
  cells: z.number().int().describe('Cells that differ from what stands.'),
  stored: z.number().int().optional(),
  leftOut: z.number().int().optional(),
  undone: z.number().int().optional(),
  kept: z.number().int().optional().describe('Not undone: changed or submitted since.'),
})
export type UploadCounts = z.infer<typeof UploadCounts>

export const Upload = z.object({
  id: UploadId,
  form: z.string(),
  formName: Text,
  period: Period,
  fileName: z.string(),
  state: UploadState,
  sheet: z.string().optional(),
  counts: UploadCounts,
  issues: z.array(ProblemIssue).describe('What is wrong with the file as a whole; then nothing of it is taken.'),
  problem: z.object({ code: ProblemCode, details: z.record(z.string(), z.unknown()) }).optional(),
  reason: z.string().optional().describe('Why the refused were left out.'),
  undoReason: z.string().optional(),
  mine: z.boolean(),
  uploadedBy: z.string().describe('Name of who sent it.'),
  uploadedAt: z.string(),
  storedAt: z.string().optional(),
  undoneAt: z.string().optional(),
  progress: z
    .object({ done: z.number().int(), total: z.number().int().nullable(), waiting: z.boolean() })
    .optional()
    .describe('While it is read or stored: rows done, of how many.'),
})
export type Upload = z.infer<typeof Upload>

export const UploadRow = z.object({
  number: z.number().int().describe('Row of the sheet.'),
  subject: z.string().optional(),
  name: z.string(),
  outcome: RowOutcome,
  changes: z.number().int(),
  issues: z.array(RowIssue),
  returnId: z.string().optional(),
  fate: RowFate.optional(),
})
export type UploadRow = z.infer<typeof UploadRow>

export const uploadsContract = {
  list: endpoint
    .route({
      method: 'GET',
      path: '/returns/uploads',
      summary: 'Workbooks of many respondents that were sent, latest first',
    })
    .meta({ may: 'returns.fill' })
    .input(z.object({ form: z.string().max(64).optional(), period: Period.optional() }))
    .output(z.array(Upload)),
  show: endpoint
    .route({ method: 'GET', path: '/returns/uploads/{id}', summary: 'One upload: how far it is, what it would change' })
    .meta({ may: 'returns.fill' })
    .input(z.object({ id: UploadId }))
    .output(Upload),
  rows: endpoint
    .route({
      method: 'GET',
      path: '/returns/uploads/{id}/rows',
      summary: 'The rows of an upload by outcome, with what is wrong',
    })
    .meta({ may: 'returns.fill' })
    .input(
      z.object({
        id: UploadId,
        outcome: RowOutcome.optional(),
        page: z.coerce.number().int().min(1).max(100_000).default(1),
        pageSize: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ rows: z.array(UploadRow), total: z.number().int() })),
  store: endpoint
    .route({
      method: 'POST',
      path: '/returns/uploads/{id}/store',
      summary: 'Store what passes as drafts; what is refused is left out with a reason',
    })
    .meta({ may: 'returns.fill' })
    .input(
      z.object({
        id: UploadId,
        reason: z
          .string()
          .trim()
          .max(2000)
          .optional()
          .describe('Needed where rows are refused: why they are left out.'),
      }),
    )
    .output(Upload),
  undo: endpoint
    .route({
      method: 'POST',
      path: '/returns/uploads/{id}/undo',
      summary: 'Put the drafts back as they were before the upload, where nobody changed or submitted them since',
    })
    .meta({ may: 'returns.fill' })
    .input(z.object({ id: UploadId, reason: z.string().trim().min(2).max(2000) }))
    .output(Upload),
}
