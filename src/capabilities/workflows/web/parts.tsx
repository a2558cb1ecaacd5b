import { useState } from 'react'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { AvailableAct, Clock } from '../contract.ts'
import { words } from './texts.ts'

export { ActFields, filledFrom, type Performed } from './ActDrawer.tsx'
export { CaseActs } from './CaseActs.tsx'
export { CaseClocks } from './CaseClocks.tsx'
export { type CasePart, CasePanel, type CasePanelProps } from './CasePanel.tsx'
export { CaseBranches, CaseFacts, CaseFamily, CaseFiles, type SubjectPages } from './CaseParts.tsx'
export { CaseTimeline } from './CaseTimeline.tsx'
export { WorkflowDiagram } from './WorkflowDiagram.tsx'

/** The light of a clock with its due date; a provisional date says so. */
export function ClockLight({ clock }: { clock: Clock }) {
  const t = useTexts(words)
  const say = useText()
  return (
    <span>
      <StatusLight light={clock.light} /> {say(clock.name)} {clock.due}
      {clock.provisional ? <span className="jd-quiet"> ({t('provisional')})</span> : null}
      {clock.rebased.length === 0 ? null : (
        <span className="jd-quiet">
          {' '}
          {t('original')} {clock.originalDue}, {t('extended', { n: clock.rebased.length })}
        </span>
      )}
    </span>
  )
}

type ActButtonsProps = {
  acts: readonly AvailableAct[]
  /** Does the act; the reason is there where the workflow asks for one. */
  perform: (act: string, reason?: string) => Promise<unknown>
  /** The act that is the primary button, if it is offered. */
  primary?: string
  /** Acts that the page offers in another way. */
  except?: readonly string[]
}

/** One button for each act of the workflow; a refused one says why, one that needs a reason asks for it. */
export function ActButtons({ acts, perform, primary, except = [] }: ActButtonsProps) {
  const t = useTexts(words)
  const say = useText()
  const [asking, setAsking] = useState<AvailableAct>()
  const name = asking === undefined ? '' : say(asking.name)
  return (
    <>
      {acts
        .filter(({ act }) => !except.includes(act))
        .map((offered) => (
          <ActButton
            key={offered.act}
            primary={offered.act === primary}
            decision={offered.decision}
            act={() => (offered.reason === 'none' ? perform(offered.act) : setAsking(offered))}
          >
            {say(offered.name)}
          </ActButton>
        ))}
      <DrawerForm<{ reason?: string }>
        title={t('reasonOf', { act: name })}
        open={asking !== undefined}
        onClose={() => setAsking(undefined)}
        submitLabel={name}
        submit={async ({ reason }) => {
          if (asking !== undefined) await perform(asking.act, reason)
        }}
      >
        <TextField name="reason" label={t('reason')} rows={4} max={2000} required={asking?.reason === 'required'} />
      </DrawerForm>
    </>
  )
}
