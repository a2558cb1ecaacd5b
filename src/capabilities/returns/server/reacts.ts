import { system } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { settleNotices } from '#capabilities/workflows/server/service.ts'
import type { ActRow } from '#kit/server/acts.ts'
import type { House } from '#kit/server/house.ts'
import { bulkJob, runBulk } from './bulk-review.ts'
import { dueSubject } from './late.ts'
import { actOnReturn, getForm, workflowOf } from './lifecycle.ts'
import { remind } from './reminders.ts'
import { getReturn } from './store.ts'
import { defineUploadJobs } from './uploads.ts'

const moved = ['submitted', 'approved', 'sent_back', 'reopened', 'withdrawn', 'moved'] as const

/** Reminders every hour; notices that are settled by what happened; what the workflow does with a return when a clock runs out. */
export function returnsReacts(house: House): void {
  house.jobs.define('returns.remind', async () => ({ written: await remind(house) }))
  house.jobs.schedule('returns.remind', '10 * * * *', house.programme().timeZone)
  house.jobs.define(bulkJob, (run) => runBulk(house, run))
  defineUploadJobs(house)
  for (const name of moved) house.acts.onAct(`returns.${name}`, 'returns.settle', (act) => settle(house, act))
  house.acts.onAct('workflows.expired', 'returns.expire', (act) => expire(house, act))
}

async function settle(house: House, act: ActRow): Promise<void> {
  const { form, period, subject } = act.detail as { form: string; period: string; subject: string }
  await house.record.asSystem(async (tx) => {
    await settleNotices(house, tx, { kind: 'return', id: act.subject.id })
    if (act.name === 'returns.submitted')
      await settleNotices(house, tx, { kind: 'return_due', id: dueSubject(form, period, subject) })
  })
}

/** Performs the act that a clock of the workflow names; a return that has moved on meanwhile, or whose period is locked, stays as it is. */
async function expire(house: House, { detail }: ActRow): Promise<void> {
  const { of, subject, act } = detail as { of: string; subject: string; act: string }
  if (of !== 'return') return
  try {
    await house.record.asSystem(async (tx) => {
      const one = await getReturn(tx, subject, { lock: true })
      const programme = house.programme()
      const known = workflowOf(programme, getForm(programme, one.form)).acts.find((each) => each.id === act)
      if (known?.from.includes(one.state) !== true) return
      const reason = known.reason === 'required' ? { reason: '时限已到 Time ran out' } : {}
      await actOnReturn(house, tx, { id: one.id, act, revision: one.revision, actor: system, ...reason })
    })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    house.log.warn({ err: error, return: subject, act }, 'a clock ran out and its act was refused')
  }
}
