import { Drawer } from 'antd'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { ChoiceField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { type ReturnDetail, returnsContract } from '../contract.ts'
import { lifeWords } from './life-texts.ts'

type Comment = ReturnDetail['comments'][number]

export type CellComments = {
  /** What stands at the corner of a cell: how many comments it has; a click opens them. */
  readonly marker: (key: string) => ReactNode
  /** All threads, and a form to say something about any cell; for the side of the page. */
  readonly panel: ReactNode
}

/** The comments of a return: clerk and reviewer speak beside the cell they mean, whatever version it stands in. */
export function useCellComments(
  one: ReturnDetail,
  nameOf: (key: string) => string,
  onJump: (key: string) => void,
): CellComments {
  const api = useApi(returnsContract)
  const t = useTexts(lifeWords)
  const [comments, setComments] = useState<readonly Comment[]>(one.comments)
  const [open, setOpen] = useState<string>()
  const counts = useMemo(() => {
    const found = new Map<string, number>()
    for (const { cell } of comments) found.set(cell, (found.get(cell) ?? 0) + 1)
    return found
  }, [comments])
  const say = useCallback(
    async (cell: string, text: string) => setComments(await api.comment.call({ id: one.id, cell, text })),
    [api, one.id],
  )
  const marker = useCallback(
    (key: string): ReactNode => {
      const n = counts.get(key)
      if (n === undefined) return null
      const label = t('commentsOn', { n, cell: nameOf(key) })
      return (
        <button
          type="button"
          className="ret-comment-mark"
          aria-label={label}
          title={label}
          onClick={() => setOpen(key)}
        >
          {n}
        </button>
      )
    },
    [counts, nameOf, t],
  )
  const panel = one.values ? (
    <PagePart title={t('comments')}>
      {comments.length === 0 ? <p className="jd-quiet">{t('commentsNone')}</p> : null}
      <Thread comments={comments} nameOf={nameOf} onJump={onJump} />
      <SayForm cells={cellsOf(one)} nameOf={nameOf} say={say} />
      <Drawer
        open={open !== undefined}
        onClose={() => setOpen(undefined)}
        title={open === undefined ? '' : nameOf(open)}
      >
        <Thread comments={comments.filter(({ cell }) => cell === open)} />
        {open === undefined ? null : <SayForm cells={[open]} nameOf={nameOf} say={say} />}
      </Drawer>
    </PagePart>
  ) : null
  return { marker, panel }
}

function cellsOf(one: ReturnDetail): string[] {
  return one.parts.flatMap((part) => part.lines.flatMap((line) => line.cells.map((cell) => cell.key)))
}

type ThreadProps = {
  comments: readonly Comment[]
  nameOf?: (key: string) => string
  onJump?: (key: string) => void
}

/** What was said, oldest first; a cell that is named leads to it. */
function Thread({ comments, nameOf, onJump }: ThreadProps) {
  const t = useTexts(lifeWords)
  const { programme } = useSession()
  return (
    <ul className="ret-list">
      {comments.map((comment) => (
        <li key={comment.id}>
          {nameOf === undefined ? null : (
            <button type="button" className="jd-link" onClick={() => onJump?.(comment.cell)}>
              {nameOf(comment.cell)}
            </button>
          )}
          <div className="jd-quiet jd-small">
            {comment.byName} · {formatInstant(comment.at, programme.timeZone)} ·{' '}
            {t('ofVersion', { n: comment.version })}
          </div>
          <div>{comment.text}</div>
        </li>
      ))}
    </ul>
  )
}

type SayFormProps = {
  cells: readonly string[]
  nameOf: (key: string) => string
  say: (cell: string, text: string) => Promise<void>
}

function SayForm({ cells, nameOf, say }: SayFormProps) {
  const t = useTexts(lifeWords)
  const [open, setOpen] = useState(false)
  const [only] = cells.length === 1 ? cells : []
  return (
    <>
      <ActButton small act={() => setOpen(true)}>
        {t('say')}
      </ActButton>
      <DrawerForm<{ cell?: string; text: string }>
        title={only === undefined ? t('say') : nameOf(only)}
        open={open}
        onClose={() => setOpen(false)}
        submitLabel={t('say')}
        submit={({ cell, text }) => say(only ?? cell ?? '', text)}
      >
        {only === undefined ? (
          <ChoiceField
            name="cell"
            label={t('commentCell')}
            required
            choices={cells.map((key) => ({ value: key, label: nameOf(key) }))}
          />
        ) : null}
        <TextField name="text" label={t('commentText')} rows={3} max={2000} required />
      </DrawerForm>
    </>
  )
}
