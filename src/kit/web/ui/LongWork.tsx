import { Progress } from 'antd'
import type { ReactNode } from 'react'
import { defineTexts, useTexts } from '../texts.tsx'

const words = defineTexts({
  waiting: { zh: '排队中，可离开本页，完成后在此可见', en: 'Waiting its turn; you may leave this page' },
  running: { zh: '进行中，可离开本页，完成后在此可见', en: 'Running; you may leave this page' },
  done: { zh: '已完成', en: 'Done' },
  failed: { zh: '未能完成', en: 'It did not finish' },
})

export type WorkState = 'waiting' | 'running' | 'done' | 'failed'

/** Long work: how far it is, that one may leave, what came of it. `share` is from 0 to 1. */
export function LongWork({
  state,
  share,
  note,
  title,
}: {
  state: WorkState
  share?: number | undefined
  note?: ReactNode
  title: string
}) {
  const t = useTexts(words)
  const percent = state === 'done' ? 100 : Math.floor((share ?? 0) * 100)
  return (
    <div className="jd-work">
      <div>
        <strong>{title}</strong> <span className="jd-quiet">{t(state)}</span>
      </div>
      <Progress
        percent={percent}
        status={state === 'failed' ? 'exception' : state === 'done' ? 'success' : 'active'}
        aria-label={title}
        size="small"
      />
      {note === undefined ? null : <p className="jd-quiet">{note}</p>}
    </div>
  )
}
