import { useQuery } from '@tanstack/react-query'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { supervisionContract } from '../contract.ts'
import { StandsMark } from './StandsMark.tsx'
import './supervision.css'

const words = defineTexts({
  none: { zh: '规划包没有这个基地的清单。', en: 'The programme has no sheet of this base.' },
  open: { zh: '“七个一”全表（已成立 {n} / {of}）', en: 'The whole sheet ({n} of {of} stand)' },
  tasks: { zh: '基地任务', en: 'Tasks of the base' },
})

/** The seven ones of a base in brief, on its dossier. */
export function PlaceSheetSection({ place }: { place: string }) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const say = useText()
  const found = useQuery(api.baseSheets.queryOptions({ input: {} }))
  const sheet = found.data?.items.find(({ base }) => base.id === place)
  if (found.data === undefined) return null
  if (sheet === undefined) return <p className="jd-quiet">{t('none')}</p>
  return (
    <>
      <ul className="sv-ones">
        {sheet.items.map(({ item, name, state, since }) => (
          <li key={item} className="sv-one" data-state={state}>
            <strong>{say(name)}</strong>
            <StandsMark state={state} since={since} />
          </li>
        ))}
      </ul>
      <p>
        <Go to={supervisionPaths.base(place)}>{t('open', { n: sheet.stands, of: sheet.of })}</Go>{' '}
        <Go to={supervisionPaths.tasks({ base: place })}>{t('tasks')}</Go>
      </p>
    </>
  )
}
