import { useQuery } from '@tanstack/react-query'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { type DutyRoute, peopleContract } from '../contract.ts'
import { SourceLink } from './SourceLink.tsx'
import { dutyWords as words } from './duty-words.ts'
import './people.css'

const parts = ['lead', 'assist', 'decide'] as const

/** Whose a matter is: the units of that day with how they came to be, the duties it follows from, and documents that disagree. */
export function DutyRoutePart() {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const { state } = useAddress()
  const { kind, field, where, on } = state
  const asked = kind !== undefined || field !== undefined || where !== undefined
  const found = useQuery({
    ...api.dutyRoute.queryOptions({ input: { kind, field, place: where, on } }),
    enabled: asked,
  })
  return (
    <PagePart title={t('whose')}>
      {found.error !== null ? (
        <ProblemAlert problem={found.error} />
      ) : !asked ? (
        <p className="jd-quiet">{t('whoseHint')}</p>
      ) : found.data === undefined ? (
        <Busy lines={3} />
      ) : (
        <Answer route={found.data} />
      )}
    </PagePart>
  )
}

function Answer({ route }: { route: DutyRoute }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const given = parts.filter((part) => route[part].length > 0)
  return (
    <div className="people-route" role="status">
      <p className="jd-quiet jd-small">{t('onDay', { day: route.on })}</p>
      {given.length === 0 ? (
        <p>{t('nobody')}</p>
      ) : (
        <Facts
          items={given.map((part) => ({
            label: t(part),
            value: route[part].map((unit) => <Unit key={`${unit.id} ${unit.duty}`} unit={unit} />),
          }))}
        />
      )}
      {route.conflicts.map((conflict) => (
        <div key={conflict.part} className="people-conflict" role="note">
          <p>
            <span aria-hidden="true">⚠</span> {t('conflict', { part: t(conflict.part) })}
          </p>
          <ul>
            {conflict.duties.map(({ duty, matter, source, sourceTitle, units }) => (
              <li key={duty}>
                {t('conflictLine', {
                  matter: say(matter),
                  units: units.map(({ name }) => say(name)).join(language === 'zh' ? '、' : ', '),
                })}{' '}
                <SourceLink source={source} title={say(sourceTitle)} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      {route.trail.length === 0 ? null : <Trail trail={route.trail} />}
    </div>
  )
}

function Unit({ unit }: { unit: DutyRoute['lead'][number] }) {
  const t = useTexts(words)
  const say = useText()
  return (
    <div>
      {say(unit.name)}
      {unit.named.id === unit.id ? null : (
        <span className="jd-quiet jd-small jd-block">{t('formerly', { name: say(unit.named.name) })}</span>
      )}
      {unit.by.map(({ from, to, on, source }) => (
        <span key={`${from.id} ${to.id}`} className="jd-quiet jd-small jd-block">
          {t('became', { on, from: say(from.name), to: say(to.name) })} <SourceLink source={source} />
        </span>
      ))}
      {unit.ended ? <span className="people-ended jd-small jd-block">{t('ended')}</span> : null}
    </div>
  )
}

function Trail({ trail }: { trail: DutyRoute['trail'] }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const comma = language === 'zh' ? '、' : ', '
  return (
    <details>
      <summary>{t('why')}</summary>
      <ol>
        {trail.map(({ duty, matter, source, sourceTitle, fits, gives }) => (
          <li key={duty}>
            {say(matter)} <SourceLink source={source} title={say(sourceTitle)} />
            <span className="jd-quiet jd-small jd-block">
              {t('fits')}{' '}
              {[...(fits.kind ? [t('kindFits')] : []), t(`place.${fits.place}`), t(`field.${fits.field}`)].join(comma)}
              {' · '}
              {t('gives')} {gives.length === 0 ? t('nothing') : gives.map((part) => t(part)).join(comma)}
            </span>
          </li>
        ))}
      </ol>
    </details>
  )
}
