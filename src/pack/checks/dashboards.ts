import { type CheckContext, duplicatesOf } from './context.ts'

/** Dashboards look at industries, and say each head and each figure under it once. */
export function checkDashboards(context: CheckContext): void {
  for (const dashboard of context.list('dashboards')) {
    const { taxonomy, dimensions } = dashboard.content
    const subject = context.find('taxonomies', taxonomy)?.content.subject
    if (subject !== undefined && subject !== 'industry')
      context.report(dashboard, ['taxonomy'], { text: 'dashboard.not_industries', found: taxonomy })
    for (const { at, key } of duplicatesOf(dimensions, (dimension) => dimension.id))
      context.report(dashboard, ['dimensions', at, 'id'], { text: 'pack.duplicate_id', found: key })
    for (const [index, { indicators }] of dimensions.entries())
      for (const { at, key } of duplicatesOf(indicators, (id) => id))
        context.report(dashboard, ['dimensions', index, 'indicators', at], { text: 'pack.duplicate_id', found: key })
  }
}
