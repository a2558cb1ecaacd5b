import type { Programme, ProgrammeIndicator } from '#pack/programme.ts'
import type { CitedSource } from '../contract.ts'

/** The indicators as people look for them: those of the forms in the order of their rows, then the others by id. */
export function orderedIndicators(programme: Programme): ProgrammeIndicator[] {
  const rows = Object.values(programme.forms).flatMap((form) =>
    form.sections.flatMap((section) => section.rows.map((row) => row.indicator)),
  )
  const ids = new Set([...rows, ...Object.keys(programme.indicators)])
  return [...ids].flatMap((id) =>
    Object.hasOwn(programme.indicators, id) ? [programme.indicators[id] as ProgrammeIndicator] : [],
  )
}

/** A document as a citation names it. */
export function toCited(source: Programme['sources'][string]): CitedSource {
  const { id, title, number, status, date } = source
  return { id, title, number: number ?? null, status, date: date ?? null }
}

export function citedSources(programme: Programme): CitedSource[] {
  return Object.values(programme.sources).map(toCited)
}

/** Whether the monthly forms report the first two months of a year as one. */
export function januaryFebruaryOf(programme: Programme): 'together' | 'separate' {
  const monthly = Object.values(programme.forms).filter((form) => form.period === 'month')
  return monthly.some((form) => form.january_february === 'together') ? 'together' : 'separate'
}

export { januaryFebruaryFor } from '#pack/january-february.ts'
