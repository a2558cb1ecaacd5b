import type { BlankReason } from '#base/blank.ts'
import type { CheckedScheme, GivenBaselines } from '../rules/model.ts'

/** One input as it was gathered: an amount or why there is none, and where it comes from. */
export type KeptInput = {
  readonly input: string
  readonly amount: string | null
  readonly blank: BlankReason | null
  readonly domain: 'administrative' | 'declared'
  readonly source: string | null
  readonly version: number | null
  readonly by: string | null
  readonly knownAt: string | null
  /** Stated with the run; gathering again does not take it away. */
  readonly stated: boolean
}

/** A yes, a no, or not known, and who stated it. */
export type KeptFact = {
  readonly fact: string
  readonly holds: boolean | null
  readonly source: string | null
  readonly by: string | null
  readonly knownAt: string | null
}

/** A unit with everything that it is judged by. */
export type KeptUnit = {
  readonly unit: string
  readonly name: string
  readonly members: readonly string[]
  readonly town: string | null
  readonly base: string | null
  readonly industry: string | null
  readonly size: string | null
  readonly ownership: string | null
  readonly aboveScale: boolean | null
  /** The class that means of an industry are taken over. */
  readonly meanIndustry: string | null
  /** By attribute: every class or place that it lies in. */
  readonly classes: Readonly<Record<string, readonly string[]>>
  readonly inputs: readonly KeptInput[]
  readonly facts: readonly KeptFact[]
  readonly places: readonly string[]
  readonly organisations: readonly string[]
}

/** The frozen inputs of a run: nothing but these, the scheme and corrections decides. */
export type Frozen = {
  readonly format: 1
  readonly scheme: string
  readonly period: string
  readonly given: GivenBaselines
  readonly units: readonly KeptUnit[]
}

/** What an accepted objection puts in the place of a frozen input or fact. */
export type Correction = {
  readonly number: number
  readonly unit: string
  readonly item: string
  readonly was: string | null
  readonly value: string | boolean | null
  readonly reason: string
  readonly objection: string | null
  readonly at: string
}

export type { CheckedScheme, GivenBaselines }
