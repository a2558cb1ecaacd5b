import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Dropdown } from 'antd'
import { useState } from 'react'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { formatAddress, parseAddress, useAddress } from '#kit/web/address.ts'
import { createApi, useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { problemFrom } from '#kit/web/problem.ts'
import { addSentences, problemSentence } from '#kit/web/problem-words.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ChoiceField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { indicatorsContract } from '../contract.ts'
import { type SavedView, type ViewReach, viewReaches } from '../views-contract.ts'

addSentences({
  'views.search': { zh: '不是探索页的地址', en: 'This is no address of the explorer' },
  'views.name': { zh: '名称中有不能用的字符', en: 'The name holds characters that cannot be used' },
})

const words = defineTexts({
  views: { zh: '视图', en: 'Views' },
  title: { zh: '保存的视图', en: 'Saved views' },
  save: { zh: '保存当前视图', en: 'Save this view' },
  name: { zh: '名称', en: 'Name' },
  reach: { zh: '谁能看到', en: 'Who sees it' },
  'reach.own': { zh: '仅自己', en: 'only me' },
  'reach.organisation': { zh: '本单位', en: 'my organisation' },
  'reach.everyone': { zh: '所有人', en: 'everyone' },
  reachHelp: {
    zh: '视图只保存问题，不保存数字；打开的人看到其权限内的数。',
    en: 'A view keeps the question, not the figures; whoever opens it sees what they may see.',
  },
  saved: { zh: '视图已保存', en: 'The view is saved' },
  change: { zh: '修改', en: 'Change' },
  update: { zh: '改存为当前视图', en: 'Replace by this view' },
  updated: { zh: '“{name}”已改存为当前视图', en: '“{name}” is now this view' },
  remove: { zh: '移除', en: 'Remove' },
  removed: { zh: '“{name}”已移除。', en: '“{name}” is removed.' },
  undo: { zh: '撤销', en: 'Undo' },
  more: { zh: '更多：{name}', en: 'More: {name}' },
  moreShort: { zh: '更多', en: 'More' },
  none: { zh: '还没有保存的视图', en: 'No saved views yet' },
  noneWhy: {
    zh: '选好指标、分组和显示方式后，用“保存当前视图”留下它。',
    en: 'Choose figures, groups and a view, then save them under a name.',
  },
  by: { zh: '{owner} · {at}', en: '{owner} · {at}' },
  me: { zh: '我', en: 'me' },
})

/** The state of the page without what belongs to the reader: the language. */
function stateToKeep(state: Record<string, string>): string {
  const { lang: _lang, ...kept } = state
  return formatAddress(kept)
}

/** Views that were kept: to open, share, rename, replace, remove and bring back. */
export function SavedViews() {
  const t = useTexts(words)
  const [open, setOpen] = useState(false)
  const [form, setForm] = useState<SavedView | 'new'>()
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('views')}</Button>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        title={t('title')}
        size="min(480px, 100vw)"
        footer={
          <Button type="primary" onClick={() => setForm('new')}>
            {t('save')}
          </Button>
        }
      >
        {open ? <ViewList onOpen={() => setOpen(false)} onChange={setForm} /> : null}
      </Drawer>
      {form === undefined ? null : <ViewForm view={form} onClose={() => setForm(undefined)} />}
    </>
  )
}

function useViews() {
  const api = useApi(indicatorsContract)
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ queryKey: api.viewList.key() })
  return { api, again }
}

function ViewList({ onOpen, onChange }: { onOpen: () => void; onChange: (view: SavedView) => void }) {
  const t = useTexts(words)
  const { api } = useViews()
  const { data, error, isPending } = useQuery(api.viewList.queryOptions({ staleTime: 0 }))
  if (error !== null && data === undefined) return <ProblemAlert problem={error} />
  if (isPending) return <Busy lines={4} />
  if (data === undefined || data.views.length === 0) return <EmptyState title={t('none')} why={t('noneWhy')} />
  return (
    <ul className="exp-views">
      {data.views.map((view) => (
        <ViewLine key={view.id} view={view} onOpen={onOpen} onChange={onChange} />
      ))}
    </ul>
  )
}

type ViewLineProps = { view: SavedView; onOpen: () => void; onChange: (view: SavedView) => void }

function ViewLine({ view, onOpen, onChange }: ViewLineProps) {
  const t = useTexts(words)
  const language = useLanguage()
  const { programme } = useSession()
  const { message } = App.useApp()
  const { state } = useAddress()
  const { api, again } = useViews()
  const refused = (thrown: unknown) => message.error(problemSentence(problemFrom(thrown), language))
  const change = useMutation(api.viewChange.mutationOptions({ onSuccess: again, onError: refused }))
  const remove = useMutation(api.viewRemove.mutationOptions({ onSuccess: again, onError: refused }))
  const { id, name, search, mine, owner, reach, changedAt } = view

  async function takeAway(): Promise<void> {
    await remove.mutateAsync({ id })
    const key = `view-${id}`
    const undo = async (): Promise<void> => {
      message.destroy(key)
      await createApi(indicatorsContract).viewRestore({ id }).catch(refused)
      await again()
    }
    message.info({
      key,
      duration: 12,
      content: (
        <>
          {t('removed', { name })}{' '}
          <Button type="link" size="small" onClick={() => void undo()}>
            {t('undo')}
          </Button>
        </>
      ),
    })
  }

  const acts: Record<string, () => unknown> = {
    change: () => onChange(view),
    update: () =>
      change.mutateAsync({ id, search: stateToKeep(state) }).then(() => message.success(t('updated', { name }))),
    remove: takeAway,
  }
  return (
    <li>
      <span className="exp-view-name">
        <Go to={indicatorPaths.explore(formatAddress(parseAddress(search)))} onClick={onOpen}>
          {name}
        </Go>
        <span className="ind-note jd-block">
          {t(`reach.${reach}`)} ·{' '}
          {t('by', { owner: mine ? t('me') : owner, at: formatInstant(changedAt, programme.timeZone) })}
        </span>
      </span>
      {mine ? (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'change', label: t('change') },
              { key: 'update', label: t('update') },
              { key: 'remove', label: t('remove'), danger: true },
            ],
            onClick: ({ key }) => void Promise.resolve(acts[key]?.()).catch(() => undefined),
          }}
        >
          <Button size="small" aria-label={t('more', { name })}>
            {t('moreShort')}
          </Button>
        </Dropdown>
      ) : null}
    </li>
  )
}

function ViewForm({ view, onClose }: { view: SavedView | 'new'; onClose: () => void }) {
  const t = useTexts(words)
  const { state } = useAddress()
  const { again } = useViews()
  const isNew = view === 'new'
  async function send({ name, reach }: { name: string; reach: ViewReach }): Promise<void> {
    const call = createApi(indicatorsContract)
    if (isNew) await call.viewSave({ name, reach, search: stateToKeep(state) })
    else await call.viewChange({ id: view.id, name, reach })
    await again()
  }
  return (
    <DrawerForm<{ name: string; reach: ViewReach }>
      title={isNew ? t('save') : t('change')}
      open
      onClose={onClose}
      initial={isNew ? { reach: 'own' } : { name: view.name, reach: view.reach }}
      submit={send}
      submitLabel={isNew ? t('save') : t('change')}
      done={t('saved')}
    >
      <TextField name="name" label={t('name')} required max={80} />
      <ChoiceField
        name="reach"
        label={t('reach')}
        help={t('reachHelp')}
        required
        choices={viewReaches.map((value) => ({ value, label: t(`reach.${value}`) }))}
      />
    </DrawerForm>
  )
}
