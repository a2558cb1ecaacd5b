import { type ReactNode, useEffect } from 'react'
import { notHere } from '../problem.ts'
import { useMaybeSession } from '../session.tsx'
import { defineTexts, useText, useTexts } from '../texts.tsx'
import { Busy } from './Busy.tsx'
import { Go } from './Go.tsx'
import { ProblemAlert } from './ProblemAlert.tsx'

const words = defineTexts({ crumbs: { zh: '所在位置', en: 'Breadcrumb' } })

type PageProps = {
  /** A noun. */
  title: string
  /** One sentence, only when it is needed. */
  sentence?: ReactNode
  /** Where this page stands, from the room down. */
  crumbs?: { title: string; to: string }[]
  /** Controls that narrow what is shown, in one line. */
  filters?: ReactNode
  /** At most one primary button. */
  primary?: ReactNode
  /** Further buttons, plain. */
  acts?: ReactNode
  /** What went wrong while reading, as thrown. */
  problem?: unknown
  loading?: boolean
  children?: ReactNode
}

/** The one shape of a page: title, sentence, filters, then the thing itself. */
export function Page({ title, sentence, crumbs, filters, primary, acts, problem, loading, children }: PageProps) {
  const t = useTexts(words)
  const programme = useMaybeSession()?.programme.name
  const name = useText()(programme)
  useEffect(() => {
    document.title = name === '' ? title : `${title} · ${name}`
  }, [title, name])
  // What has no name yet, because it is still on its way, is no link yet.
  const named = (crumbs ?? []).filter((crumb) => crumb.title !== '')
  return (
    <article className="jd-page">
      {named.length === 0 ? null : (
        <nav className="jd-crumbs" aria-label={t('crumbs')}>
          {named.map((crumb) => (
            <Go key={crumb.to} to={crumb.to}>
              {crumb.title}
            </Go>
          ))}
        </nav>
      )}
      <header className="jd-page-head">
        <div>
          <h1>{title}</h1>
          {sentence === undefined ? null : <p className="jd-sentence">{sentence}</p>}
        </div>
        <div className="jd-acts">
          {acts}
          {primary}
        </div>
      </header>
      {filters === undefined ? null : <div className="jd-filters">{filters}</div>}
      {problem === undefined || problem === null ? null : <ProblemAlert problem={notHere(problem)} />}
      {loading === true ? <Busy /> : children}
    </article>
  )
}

/** A titled part of a page. */
export function PagePart({
  title,
  acts,
  children,
  id,
}: {
  title: string
  acts?: ReactNode
  children: ReactNode
  id?: string
}) {
  return (
    <section className="jd-part" id={id} aria-label={title}>
      <header className="jd-part-head">
        <h2>{title}</h2>
        <div className="jd-acts">{acts}</div>
      </header>
      {children}
    </section>
  )
}
