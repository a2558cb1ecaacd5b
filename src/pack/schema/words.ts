import type { z } from 'zod'
import { Calendar } from './calendar.ts'
import { Checklist } from './checklist.ts'
import { Contradiction } from './contradiction.ts'
import { Crosswalk } from './crosswalk.ts'
import { Dashboard } from './dashboard.ts'
import { Duty } from './duty.ts'
import { Example } from './example.ts'
import { Form } from './form.ts'
import { Indicator } from './indicator.ts'
import { Meeting } from './meeting.ts'
import { Organisation } from './organisation.ts'
import { Outline } from './outline.ts'
import { PackHead } from './pack.ts'
import { Place } from './place.ts'
import { Platform } from './platform.ts'
import { PopulationParameters } from './population.ts'
import { Quota } from './quota.ts'
import { Release } from './release.ts'
import { Renewal } from './renewal.ts'
import { Role } from './role.ts'
import { Scheme } from './scheme.ts'
import { Slips } from './slip.ts'
import { Source } from './source.ts'
import { Space } from './space.ts'
import { Standard } from './standard.ts'
import { Statement } from './statement.ts'
import { Supply } from './supply.ts'
import { Target } from './target.ts'
import { Task } from './task.ts'
import { Taxonomy } from './taxonomy.ts'
import { Texts } from './texts.ts'
import { Work } from './work.ts'
import { Workflow } from './workflow.ts'

/** The words of the language: folder of a pack → schema of one file in it. */
export const words = {
  sources: Source,
  places: Place,
  taxonomies: Taxonomy,
  crosswalks: Crosswalk,
  organisations: Organisation,
  duties: Duty,
  roles: Role,
  indicators: Indicator,
  forms: Form,
  supplies: Supply,
  platforms: Platform,
  workflows: Workflow,
  targets: Target,
  statements: Statement,
  contradictions: Contradiction,
  examples: Example,
  calendars: Calendar,
  dashboards: Dashboard,
  releases: Release,
  schemes: Scheme,
  works: Work,
  tasks: Task,
  slips: Slips,
  meetings: Meeting,
  checklists: Checklist,
  standards: Standard,
  quotas: Quota,
  renewals: Renewal,
  spaces: Space,
  outlines: Outline,
} as const

export type WordName = keyof typeof words
export const wordNames = Object.keys(words) as WordName[]

export function isWordName(name: string): name is WordName {
  return Object.hasOwn(words, name)
}

/** Files of a pack that are not one of many: `pack.yaml`, `population.yaml`, `texts/<language>.yaml`. */
export const singles = { pack: PackHead, population: PopulationParameters, texts: Texts } as const
export type SingleName = keyof typeof singles

/** The checked content of one file of a word. */
export type WordContent<W extends WordName> = z.output<(typeof words)[W]>
