import { type Checked, type CheckContext, duplicatesOf } from './context.ts'

type Release = Checked<'releases'>

/** Releases publish what enterprises report, by groupings that the pack has, under measures that protect something. */
export function checkReleases(context: CheckContext): void {
  for (const release of context.list('releases')) {
    checkIndicators(release, context)
    checkTables(release, context)
    checkParameters(release, context)
  }
}

function checkIndicators(release: Release, context: CheckContext): void {
  const { indicators } = release.content
  for (const { at, key } of duplicatesOf(indicators, (id) => id))
    context.report(release, ['indicators', at], { text: 'pack.duplicate_id', found: key })
  indicators.forEach((id, at) => {
    const indicator = context.find('indicators', id)?.content
    if (indicator === undefined) return
    if (indicator.kind === 'stated' || indicator.subject !== 'enterprise')
      context.report(release, ['indicators', at], { text: 'release.not_reported', found: id })
  })
}

function checkTables(release: Release, context: CheckContext): void {
  const { tables } = release.content
  for (const { at, key } of duplicatesOf(tables, (table) => [...table].sort().join(' × ')))
    context.report(release, ['tables', at], { text: 'release.table_twice', found: key })
  tables.forEach((table, t) => {
    for (const { at, key } of duplicatesOf(table, (grouping) => grouping))
      context.report(release, ['tables', t, at], { text: 'pack.duplicate_id', found: key })
    table.forEach((grouping, at) => {
      if (!isKnown(grouping, context))
        context.report(release, ['tables', t, at], { text: 'release.unknown_grouping', found: grouping })
    })
  })
}

function isKnown(grouping: string, context: CheckContext): boolean {
  const [what = '', which = ''] = grouping.split(':')
  if (what === 'place') return context.placeKinds?.has(which) ?? true
  if (what !== 'taxonomy') return true
  const taxonomy = context.find('taxonomies', which)
  return context.broken.has(`taxonomies/${which}`) || taxonomy?.content.subject === 'industry'
}

/** Fewer than two respondents would protect nobody from anybody. */
function checkParameters(release: Release, context: CheckContext): void {
  const { frequency, dominance, p_percent: pPercent } = release.content.parameters
  const report = (path: readonly string[], found: number, expected: string) =>
    context.report(release, ['parameters', ...path], { text: 'release.measure', found: String(found), expected })
  if (frequency < 2) report(['frequency'], frequency, '2 …')
  if (dominance.units < 1) report(['dominance', 'units'], dominance.units, '1 …')
  if (dominance.percent < 1 || dominance.percent > 100) report(['dominance', 'percent'], dominance.percent, '1 … 100')
  if (pPercent < 1 || pPercent > 100) report(['p_percent'], pPercent, '1 … 100')
}
