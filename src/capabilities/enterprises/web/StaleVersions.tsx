import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { formatInstant } from '#kit/web/dates.ts'
import type { Problem } from '#base/problem.ts'
import { useSession } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { fieldWords, words } from './texts.ts'

type Flat = Readonly<Record<string, string | null>>

/** What a stale refusal says of both versions. */
type BothVersions = { yourVersion: number; currentVersion: number; changedAt: string; yours: Flat; current: Flat }

/** The page was stale: both versions side by side, field by field, and the two ways on. */
export function StaleVersions({
  problem,
  onKeep,
  onDrop,
}: {
  problem: Problem
  onKeep: (version: number) => void
  onDrop: () => void
}) {
  const t = useTexts(words)
  const f = useTexts(fieldWords)
  const { timeZone } = useSession().programme
  const { yourVersion, currentVersion, changedAt, yours, current } = problem.details as unknown as BothVersions
  const fields = Object.keys(yours).filter((field) => (yours[field] ?? null) !== (current[field] ?? null))
  const nameOf = (field: string) => (field in fieldWords ? f(field as keyof typeof fieldWords) : field)
  // The form is long: who saved at its foot would not see what stands at its head.
  const box = useRef<HTMLElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <section className="jd-problem" role="alert" aria-label={t('staleTitle')} tabIndex={-1} ref={box}>
      <p className="jd-problem-title">{t('staleTitle')}</p>
      <p>{t('staleWhy', { yours: yourVersion, current: currentVersion, at: formatInstant(changedAt, timeZone) })}</p>
      {fields.length === 0 ? (
        <p>{t('same')}</p>
      ) : (
        <table className="jd-table">
          <thead>
            <tr>
              <th scope="col">{t('field')}</th>
              <th scope="col">{t('yours')}</th>
              <th scope="col">{t('current')}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field}>
                <th scope="row">{nameOf(field)}</th>
                <td>{yours[field] ?? t('notKnown')}</td>
                <td>{current[field] ?? t('notKnown')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="jd-acts">
        <Button onClick={() => onKeep(currentVersion)}>{t('keepMine')}</Button>
        <Button onClick={onDrop}>{t('takeTheirs')}</Button>
      </p>
    </section>
  )
}
