import { useText, useTexts } from '#kit/web/texts.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { ReturnDetail } from '../contract.ts'
import { lifeWords } from './life-texts.ts'

/** For the reviewer: what this version says otherwise than the one submitted before it, and which checks were answered anew. */
export function ReturnChanges({
  changes,
  nameOf,
  onJump,
}: {
  changes: NonNullable<ReturnDetail['changes']>
  nameOf: (key: string) => string
  onJump: (key: string) => unknown
}) {
  const t = useTexts(lifeWords)
  const say = useText()
  const shown = (text: string | undefined) => (text === undefined || text === '' ? t('empty') : text)
  if (changes.cells.length + changes.answers.length === 0) {
    return (
      <PagePart title={t('changes', { n: changes.since })}>
        <p className="jd-quiet">{t('changesNone')}</p>
      </PagePart>
    )
  }
  return (
    <PagePart title={t('changes', { n: changes.since })}>
      <div className="ret-scroll">
        <table className="ret-grid" aria-label={t('changes', { n: changes.since })}>
          <thead>
            <tr>
              <th scope="col">{t('cell')}</th>
              <th scope="col" className="ret-number">
                {t('before')}
              </th>
              <th scope="col" className="ret-number">
                {t('after')}
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.cells.map(({ key, before, after }) => (
              <tr key={key}>
                <th scope="row">
                  <button type="button" className="jd-link" onClick={() => onJump(key)}>
                    {nameOf(key)}
                  </button>
                </th>
                <td className="ret-number jd-quiet">{shown(before)}</td>
                <td className="ret-number">{shown(after)}</td>
              </tr>
            ))}
            {changes.answers.map(({ check, message, before, after }) => (
              <tr key={check}>
                <th scope="row">
                  {t('answered')}：{say(message)}
                </th>
                <td className="jd-quiet">{shown(before)}</td>
                <td>{shown(after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </PagePart>
  )
}
