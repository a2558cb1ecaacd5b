import { defineTexts, useTexts } from '#kit/web/texts.tsx'

const words = defineTexts({
  stands: { zh: '已成立', en: 'Stands' },
  in_progress: { zh: '在办', en: 'In progress' },
  missing: { zh: '缺', en: 'Missing' },
  not_stated: { zh: '未写明', en: 'Not stated' },
  since: { zh: '{day} 起', en: 'since {day}' },
})

type State = 'stands' | 'in_progress' | 'missing' | 'not_stated'

/** The word of a state of one of the seven. */
export function useStandsWord(): (state: State) => string {
  return useTexts(words)
}

/** Whether one of the seven stands: a tick, half a ring or a broken one, grey where nothing says so, the word, and since when. */
export function StandsMark({ state, since }: { state: State; since: string | null }) {
  const t = useTexts(words)
  return (
    <span className="sv-cell-mark">
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        {state === 'stands' ? (
          <path d="M1.5 7.5 5.5 11.5 12.5 3" fill="none" stroke="var(--primary)" strokeWidth="2.2" />
        ) : state === 'in_progress' ? (
          <>
            <circle cx="7" cy="7" r="5" fill="none" stroke="var(--warning)" strokeWidth="1.6" />
            <path d="M7 2a5 5 0 0 1 0 10z" fill="var(--warning)" />
          </>
        ) : (
          <circle
            cx="7"
            cy="7"
            r="5"
            fill="none"
            stroke={state === 'missing' ? 'var(--error)' : 'var(--line-strong)'}
            strokeWidth="2"
            strokeDasharray="2.5 2"
          />
        )}
      </svg>
      {t(state)}
      {since === null ? null : <span className="jd-quiet jd-small"> {t('since', { day: since })}</span>}
    </span>
  )
}
