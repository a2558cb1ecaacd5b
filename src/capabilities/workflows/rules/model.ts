import type { Actor, Decision, Resource } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { WorkingDayCalendar } from '#base/working-days.ts'
import type { Formula } from '#pack/formula/node.ts'
import type { ProgrammeAct } from '#pack/programme.ts'
import type { PartyRole, WorkflowField, WorkflowFile } from '#pack/schema/workflow.ts'

/** The first act of every case. The dot keeps acts of the house apart from the acts of a pack. */
export const openingAct = 'workflow.open'

/** The act that gives a clock a new due date and leaves the state as it is. */
export const extendingAct = 'workflow.extend'

/** What a new calendar does to the due dates that lay beyond the one before. */
export const redatingAct = 'workflow.redate'

/** Other organisations, or another person to whom the case is given. */
export const assigningAct = 'workflow.assign'

/** A sub-case that was opened without an act of the workflow, such as a task beneath a task. */
export const subcaseOpenedAct = 'workflow.subcase'

/** A sub-case that has reached its end. */
export const subcaseClosedAct = 'workflow.subcase_closed'

/** Acts of the house: they leave the state of the case as it is. */
export const houseActs = [extendingAct, redatingAct, assigningAct, subcaseOpenedAct, subcaseClosedAct] as const

/** Within so many calendar days of its due date a clock is near. */
export const nearDays = 3

/** The step of a clock that has run out: `on_expiry`. */
export const expiryStep = 'due'

/** done: the state was left; near: due within three days; overdue: the due date has ended. */
export type Light = 'done' | 'on_schedule' | 'near' | 'overdue'

/** The organisations of a case by their role. */
export type Parties = { readonly [Role in PartyRole]: readonly string[] }

/** A due date that an act set. `clock` is the id of a clock or the key of a branch. */
export type StoredDue = { readonly clock: string; readonly due: PlainDate; readonly provisional: boolean }

/** A file that was attached: which of the files of the act it is, and what is known of it. */
export type GivenFile = {
  readonly id: string
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** Address of the content. */
  readonly hash?: string
}

/** One act of a case, as far as the rules need it. */
export type CaseAct = {
  /** An act of the pack, `<branch>.<outcome>`, or one of the house. */
  readonly act: string
  /** The state after it, as stored with the act. */
  readonly to?: string
  readonly at: Date
  readonly actor: string
  /** The absent person in whose place it was done. */
  readonly onBehalfOf?: string
  readonly reason?: string
  /** Of an outcome: the organisation that gave it. Needed where the branch is one for each organisation. */
  readonly unit?: string
  /** What was filled in, by field; numbers and shares as exact decimals. */
  readonly fields?: Readonly<Record<string, string>>
  /** Of an extension: which clock, and its new due date. */
  readonly clock?: string
  readonly due?: PlainDate
  /** The due dates that this act set; they win over anything that is computed. */
  readonly dues?: readonly StoredDue[]
  /** Of the opening and of an assignment: the parties from then on; roles that are left out stay as they were. */
  readonly parties?: Partial<Parties>
  /** Of the opening and of an assignment: the person from then on; null takes it from everybody. */
  readonly assignee?: string | null
  /** The sub-case that it opened or, for `workflow.subcase_closed`, that has ended. */
  readonly subcase?: string
}

/** A branch of the state in which the case is, for one organisation where it is one for each. */
export type BranchState = {
  /** `<branch>`, or `<branch>@<organisation>`: also the id of its clock. */
  readonly key: string
  readonly branch: string
  /** Whoever of these gives an outcome decides it; empty while nobody is named. */
  readonly units: readonly string[]
  /** The organisation where the branch is one for each. */
  readonly unit?: string
  /** The last outcome, while the state lasts. */
  readonly outcome?: string
  readonly good?: boolean
  readonly by?: string
  /** The organisation that gave the outcome. */
  readonly given?: string
  readonly at?: Date
}

/** A case after its acts: one pure fold, the same for page and server. */
export type CaseState = {
  readonly state: string
  /** How many acts were folded. */
  readonly version: number
  /** Of the present state only; empty where it has none. */
  readonly branches: readonly BranchState[]
  /** The last value of each field. */
  readonly fields: Readonly<Record<string, string>>
  readonly parties: Parties
  readonly opener: string
  readonly assignee?: string
  readonly openSubcases: readonly string[]
}

/** Whether a requirement holds; unknown because of what is missing. */
export type Truth = boolean | { readonly unknown: readonly string[] }

/** What is given with an act. */
export type Given = {
  readonly reason?: string | undefined
  readonly fields?: Readonly<Record<string, string>> | undefined
  readonly files?: readonly GivenFile[] | undefined
}

/** What the rules must know of the case besides its acts. */
export type CaseFacts = {
  readonly resource?: Resource
  /** Answers the conditions that the case itself cannot answer; without it they are unknown. */
  readonly holds?: ((condition: Formula) => Truth) | undefined
  /** Fields that are being filled in with the act: conditions see them as if they stood there already. */
  readonly fields?: Readonly<Record<string, string>> | undefined
}

/** An act as it is offered: of the workflow, or the outcome of a branch, which is an act that stays in its state. */
export type CaseActOffer = ProgrammeAct & {
  readonly branch?: { readonly key: string; readonly id: string; readonly outcome: string; readonly unit?: string }
}

export type OfferedAct = {
  readonly act: CaseActOffer
  readonly decision: Decision
  /** The organisation for which the actor would give the outcome. */
  readonly unit?: string
  /** The absent person in whose place it would be done. */
  readonly onBehalfOf?: string
}

/** An act somebody wants to perform. */
export type WantedAct = { readonly act: string; readonly unit?: string | undefined; readonly actor: Actor }

/** Something that an act still lacks, or that was given wrongly: the key of a sentence with its details. */
export type Lack = {
  readonly what: 'reason' | 'field' | 'file'
  /** Of the field or file. */
  readonly id: string
  readonly text: string
  readonly found?: string
  readonly expected?: string
  readonly field?: WorkflowField
  readonly file?: WorkflowFile
}

/** What clocks are computed with. Days end at 24:00 in the time zone. */
export type ClockFrame = {
  readonly calendar: WorkingDayCalendar
  readonly timeZone: string
  readonly today: PlainDate
  /** The due date of the case, for clocks that start there. */
  readonly due?: PlainDate
}

/** Why a due date came to be in the place of the one before. */
export type RebasedBy = 'extension' | 'pause' | 'calendar'

/** A new due date of a clock. */
export type Rebased = {
  readonly due: PlainDate
  readonly at: string
  readonly actor: string
  readonly by: RebasedBy
  readonly reason?: string
}

/** One run of a clock or of a branch, with its history. */
export type CaseClock = {
  /** The id of the clock, or the key of the branch. */
  readonly id: string
  readonly name: { readonly zh: string; readonly en: string }
  /** The branch whose time it is. */
  readonly branch?: string
  readonly unit?: string
  /** Number of the act with which it began, from 1. */
  readonly startedWith: number
  readonly startedOn: PlainDate
  /** As first set; nothing ever changes it. */
  readonly originalDue: PlainDate
  readonly due: PlainDate
  readonly rebased: readonly Rebased[]
  /** True: lies beyond the last published calendar of working days. */
  readonly provisional: boolean
  /** Since when its days do not count. */
  readonly pausedOn?: PlainDate
  readonly stoppedOn?: PlainDate
  /** The first day on which it was late; stays for ever, whatever is extended or done afterwards. */
  readonly lateSince?: PlainDate
  readonly light: Light
}

/** Something that was to happen on a day because of a due date. */
export type DueStep = {
  readonly clock: string
  readonly due: PlainDate
  /** `due` for `on_expiry`, otherwise `<days>:<does>`, such as `-3:notify`. */
  readonly step: string
  /** `<clock> <due> <step>`: done once for each case. */
  readonly key: string
  readonly day: PlainDate
  /** `notify`, or an act; the outcome of a branch as `<branch>.<outcome>`. */
  readonly does: string
  /** lead, assist, decide, opener, assignee or permissions; whoever may act from there when left out. */
  readonly to?: readonly string[]
  /** The organisation of a branch that is one for each. */
  readonly unit?: string
  /** False: the case has moved on meanwhile; it is recorded and nothing is done. */
  readonly running: boolean
}
