import { supervisionPaths } from '#base/paths/supervision.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { WorkSummary } from '../contract/bases.ts'
import { IllustrativeMark, NotStated, useAmount, useCite, useNamesOf } from './names.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  work: { zh: '工程', en: 'Work' },
  kind: { zh: '类别', en: 'Kind' },
  stage: { zh: '阶段', en: 'Stage' },
  need: { zh: '资金需求', en: 'Need' },
  part: { zh: '部分写明', en: 'stated in part' },
  milestones: { zh: '节点', en: 'Milestones' },
  reached: { zh: '{n} / {of}', en: '{n} of {of}' },
  noMilestones: { zh: '未写明', en: 'not stated' },
  from: { zh: '起', en: 'From' },
  to: { zh: '止', en: 'To' },
  progress: { zh: '最近进展', en: 'Latest progress' },
  said: { zh: '{on} {words}', en: '{on} {words}' },
  none: { zh: '没有工程', en: 'No works' },
  noneWhy: {
    zh: '工程写在规划包的 works 目录中；文件没有写明的留空。',
    en: 'Works are written in the folder “works” of the pack; what documents do not state stays blank.',
  },
})

/** Works with stage, need and milestones; what no document states is blank. */
export function WorkTable({ works, loading = false }: { works: readonly WorkSummary[]; loading?: boolean }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const names = useNamesOf()
  const cite = useCite()
  const amount = useAmount()
  const columns: Column<WorkSummary>[] = [
    {
      id: 'name',
      title: t('work'),
      value: ({ name }) => say(name),
      show: (work) => (
        <>
          <Go to={supervisionPaths.work(work.id)}>{say(work.name)}</Go> <IllustrativeMark is={work.isIllustrative} />
        </>
      ),
      width: 300,
    },
    { id: 'kind', title: t('kind'), value: ({ kindName }) => say(kindName), width: 130 },
    { id: 'base', title: s('base'), value: ({ base }) => say(base.name), width: 200 },
    {
      id: 'lead',
      title: s('lead'),
      value: ({ owner, lead }) => names(owner.length > 0 ? owner : lead) || s('notStated'),
      width: 180,
    },
    { id: 'stage', title: t('stage'), value: ({ stageName }) => say(stageName), width: 110 },
    {
      id: 'need',
      title: t('need'),
      unit: 'CNY_100M',
      value: ({ need, unit }) => (need === null ? undefined : { value: need, unit }),
      show: ({ need, unit, needIsWhole }) =>
        need === null ? (
          <NotStated />
        ) : (
          <>
            {amount(need, unit)} {needIsWhole ? null : <span className="jd-quiet jd-small">{t('part')}</span>}
          </>
        ),
      width: 120,
    },
    {
      id: 'milestones',
      title: t('milestones'),
      value: ({ milestones, reached }) =>
        milestones === 0 ? t('noMilestones') : t('reached', { n: reached, of: milestones }),
      width: 90,
    },
    { id: 'from', title: t('from'), value: ({ from }) => from ?? s('notStated'), width: 100 },
    { id: 'to', title: t('to'), value: ({ to }) => to ?? s('notStated'), width: 100 },
    {
      id: 'progress',
      title: t('progress'),
      value: ({ lastProgress }) =>
        lastProgress === null ? '' : t('said', { on: lastProgress.on, words: lastProgress.words }),
      width: 240,
    },
    { id: 'source', title: s('source'), value: ({ clause }) => cite(clause), hidden: true },
  ]
  return (
    <DataTable
      name={s('works')}
      prefix="works."
      columns={columns}
      rows={[...works]}
      rowKey={({ id }) => id}
      rowTo={({ id }) => supervisionPaths.work(id)}
      loading={loading}
      empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
    />
  )
}
