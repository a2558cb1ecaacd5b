import type { Period } from '#base/period.ts'
import type { ProblemIssue } from '#base/problem.ts'
import type { Language } from '#base/text.ts'
import type { Programme } from '#pack/programme.ts'
import type { RowIssue } from '../contract/uploads.ts'
import type { JudgedRow, KnownRespondent } from '../rules/workbook/judge-row.ts'

/** What the thread of workbooks needs of the programme: plain data that crosses into it. */
export type ProgrammePart = Pick<Programme, 'indicators' | 'taxonomies' | 'crosswalks' | 'places'> & {
  readonly forms: Programme['forms']
}

/** Which workbook it is: written on a hidden sheet, asked for when it comes back. */
export type BookMark = {
  readonly form: string
  readonly period: string
  /** Of the form as it was: its cells and their units. */
  readonly layout: string
  readonly language: Language
  /** When it was made, as an instant. */
  readonly madeAt: string
  /** By respondent: the return and its revision, 0 where there was none. */
  readonly rows: readonly (readonly [subject: string, returnId: string, revision: number])[]
}

export type ReadTask = {
  readonly task: 'read'
  readonly file: string
  readonly programme: ProgrammePart
  readonly form: string
  readonly period: Period
}

/** A row of a workbook to be written. */
export type WideContent = {
  /** Row of the sheet, where it must stay where it was. */
  readonly number?: number
  readonly subject: string
  readonly name: string
  readonly creditCode: string
  readonly town: string
  readonly cells: Readonly<Record<string, string>>
  readonly last: Readonly<Record<string, string>>
  readonly issues: readonly RowIssue[]
  readonly returnId: string
  readonly revision: number
}

export type WriteTask = {
  readonly task: 'write'
  readonly programme: ProgrammePart
  readonly form: string
  readonly period: Period
  readonly lastPeriod: Period
  readonly language: Language
  readonly madeAt: string
  /** Who takes it out, and when. */
  readonly exportMark: string
  readonly place: string
  /** With the problems in front and in their cells. */
  readonly marked: boolean
  readonly issues: readonly ProblemIssue[]
}

/** A row as it is asked for in the record. */
export type RowAsked = {
  readonly number: number
  readonly id: string
  readonly creditCode: string
  readonly name: string
}

export type Said =
  | {
      readonly kind: 'book'
      readonly sheet: string
      readonly mark: BookMark | undefined
      readonly issues: readonly ProblemIssue[]
    }
  | { readonly kind: 'rows'; readonly rows: readonly RowAsked[] }
  | { readonly kind: 'judged'; readonly rows: readonly JudgedRow[] }
  | { readonly kind: 'end'; readonly issues: readonly ProblemIssue[] }
  | { readonly kind: 'written'; readonly bytes: ArrayBuffer }
  | { readonly kind: 'more' }

export type Told =
  | { readonly kind: 'known'; readonly rows: readonly (KnownRespondent | undefined)[] }
  | { readonly kind: 'contents'; readonly rows: readonly WideContent[] }
  | { readonly kind: 'written'; readonly all: true }
