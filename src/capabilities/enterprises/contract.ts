import { z } from 'zod'
import { Decision, type May } from '#base/decision.ts'
import { endpoint, holds } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'

export const enterpriseStatuses = ['preparing', 'operating', 'suspended', 'closed'] as const
export type EnterpriseStatus = (typeof enterpriseStatuses)[number]

const DateText = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe('A day, e.g. 2026-11-22.')
const Name = z.string().trim().min(2).max(200)

export const EnterpriseContact = z.object({
  name: z.string().max(100).nullable(),
  phone: z.string().max(50).nullable(),
})
export type EnterpriseContact = z.infer<typeof EnterpriseContact>

const ContactShown = z.object({
  name: holds('personal', z.string()).nullable(),
  phone: holds('personal', z.string()).nullable(),
})

/** What a clerk fills; class ids are those of the pack's taxonomies with that subject. */
export const EnterpriseFields = z.object({
  name: Name.describe('Registered name.'),
  creditCode: z
    .string()
    .trim()
    .max(40)
    .nullable()
    .describe('Unified social credit code (GB 32100); null when it has none yet.'),
  formerNames: z.array(Name).max(20).describe('Earlier registered names, latest first.'),
  town: z.string().describe('Place id of the area unit it belongs to; never derived from the credit code.'),
  base: z.string().nullable().describe('Place id of the base it is counted in, if any.'),
  industry: z.string().nullable().describe('Class id of the industry taxonomy (GB 4-digit in most packs).'),
  size: z.string().nullable().describe('Class id of the size taxonomy.'),
  ownership: z.string().nullable().describe('Class id of the ownership taxonomy.'),
  aboveScaleSince: DateText.nullable().describe('First day in the above-scale unit list.'),
  aboveScaleUntil: DateText.nullable().describe('First day no longer in the list.'),
  status: z.enum(enterpriseStatuses),
  openedOn: DateText.nullable(),
  address: z.string().max(300).nullable(),
  contact: EnterpriseContact,
})
export type EnterpriseFields = z.infer<typeof EnterpriseFields>

export const Enterprise = EnterpriseFields.extend({
  id: z.uuid(),
  synthetic: z.boolean().describe('Made up by the synthetic population: never a real firm.'),
  version: z.number().int().describe('Goes up by one with each edit; an edit names the version it was made on.'),
  updatedAt: z.iso.datetime(),
})
export type Enterprise = z.infer<typeof Enterprise>

export const EnterpriseSummary = Enterprise.pick({
  id: true,
  name: true,
  creditCode: true,
  town: true,
  base: true,
  industry: true,
  size: true,
  ownership: true,
  aboveScaleSince: true,
  aboveScaleUntil: true,
  status: true,
  synthetic: true,
})
export type EnterpriseSummary = z.infer<typeof EnterpriseSummary>

export const EnterpriseListed = EnterpriseSummary.extend({
  rungs: z.array(z.string()).describe('Rungs of growth ladders it stands on today, <ladder>/<rung>.'),
})
export type EnterpriseListed = z.infer<typeof EnterpriseListed>

/** How an enterprise was classified from a day (included) to a day (excluded; null = still). */
export const Classification = z.object({
  from: DateText,
  to: DateText.nullable(),
  town: z.string(),
  base: z.string().nullable(),
  industry: z.string().nullable(),
  size: z.string().nullable(),
  ownership: z.string().nullable(),
})
export type Classification = z.infer<typeof Classification>

export const CodeOverride = z.object({
  code: z.string(),
  reason: z.string(),
  by: z.string().describe('Id of the account that overrode the warning.'),
  at: z.iso.datetime(),
})
export type CodeOverride = z.infer<typeof CodeOverride>

const Ground = z.string().trim().min(2).max(500)
const RungAddress = z
  .string()
  .max(130)
  .regex(/^[^/]+\/[^/]+$/)
  .describe('A rung of a growth ladder of the pack: <ladder>/<rung>.')

/** A stay on a rung of a growth ladder, from a day (included) to a day (excluded; null = still). */
export const RungStay = z.object({
  id: z.uuid(),
  rung: RungAddress,
  from: DateText,
  to: DateText.nullable(),
  reason: z.string().describe('On what ground it was let in.'),
  endReason: z.string().nullable().describe('Why it left; null where the end was known from the beginning.'),
  by: z.string().describe('Id of the account that said so last.'),
  knownAt: z.iso.datetime(),
})
export type RungStay = z.infer<typeof RungStay>

export const EnterpriseDetail = z.object({
  enterprise: Enterprise,
  names: z.record(z.string(), Text).describe('Names of the places and classes that the record refers to, by field.'),
  history: z.array(Classification),
  rungs: z.array(RungStay).describe('Where it stands or stood on growth ladders, in the order of days.'),
  overrides: z.array(CodeOverride),
  mayEdit: Decision,
})
export type EnterpriseDetail = z.infer<typeof EnterpriseDetail>

export const enterpriseSorts = ['name', '-name', 'opened_on', '-opened_on', 'town', 'industry'] as const

/** The filters of the register; the list and its export take the same. */
export const EnterpriseFilter = z.object({
  q: z
    .string()
    .max(100)
    .optional()
    .describe('Part of a name, of a former name, of a credit code, or initials in pinyin.'),
  place: z.string().optional().describe('A town, base, belt or area; everything within it.'),
  industry: z.string().optional().describe('A class; its subclasses are included.'),
  size: z.string().optional(),
  ownership: z.string().optional(),
  rung: z.string().max(130).optional().describe('<ladder>/<rung>: who stands on it today.'),
  status: z.enum(enterpriseStatuses).optional(),
  aboveScale: z.enum(['yes', 'no']).optional().describe('In the above-scale list today.'),
  sort: z.enum(enterpriseSorts).optional(),
})
export type EnterpriseFilter = z.infer<typeof EnterpriseFilter>

const CodeReason = z
  .string()
  .trim()
  .min(4)
  .max(500)
  .optional()
  .describe('Why a credit code that fails its check is taken all the same; kept.')

// ── imports: shared by the registers that take files ─────────────────────────────────────────────────────────────

export const importStatuses = ['previewed', 'confirmed', 'undone'] as const
export type ImportStatus = (typeof importStatuses)[number]

export const ImportCounts = z.object({
  created: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  refused: z.number().int(),
})
export type ImportCounts = z.infer<typeof ImportCounts>

export const ImportRun = z.object({
  id: z.uuid(),
  kind: z.string().describe('Which register the file is for: enterprises, parcels, occupations, shapes.'),
  fileId: z.string(),
  fileName: z.string(),
  status: z.enum(importStatuses),
  counts: ImportCounts,
  answers: z
    .record(z.string(), z.string())
    .describe('What was answered where the file leaves a question open, e.g. its reference system.'),
  leftOut: z.number().int().describe('Refused lines that the clerk chose to leave out on confirming.'),
  by: z.string(),
  createdAt: z.iso.datetime(),
  confirmedAt: z.iso.datetime().nullable(),
  undoneAt: z.iso.datetime().nullable(),
  undoReason: z.string().nullable(),
})
export type ImportRun = z.infer<typeof ImportRun>

/** What is wrong in one cell or line, for the person who must repair it. */
export const ImportProblem = z.object({
  code: z.string().describe('Key of the sentence, e.g. import.unknown_code.'),
  where: z.string().describe('Cell of a workbook (B7) or line of a text file (line 14).'),
  column: z.string().optional(),
  found: z.string().optional(),
  expected: z.string().optional(),
  remedy: z.string().describe('Key of the sentence that says what to do.'),
})
export type ImportProblem = z.infer<typeof ImportProblem>

export const importOutcomes = ['created', 'changed', 'unchanged', 'refused'] as const
export type ImportOutcome = (typeof importOutcomes)[number]

export const ImportLine = z.object({
  line: z.number().int().describe('Line of the file as a person counts it; the head is line 1.'),
  outcome: z.enum(importOutcomes),
  label: z.string().describe('The name or code of the thing on this line.'),
  subject: z.string().nullable().describe('Id of the existing record it matches.'),
  changes: z.array(z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  problems: z.array(ImportProblem),
})
export type ImportLine = z.infer<typeof ImportLine>

export const ImportPreview = z.object({
  run: ImportRun,
  digest: z.string().describe('Of the whole plan; confirming names it, so that what was seen is what is done.'),
  fileProblems: z
    .array(ImportProblem)
    .describe('Of the file as a whole, e.g. a head that is not known. With any of these nothing can be confirmed.'),
  columns: z.array(
    z.object({ header: z.string(), field: z.string().nullable().describe('null: the column is ignored.') }),
  ),
  lines: z.array(ImportLine).describe('One page of the outcome asked for.'),
  page: z.number().int(),
  pageSize: z.number().int(),
  total: z.number().int().describe('Lines of the outcome asked for.'),
})
export type ImportPreview = z.infer<typeof ImportPreview>

export const ImportQuery = z.object({
  id: z.uuid(),
  outcome: z.enum(importOutcomes).optional(),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
})

export const ImportConfirm = z.object({
  id: z.uuid(),
  digest: z.string(),
  leaveOutRefused: z
    .boolean()
    .default(false)
    .describe('Take the good lines and leave the refused ones out; otherwise one refused line stops the import.'),
})

/** The five procedures of an import, under the path of the register they belong to. */
export const importContract = (path: `/${string}`, may: May) => ({
  preview: endpoint
    .route({
      method: 'POST',
      path: `${path}/imports`,
      summary: 'Read an uploaded file and show what it would do; nothing is stored in the register',
    })
    .meta({ may })
    .input(
      z.object({
        kind: z.string().optional(),
        fileId: z.uuid(),
        fileName: z.string().max(300),
        answers: z
          .record(z.string().max(20), z.string().max(100))
          .optional()
          .describe('What the page was asked about the file: crs, order, encoding, code.'),
      }),
    )
    .output(ImportPreview),
  get: endpoint
    .route({ method: 'GET', path: `${path}/imports/{id}`, summary: 'One import, with a page of its lines' })
    .meta({ may })
    .input(ImportQuery)
    .output(ImportPreview),
  confirm: endpoint
    .route({ method: 'POST', path: `${path}/imports/{id}/confirm`, summary: 'Do what the preview shows, as one act' })
    .meta({ may })
    .input(ImportConfirm)
    .output(ImportRun),
  undo: endpoint
    .route({
      method: 'POST',
      path: `${path}/imports/{id}/undo`,
      summary: 'Take an import back as one act; refused when its records were changed since',
    })
    .meta({ may })
    .input(z.object({ id: z.uuid(), reason: z.string().trim().min(2).max(500) }))
    .output(ImportRun),
  list: endpoint
    .route({ method: 'GET', path: `${path}/imports`, summary: 'Imports, latest first' })
    .meta({ may })
    .input(
      z.object({
        page: z.coerce.number().int().min(1).max(10_000).default(1),
        pageSize: z.coerce.number().int().min(1).max(100).default(20),
      }),
    )
    .output(z.object({ rows: z.array(ImportRun), total: z.number().int() })),
})

export const enterprisesContract = {
  list: endpoint
    .route({ method: 'GET', path: '/enterprises', summary: 'The register of enterprises, filtered and paged' })
    .meta({ may: 'enterprises.see' })
    .input(
      EnterpriseFilter.extend({
        page: z.coerce.number().int().min(1).max(100_000).default(1),
        pageSize: z.coerce.number().int().min(1).max(1000).default(50),
      }),
    )
    .output(
      z.object({
        rows: z.array(EnterpriseListed),
        total: z.number().int(),
        page: z.number().int(),
        pageSize: z.number().int(),
        synthetic: z.boolean().describe('Rows shown include synthetic ones.'),
        mayEdit: Decision,
        mayImport: Decision,
      }),
    ),
  get: endpoint
    .route({ method: 'GET', path: '/enterprises/{id}', summary: 'One enterprise with its dated classification' })
    .meta({ may: 'enterprises.see' })
    .input(z.object({ id: z.uuid() }))
    .output(EnterpriseDetail),
  contactShow: endpoint
    .route({
      method: 'POST',
      path: '/enterprises/{id}/contact',
      summary: 'Name and telephone of the contact, which are masked elsewhere; an act',
    })
    .meta({ may: 'enterprises.see', looks: 'personal' })
    .input(z.object({ id: z.uuid() }))
    .output(ContactShown),
  choices: endpoint
    .route({
      method: 'GET',
      path: '/enterprise-choices',
      summary: 'The classes and places that a form of an enterprise offers',
    })
    .meta({ may: 'enterprises.see' })
    .output(
      z.object({
        towns: z.array(z.object({ id: z.string(), name: Text })),
        bases: z.array(z.object({ id: z.string(), name: Text, members: z.array(z.string()) })),
        industries: z.array(z.object({ id: z.string(), name: Text, parent: z.string().optional() })),
        sizes: z.array(z.object({ id: z.string(), name: Text })),
        ownerships: z.array(z.object({ id: z.string(), name: Text })),
        ladders: z.array(
          z.object({
            id: z.string(),
            name: Text,
            rungs: z.array(z.object({ id: RungAddress, name: Text })).describe('From the lowest up.'),
          }),
        ),
      }),
    ),
  create: endpoint
    .route({ method: 'POST', path: '/enterprises', summary: 'Enter an enterprise in the register' })
    .meta({ may: 'enterprises.edit' })
    .input(z.object({ fields: EnterpriseFields, codeReason: CodeReason }))
    .output(Enterprise),
  edit: endpoint
    .route({
      method: 'PUT',
      path: '/enterprises/{id}',
      summary: 'Change an enterprise; refused when it was changed since the page was read',
    })
    .meta({ may: 'enterprises.edit' })
    .input(
      z.object({
        id: z.uuid(),
        version: z.number().int(),
        fields: EnterpriseFields,
        effectiveFrom: DateText.optional().describe('From when a new town, base or class holds; today when absent.'),
        codeReason: CodeReason,
      }),
    )
    .output(Enterprise),
  rungEnter: endpoint
    .route({
      method: 'POST',
      path: '/enterprises/{enterprise}/rungs',
      summary: 'Let an enterprise stand on a rung of a growth ladder from a day on; it may stand on several',
    })
    .meta({ may: 'enterprises.edit' })
    .input(
      z.object({
        enterprise: z.uuid(),
        rung: RungAddress,
        from: DateText,
        to: DateText.nullable().default(null).describe('The first day no longer on it, where that is known already.'),
        reason: Ground,
      }),
    )
    .output(RungStay),
  rungEnd: endpoint
    .route({
      method: 'PUT',
      path: '/enterprises/{enterprise}/rungs/{id}',
      summary: 'Say from which day an enterprise no longer stands on a rung; what was said before is kept',
    })
    .meta({ may: 'enterprises.edit' })
    .input(z.object({ enterprise: z.uuid(), id: z.uuid(), to: DateText, reason: Ground }))
    .output(RungStay),
  rungWithdraw: endpoint
    .route({
      method: 'POST',
      path: '/enterprises/{enterprise}/rungs/{id}/withdrawal',
      summary: 'Take back a stay on a rung that was entered by mistake; that it was said is kept',
    })
    .meta({ may: 'enterprises.edit' })
    .input(z.object({ enterprise: z.uuid(), id: z.uuid(), reason: Ground }))
    .output(z.object({ rungs: z.array(RungStay) })),
  imports: importContract('/enterprises', 'enterprises.import'),
}
