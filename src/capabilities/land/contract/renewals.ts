import { z } from 'zod'
import { Decision } from '#base/decision.ts'
import { endpoint } from '#base/endpoint.ts'
import { Clause } from '#base/named.ts'
import { Quantity } from '#base/quantity.ts'
import { Text } from '#base/text.ts'
import { CaseShown, ChangeShown, FactAsked, KnownChange, KnownGiven, MeasureAsked, RuleShown, Stated } from './known.ts'
import { Amount, Area, Day, Id, Industry, Name, Named, Paging } from './words.ts'

const Percent = z.string().describe('Percent, exact.')

/** What the programme gives to a recognised renewal; without an amount it states none. */
export const Gift = Named.extend({
  kind: z.string(),
  amount: Quantity.nullable(),
  clause: Clause.nullable(),
})
export type Gift = z.infer<typeof Gift>

export const RenewalTerms = z.object({
  id: Name,
  name: Text,
  places: z.array(Named).describe('Only in these; everywhere when empty.'),
  measures: z.array(MeasureAsked),
  facts: z.array(FactAsked),
  ground: Name.nullable().describe('The measure that is the ground itself; it is stated with the renewal.'),
  gives: z.array(Gift),
  linksHousing: z.boolean(),
})
export type RenewalTerms = z.infer<typeof RenewalTerms>

export const RenewalSummary = z.object({
  id: Id,
  name: z.string(),
  rule: Named,
  place: Named,
  base: Named.nullable(),
  industry: Named.nullable(),
  owner: z.string().nullable(),
  area: Quantity,
  legacy: z.string().nullable().describe('What was left open from earlier times.'),
  housing: z.string().nullable().describe('The linked housing in all, m2; null: none is linked.'),
  released: Percent.describe('Percent of it that was released in all.'),
  progress: Percent.nullable().describe('Of the industrial part, as of the last release; null: nobody has said.'),
  answer: z.enum(['yes', 'no', 'unknown']).describe('Whether it can be recognised by what is known.'),
  ...CaseShown,
})
export type RenewalSummary = z.infer<typeof RenewalSummary>

export const RenewalDetail = RenewalSummary.extend({
  parcels: z.array(z.object({ id: Id, code: z.string() })),
  enterprise: z.object({ id: Id, name: z.string() }).nullable(),
  recognisedOn: z.string().nullable(),
  rules: z.array(RuleShown).describe('Requirements first, then reasons to refuse.'),
  measures: z.array(MeasureAsked),
  facts: z.array(FactAsked),
  ground: Name.nullable().describe('The measure that is the ground itself; it is not stated again.'),
  changes: z.array(ChangeShown),
  gives: z.array(Gift),
  given: z.array(
    z.object({
      number: z.number().int(),
      gift: Named,
      amount: Quantity,
      on: z.string(),
      document: z.string(),
      words: z.string().nullable(),
      by: z.string().nullable(),
    }),
  ),
  linked: z
    .object({
      share: z.string().nullable().describe('Percent of housing that goes with it; null: not stated.'),
      clause: Clause.nullable(),
      most: Percent.describe('Percent that may be released by what is known now.'),
      steps: z.array(
        Named.extend({
          when: z.string().describe('The condition as the programme writes it.'),
          share: Percent.describe('Released by then in all.'),
        }),
      ),
    })
    .nullable(),
  releases: z.array(
    z.object({
      number: z.number().int(),
      on: z.string(),
      progress: Percent,
      most: Percent,
      share: Percent,
      area: z.string().describe('m2 released in all.'),
      by: z.string().nullable(),
    }),
  ),
  synthetic: z.boolean(),
  mayState: Decision,
  mayGive: Decision,
})
export type RenewalDetail = z.infer<typeof RenewalDetail>

export const NewRenewal = z.object({
  rule: Name,
  name: z.string().trim().min(1).max(200),
  parcels: z.array(Id).max(200).default([]),
  place: Name,
  base: Name.optional(),
  industry: Industry.optional(),
  owner: z.string().trim().min(1).max(200).optional(),
  enterprise: Id.optional(),
  area: Stated.describe('Its ground.'),
  legacy: z.string().trim().min(1).max(2000).optional(),
  housing: Area.optional().describe('The linked housing in all, m2.'),
  known: KnownGiven.prefault({}),
  lead: z.array(Name).min(1).max(20),
  decide: z.array(Name).min(1).max(20),
})
export type NewRenewal = z.infer<typeof NewRenewal>

export const renewalsContract = {
  renewalTerms: endpoint
    .route({ method: 'GET', path: '/land/renewals/terms', summary: 'What renewals of the programme ask for and give' })
    .meta({ may: 'land.see' })
    .output(z.object({ items: z.array(RenewalTerms), mayPropose: Decision })),
  renewalList: endpoint
    .route({ method: 'GET', path: '/land/renewals', summary: 'Industrial renewals within reach, open ones first' })
    .meta({ may: 'land.see' })
    .input(
      z.object({
        ...Paging,
        place: Name.optional().describe('In this place and all below it.'),
        open: z.enum(['yes', 'no']).optional(),
        legacy: z
          .enum(['yes', 'no'])
          .optional()
          .describe('yes: only those with something left open from earlier times.'),
      }),
    )
    .output(z.object({ items: z.array(RenewalSummary), total: z.number().int() })),
  renewalShow: endpoint
    .route({
      method: 'GET',
      path: '/land/renewals/{id}',
      summary: 'One renewal: requirements with reasons, gifts, housing',
    })
    .meta({ may: 'land.see' })
    .input(z.object({ id: Id }))
    .output(RenewalDetail),
  renewalPropose: endpoint
    .route({ method: 'POST', path: '/land/renewals', summary: 'Propose a renewal; opens its case' })
    .meta({ may: 'land.see' })
    .input(NewRenewal)
    .output(z.object({ id: Id, case: Id })),
  renewalState: endpoint
    .route({ method: 'POST', path: '/land/renewals/{id}/known', summary: 'State what is known of it, all of it anew' })
    .meta({ may: 'land.see' })
    .input(KnownChange)
    .output(z.object({ number: z.number().int() })),
  renewalGive: endpoint
    .route({ method: 'POST', path: '/land/renewals/{id}/gifts', summary: 'Record what a recognised renewal was given' })
    .meta({ may: 'land.see' })
    .input(
      z.object({
        id: Id,
        gift: Name,
        amount: Amount,
        unit: z.string().min(1).max(40),
        on: Day,
        document: z.string().trim().min(1).max(300),
        words: z.string().trim().min(1).max(2000).optional(),
      }),
    )
    .output(z.object({ number: z.number().int() })),
}
