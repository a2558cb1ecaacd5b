import type { WorkingDayCalendar } from '#base/working-days.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { Formula } from './formula/node.ts'
import type { FormCheck, Form, FormPeers } from './schema/form.ts'
import type { FormulaEntry, Indicator } from './schema/indicator.ts'
import type { AssessmentKind, Land } from './schema/land.ts'
import type { OutlierRule, PlaceKind, Supervision, WorkKind } from './schema/pack.ts'
import type { PopulationParameters } from './schema/population.ts'
import type { Quota } from './schema/quota.ts'
import type { Renewal } from './schema/renewal.ts'
import type { Scheme } from './schema/scheme.ts'
import type { SlipLevel, Slips } from './schema/slip.ts'
import type { Space } from './schema/space.ts'
import type { Standard } from './schema/standard.ts'
import type { Target } from './schema/target.ts'
import type { WordContent, WordName } from './schema/words.ts'
import type { Workflow, WorkflowAct } from './schema/workflow.ts'

/** Where a document comes from: the layer (pack) and the file, and the documents below that it replaced. */
export type Origin = {
  readonly layer: string
  readonly file: string
  readonly replaces: readonly { readonly layer: string; readonly file: string }[]
}

/** One document of the programme: its id, its checked content, its provenance. */
export type Doc<Content> = Readonly<Content> & { readonly id: string; readonly origin: Origin }

/** Documents by id, in the order of their ids. Look up with `find…` and `get…` of `lookup.ts`, never by a name from outside. */
export type Index<Content> = Readonly<Record<string, Doc<Content>>>

/** A dated formula, parsed: in force from that day until the next begins. */
export type ProgrammeFormula = Omit<FormulaEntry, 'is' | 'where'> & {
  readonly from: PlainDate
  readonly is: Formula
  readonly where?: Formula
}

export type ProgrammeIndicator = Doc<Omit<Indicator, 'formula'>> & { readonly formulas: readonly ProgrammeFormula[] }

export type ProgrammeCheck = Omit<FormCheck, 'require'> & { readonly require: Formula }

/** A soft check against peers: `of` is computed for the respondent and for others of its industry. */
export type ProgrammePeers = Omit<FormPeers, 'of'> & { readonly of: Formula }

export type ProgrammeForm = Doc<Omit<Form, 'checks' | 'respondents' | 'peers'>> & {
  readonly respondents: { readonly subject: string; readonly where?: Formula }
  readonly checks: readonly ProgrammeCheck[]
  readonly peers: readonly ProgrammePeers[]
  /** The formulas of computed rows: by indicator of the row, or by id of a row that only the form has. */
  readonly formulas: Readonly<Record<string, Formula>>
}

export type ProgrammeAct = Omit<WorkflowAct, 'requires'> & { readonly requires: readonly Formula[] }

export type ProgrammeWorkflow = Doc<Omit<Workflow, 'acts'>> & { readonly acts: readonly ProgrammeAct[] }

/** A scheme with its formulas and conditions, parsed, by the text they were written as. */
export type ProgrammeScheme = Doc<Scheme> & { readonly formulas: Readonly<Record<string, Formula>> }

/** A level of slips with the condition under which the house issues it. */
export type ProgrammeSlipLevel = Omit<SlipLevel, 'issued_when'> & { readonly issued_when?: Formula }

/** A set of slips, from the mildest level to the last. */
export type ProgrammeSlips = Doc<Omit<Slips, 'levels'>> & { readonly levels: readonly ProgrammeSlipLevel[] }

/** Formulas and conditions, parsed, by the text they were written as. */
type Formulas = { readonly formulas: Readonly<Record<string, Formula>> }

export type ProgrammeStandard = Doc<Standard> & Formulas
export type ProgrammeQuota = Doc<Quota> & Formulas
export type ProgrammeRenewal = Doc<Renewal> & Formulas
export type ProgrammeSpace = Doc<Space> & Formulas

/** What `pack.yaml` says of land, with the penalty parsed. */
export type ProgrammeLand = Land & Formulas

export type ProgrammeTarget = Doc<Target>

type Parsed = {
  indicators: ProgrammeIndicator
  forms: ProgrammeForm
  workflows: ProgrammeWorkflow
  schemes: ProgrammeScheme
  slips: ProgrammeSlips
  standards: ProgrammeStandard
  quotas: ProgrammeQuota
  renewals: ProgrammeRenewal
  spaces: ProgrammeSpace
}

/** A document of a word as the programme keeps it: the file's content, with formulas parsed. */
export type ProgrammeDoc<W extends WordName> = W extends keyof Parsed ? Parsed[W] : Doc<WordContent<W>>

export type ProgrammeIndexes = { readonly [W in WordName]: Readonly<Record<string, ProgrammeDoc<W>>> }

/** A region's whole programme: checked, frozen, indexed. Plain data, the same on server and browser. */
export type Programme = ProgrammeIndexes & {
  readonly id: string
  readonly name: { readonly zh: string; readonly en: string }
  readonly language: number
  readonly version: string
  readonly languages: readonly ('zh' | 'en')[]
  readonly timeZone: string
  readonly rootPlace: string
  readonly calendarId: string
  /** The calendar of working days that `calendarId` names, ready for `base/working-days.ts`. */
  readonly calendar: WorkingDayCalendar
  readonly placeKinds: readonly PlaceKind[]
  readonly workKinds: readonly WorkKind[]
  /** When a value is far from those of its peers; without it the usual rule holds. */
  readonly outliers?: OutlierRule
  /** How tasks, slips, meetings and the rest move; without it the programme supervises nothing. */
  readonly supervision?: Supervision
  /** What is assessed for whole areas. */
  readonly assessmentKinds: readonly AssessmentKind[]
  /** The map, the classes of land, what is measured of it; without it the programme has no land. */
  readonly land?: ProgrammeLand
  readonly texts: Readonly<Record<'zh' | 'en', Readonly<Record<string, string>>>>
  readonly population?: PopulationParameters
  /** The packs it is made of: those below by `extends` first, then the root, then overlays. */
  readonly layers: readonly { readonly pack: string; readonly version: string; readonly overlay: boolean }[]
}
