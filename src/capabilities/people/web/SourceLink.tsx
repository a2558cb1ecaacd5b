import { administrationPaths } from '#base/paths/administration.ts'
import { Go } from '#kit/web/ui/Go.tsx'

/** A citation that leads to its document: the first word names it, the rest is the clause. */
export function SourceLink({ source }: { source: string }) {
  const [id = '', ...clause] = source.split(' ')
  return (
    <>
      <Go to={administrationPaths.source(id)}>{id}</Go> {clause.join(' ')}
    </>
  )
}
