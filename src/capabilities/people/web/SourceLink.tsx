import { administrationPaths } from '#base/paths/administration.ts'
import { Go } from '#kit/web/ui/Go.tsx'

/** A citation that leads to its document: the first word is its id, the rest the clause. */
export function SourceLink({ source, title = '' }: { source: string; title?: string }) {
  const [id = '', ...clause] = source.split(' ')
  return (
    <>
      <Go to={administrationPaths.source(id)}>{title || id}</Go> {clause.join(' ')}
    </>
  )
}
