import { enterprisePaths } from '#base/paths/enterprises.ts'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { placePaths } from '#base/paths/places.ts'
import { Go } from '#kit/web/ui/Go.tsx'

/** A group of a table by its name, leading to the page that is about it, where there is one. */
export function GroupName({ grouping, id, name }: { grouping: string; id: string; name: string }) {
  const to = pageOfGroup(grouping, id)
  return to === undefined ? name : <Go to={to}>{name}</Go>
}

function pageOfGroup(grouping: string, id: string): string | undefined {
  const [what, which = ''] = grouping.split(':')
  if (id === '') return undefined
  if (what === 'place') return placePaths.one(id)
  if (what === 'taxonomy') return indicatorPaths.industry(which, id)
  if (what === 'ladder') return enterprisePaths.onRung(`${which}/${id}`)
  return what === 'enterprise' ? enterprisePaths.one(id) : undefined
}
