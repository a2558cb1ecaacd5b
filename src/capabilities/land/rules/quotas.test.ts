import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { demoProgramme } from '#kit/server/testing.ts'
import { getDoc } from '#pack/lookup.ts'
import { givenOf, type Known } from './known.ts'
import { accountOf, bookingAnswer, type Entry, grantFaults, withStated } from './quotas.ts'

const entry = (what: Entry['what'], amount: string, request: string | null = null): Entry => ({
  what,
  amount,
  stated: null,
  request,
})

describe('the account of a quota', () => {
  it('counts what is given, reserved now, used and left', () => {
    const entries = [
      entry('given', '600'),
      entry('reserved', '100', 'a'),
      entry('reserved', '50.5', 'b'),
      entry('used', '100', 'a'),
      entry('given_back', '50.5', 'b'),
      entry('taken_back', '20'),
    ]
    expect(accountOf(entries)).toEqual({ given: '580', reserved: '0', used: '100', left: '480' })
  })

  it('of which nobody has given anything has nothing left to tell, which is not zero', () => {
    expect(accountOf([])).toEqual({ given: null, reserved: '0', used: '0', left: null })
    expect(bookingAnswer([], { what: 'reserved', amount: '1', request: 'a' })).toMatchObject({
      reason: 'quota.nothing_given',
    })
  })

  it('counts what the programme states before anybody has booked on it, and once after', () => {
    const stated = { amount: '600', source: 'notice V.3' }
    expect(accountOf(withStated([], stated)).left).toBe('600')
    const booked = [{ ...entry('given', '600'), stated: 'notice V.3' }, entry('reserved', '600', 'a')]
    expect(accountOf(withStated(booked, stated))).toMatchObject({ given: '600', left: '0' })
  })

  it('lets go what is left to the last and nothing more', () => {
    const entries = [entry('given', '600'), entry('reserved', '599.9', 'a')]
    expect(bookingAnswer(entries, { what: 'reserved', amount: '0.1', request: 'b' }).allowed).toBe(true)
    expect(bookingAnswer(entries, { what: 'reserved', amount: '0.11', request: 'b' })).toEqual({
      allowed: false,
      reason: 'quota.not_enough',
      details: { asked: '0.11', left: '0.1' },
    })
    expect(bookingAnswer(entries, { what: 'taken_back', amount: '1', request: null })).toMatchObject({
      reason: 'quota.not_enough',
    })
  })

  it('lets nothing be used or given back that is not reserved for the same request', () => {
    const entries = [entry('given', '600'), entry('reserved', '10.0', 'a'), entry('reserved', '20', 'b')]
    const answer = (what: Entry['what'], amount: string, request: string) =>
      bookingAnswer(entries, { what, amount, request }).allowed
    expect([answer('used', '10', 'a'), answer('used', '20', 'a'), answer('given_back', '20', 'b')]).toEqual([
      true,
      false,
      true,
    ])
  })

  it('never falls below nothing, whatever is booked in whatever order', () => {
    const asked = fc.record({
      what: fc.constantFrom<Entry['what']>('given', 'taken_back', 'reserved', 'used', 'given_back'),
      amount: fc.integer({ min: 1, max: 500 }).map((cents) => (cents / 100).toFixed(2)),
      of: fc.integer({ min: 0, max: 4 }),
    })
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 40 }), (all) => {
        const entries: Entry[] = []
        for (const { what, amount, of } of all) {
          const request = what === 'given' || what === 'taken_back' ? null : `r${of}`
          if (bookingAnswer(entries, { what, amount, request }).allowed) entries.push(entry(what, amount, request))
          const { left, reserved, given } = accountOf(entries)
          for (const text of [left ?? '0', reserved, given ?? '0']) expect(text.startsWith('-')).toBe(false)
        }
      }),
    )
  })
})

describe('the rules of a quota', async () => {
  const programme = await demoProgramme()
  const land = programme.land as NonNullable<typeof programme.land>
  const quota = getDoc(programme, 'quotas', 'new-land')
  const words = { clauseOf: (zh: string) => ({ zh, en: zh }), nameOf: (zh: string) => ({ zh, en: zh }) }
  const faults = (facts: Known['facts']) =>
    grantFaults(quota, givenOf(land, { values: {}, facts }, { places: [], memberOf: () => undefined }), words).map(
      ({ text, where }) => `${text} ${where}`,
    )

  it('refuse who left last year’s idle, and leave open what nobody has said', () => {
    expect(faults({ idle_quota: true })).toEqual(['quota.refuses_yes rules.left-idle'])
    expect(faults({})).toEqual(['quota.refuses_unknown rules.left-idle'])
  })

  it('put nobody off for not being preferred', () => {
    expect(faults({ idle_quota: false, in_base: false })).toEqual([])
  })
})
