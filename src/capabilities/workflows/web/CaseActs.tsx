import { App, Button } from 'antd'
import { useMemo, useState } from 'react'
import { decisionSentence } from '#kit/web/problem-words.ts'
import { problemFrom } from '#kit/web/problem.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import type { AvailableAct, CaseDetail } from '../contract.ts'
import { ActDrawer, type Performed } from './ActDrawer.tsx'
import { caseWords as words } from './case-words.ts'
import { differingActs, offerKey } from '../rules/shown.ts'

type CaseActsProps = {
  one: CaseDetail
  perform: (done: Performed) => Promise<unknown>
  /** The act that is the primary button, if it may be done. */
  primary?: string | undefined
  /** Acts that the page offers in another way. */
  except?: readonly string[] | undefined
  /** Reads the case anew; after an act, and where the page and the server differ. */
  refresh: () => Promise<unknown>
}

/** One button for each act of a case; what may not be done now stands below with its reason. An act that asks for something opens its form. */
export function CaseActs({ one, perform, primary, except = [], refresh }: CaseActsProps) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const { message } = App.useApp()
  const [asking, setAsking] = useState<AvailableAct>()
  const offered = one.acts.filter(({ act }) => !except.includes(act))
  const refused = offered.filter(({ decision }) => !decision.allowed)
  const label = (act: AvailableAct) => {
    const name =
      act.unit === undefined || act.branch === undefined
        ? say(act.name)
        : t('forUnit', { act: say(act.name), unit: say(act.unit.name) })
    return act.onBehalfOf === undefined ? name : t('actFor', { act: name, name: act.onBehalfOf.name })
  }

  async function send(act: AvailableAct, filled: Omit<Performed, 'act' | 'expectedVersion'>): Promise<void> {
    try {
      await perform({ act: act.act, expectedVersion: one.version, ...filled })
    } catch (thrown) {
      if (problemFrom(thrown).code === 'stale') await refresh()
      throw thrown
    }
    message.success(t('doneNow', { act: label(act) }))
    await refresh()
  }

  const asks = (act: AvailableAct) =>
    act.reason !== 'none' || (act.fields ?? []).length > 0 || (act.files ?? []).length > 0
  if (offered.length === 0) return <p className="jd-quiet">{t(one.final ? 'noActs' : 'noneForMe')}</p>
  return (
    <>
      <Differing one={one} label={label} refresh={refresh} />
      <div className="jd-acts" role="group" aria-label={t('acts')}>
        {offered.map((act) => (
          <ActButton
            key={keyOf(act)}
            primary={act.act === primary && act.decision.allowed}
            decision={act.decision}
            act={() => (asks(act) ? setAsking(act) : send(act, { fields: {}, files: {}, ...unitOf(act) }))}
          >
            {label(act)}
          </ActButton>
        ))}
      </div>
      {refused.length === 0 ? null : (
        <details className="wf-refused jd-small">
          <summary>{t('refusedActs', { n: refused.length })}</summary>
          <ul>
            {refused.map((act) => (
              <li key={keyOf(act)}>
                <strong>{label(act)}</strong>
                {language === 'zh' ? '：' : ': '}
                {decisionSentence(act.decision, language)}
              </li>
            ))}
          </ul>
        </details>
      )}
      {asking === undefined ? null : (
        <ActDrawer
          one={one}
          asked={asking}
          title={label(asking)}
          onClose={() => setAsking(undefined)}
          submit={(filled) => send(asking, { ...filled, ...unitOf(asking) })}
        />
      )}
    </>
  )
}

/** Says where the page, deciding by the same rules, comes to another answer than the server: what it shows has become old. */
function Differing({
  one,
  label,
  refresh,
}: {
  one: CaseDetail
  label: (act: AvailableAct) => string
  refresh: () => Promise<unknown>
}) {
  const t = useTexts(words)
  const language = useLanguage()
  const { actor } = useSession()
  const differing = useMemo(() => differingActs(one, actor), [one, actor])
  if (differing.length === 0) return null
  return (
    <p className="jd-note" role="status">
      {t('differs', { acts: differing.map(label).join(language === 'zh' ? '、' : ', ') })}{' '}
      <Button size="small" onClick={() => void refresh()}>
        {t('readAgain')}
      </Button>
    </p>
  )
}

function keyOf(act: AvailableAct): string {
  return offerKey(act.act, act.unit?.id)
}

function unitOf(act: AvailableAct): { unit?: string } {
  return act.branch === undefined || act.unit === undefined ? {} : { unit: act.unit.id }
}
