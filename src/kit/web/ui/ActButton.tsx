import { App, Button, Tooltip } from 'antd'
import { type ReactNode, useState } from 'react'
import { type DecisionView, decisionSentence, problemSentence } from '../problem-words.ts'
import { problemFrom } from '../problem.ts'
import { defineTexts, useLanguage, useTexts } from '../texts.tsx'

const words = defineTexts({ cancel: { zh: '取消', en: 'Cancel' } })

/** What a dangerous act says before it happens: its name, what will happen and to how many. */
export type Confirmation = { title: string; detail: ReactNode; ok: string }

type ActButtonProps = {
  children: ReactNode
  act: () => unknown
  /** A refusal disables the button and says why. */
  decision?: DecisionView | undefined
  primary?: boolean
  danger?: boolean
  small?: boolean
  confirm?: Confirmation | undefined
  busy?: boolean
  /** Called instead of a message when the act fails. */
  onProblem?: (problem: unknown) => void
}

/** A button that does one act: busy while it runs, disabled with a reason, asking first where it is dangerous. */
export function ActButton({
  children,
  act,
  decision,
  primary,
  danger,
  small,
  confirm,
  busy,
  onProblem,
}: ActButtonProps) {
  const { message, modal } = App.useApp()
  const t = useTexts(words)
  const language = useLanguage()
  const [running, setRunning] = useState(false)

  async function run(): Promise<void> {
    setRunning(true)
    try {
      await act()
    } catch (thrown) {
      if (onProblem === undefined) message.error(problemSentence(problemFrom(thrown), language))
      else onProblem(thrown)
    } finally {
      setRunning(false)
    }
  }

  function begin(): void {
    if (confirm === undefined) void run()
    else {
      modal.confirm({
        title: confirm.title,
        content: confirm.detail,
        okText: confirm.ok,
        cancelText: t('cancel'),
        okButtonProps: { danger: danger === true },
        onOk: run,
      })
    }
  }

  const refusal = decision?.allowed === false ? decisionSentence(decision, language) : undefined
  const button = (
    <Button
      type={primary === true ? 'primary' : 'default'}
      danger={danger === true}
      size={small === true ? 'small' : 'middle'}
      loading={running || busy === true}
      aria-disabled={refusal !== undefined}
      className={refusal === undefined ? 'jd-act' : 'jd-act jd-refused'}
      onClick={refusal === undefined ? begin : undefined}
    >
      {children}
      {refusal === undefined ? null : <span className="jd-hidden">{refusal}</span>}
    </Button>
  )
  return refusal === undefined ? (
    button
  ) : (
    <Tooltip title={refusal} trigger={['hover', 'focus', 'click']}>
      {button}
    </Tooltip>
  )
}
