import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { Fragment, useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import { type Notice, workflowsContract } from '../contract.ts'
import type { SubjectPages } from './CaseParts.tsx'
import { messageWords } from './message-words.ts'
import { words } from './texts.ts'

/** So many reminders stand above the work; the rest is one press away. */
const few = 5
const many = 200

/** What I was reminded of, latest first, and where it was sent; what is seen or done leaves. */
export function DeskNotices({ pages }: { pages: SubjectPages }) {
  const api = useApi(workflowsContract)
  const t = useTexts(words)
  const m = useTexts(messageWords)
  const say = useText()
  const client = useQueryClient()
  const { programme } = useSession()
  const [isAll, showAll] = useState(false)
  const found = useQuery(
    api.noticeList.queryOptions({ input: { limit: isAll ? many : few }, placeholderData: (old) => old }),
  )
  if (found.data === undefined || found.data.total === 0) return null
  const { items, total } = found.data
  const seen = async (id: string): Promise<void> => {
    await api.noticeRead.call({ id })
    await client.invalidateQueries({ queryKey: api.noticeList.key() })
  }
  return (
    <PagePart title={t('notices')}>
      <ul className="wf-notices">
        {items.map((notice) => {
          const to = pages[notice.subjectKind]?.(notice.subject)
          return (
            <li key={notice.id}>
              {lightOf(notice) === undefined ? null : <StatusLight light={lightOf(notice) ?? 'none'} />}
              <span>
                {to === undefined ? say(notice.text) : <Go to={to}>{say(notice.text)}</Go>}{' '}
                <span className="jd-quiet jd-small">
                  {formatInstant(notice.at, programme.timeZone)}
                  {notice.sent.map(({ channel, state }) => (
                    <Fragment key={channel}>
                      {' · '}
                      {m(`channel.${channel}`)} {m(`state.${state}`)}
                    </Fragment>
                  ))}
                </span>
              </span>
              <ActButton small act={() => seen(notice.id)}>
                {t('read')}
              </ActButton>
            </li>
          )
        })}
      </ul>
      {total > items.length && !isAll ? (
        <Button type="link" size="small" onClick={() => showAll(true)}>
          {t('noticesMore', { n: total - items.length })}
        </Button>
      ) : null}
    </PagePart>
  )
}

/** A reminder before the due date, or that it passed; what merely tells of an act has no light. */
function lightOf(notice: Notice): 'near' | 'overdue' | undefined {
  if (notice.kind.startsWith('due_soon')) return 'near'
  return notice.kind === 'moved' || notice.kind === 'assigned' ? undefined : 'overdue'
}
