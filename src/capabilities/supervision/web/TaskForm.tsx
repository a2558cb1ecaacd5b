import { useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { indicatorsContract } from '#capabilities/indicators/contract.ts'
import { useUnitChoices } from '#capabilities/people/web/parts.tsx'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, NumberField, TextField, TickField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { supervisionContract } from '../contract.ts'
import type { NewTask, TaskDetail } from '../contract/tasks.ts'
import { useBaseChoices } from './names.tsx'
import { quartersOf } from './periods.ts'
import { shareOf } from './shares.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  create: { zh: '新建任务', en: 'New task' },
  breakDown: { zh: '分解任务', en: 'Break down' },
  addPart: { zh: '分解出子任务', en: 'Add the sub-task' },
  partHelp: {
    zh: '子任务各有责任单位与期限；上级任务的进度按子任务权重汇总。',
    en: 'Each sub-task has a lead unit and a deadline; the progress of the task above is made up of them by weight.',
  },
  kind: { zh: '类别', en: 'Kind' },
  'kind.hard': { zh: '硬任务', en: 'Hard task' },
  'kind.point': { zh: '工作要点', en: 'Work point' },
  urgency: { zh: '缓急', en: 'Urgency' },
  urgent: { zh: '重大或紧急', en: 'Major or urgent' },
  requirement: { zh: '总体要求', en: 'Requirement' },
  goal: { zh: '年度目标及工作内容', en: 'Goal and work of the year' },
  directPerson: { zh: '直接责任人', en: 'Directly in charge' },
  weight: { zh: '权重', en: 'Weight' },
  weightHelp: { zh: '在同一任务的子任务之间的权重', en: 'Among the sub-tasks of one task' },
  quarterWords: { zh: '{quarter}安排', en: 'Planned for {quarter}' },
  quarterShare: { zh: '至{quarter}末应完成（%）', en: 'Due by the end of {quarter} (%)' },
  measure: { zh: '衡量指标', en: 'Measured by' },
  measureHelp: {
    zh: '选了指标，进度由系统计算，不再填报。',
    en: 'With an indicator, progress is computed by the system and not reported.',
  },
  goalValue: { zh: '目标值', en: 'Goal' },
  direction: { zh: '方向', en: 'Direction' },
  'direction.floor': { zh: '不低于目标值', en: 'no less than the goal' },
  'direction.ceiling': { zh: '不高于目标值', en: 'no more than the goal' },
  from: { zh: '起点值', en: 'Where it starts' },
})

/** What the fields of a task hold. */
export type TaskValues = FormValues & {
  title: string
  kind?: 'point' | 'hard'
  urgent?: boolean
  lead: string[]
  due: string
  assist?: string[]
  requirement?: string
  goal?: string
  base?: string
  leader?: string
  person?: string
  directPerson?: string
  weight?: string
  indicator?: string
  goalValue?: string
  direction?: 'floor' | 'ceiling'
  from?: string
}

/** The task that these values describe; what was left empty is left out. */
function taskFrom(values: TaskValues, year: number): NewTask {
  const { title, kind, urgent, lead, due, assist, weight, indicator, goalValue, from, direction } = values
  const said = (name: 'requirement' | 'goal' | 'base' | 'leader' | 'person' | 'directPerson') => {
    const value = values[name]
    return value === undefined || value === '' ? {} : { [name]: value }
  }
  const schedule = quartersOf(year).flatMap((quarter) => {
    const text = values[`words-${quarter}`]
    const share = values[`share-${quarter}`]
    if (!isSaid(text) && !isSaid(share)) return []
    return [{ quarter, ...(isSaid(text) ? { words: text } : {}), ...(isSaid(share) ? { share: shareOf(share) } : {}) }]
  })
  return {
    title,
    kind: kind ?? 'hard',
    urgent: urgent === true,
    lead,
    due,
    assist: assist ?? [],
    weight: isSaid(weight) ? weight : '1',
    schedule,
    ...said('requirement'),
    ...said('goal'),
    ...said('base'),
    ...said('leader'),
    ...said('person'),
    ...said('directPerson'),
    ...(isSaid(indicator) && isSaid(goalValue)
      ? {
          measure: { indicator, goal: goalValue, direction: direction ?? 'floor', ...(isSaid(from) ? { from } : {}) },
        }
      : {}),
  }
}

function isSaid(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

type CreateProps = { year: number; open: boolean; onClose: () => void }

/** A task of a year, written by hand. */
export function CreateForm({ year, open, onClose }: CreateProps) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const go = useGo()
  const client = useQueryClient()
  return (
    <DrawerForm<TaskValues>
      title={t('create')}
      open={open}
      onClose={onClose}
      wide
      draft="supervision-task"
      initial={{ due: `${year}-12-31`, kind: 'hard' }}
      submitLabel={t('create')}
      submit={async (values) => {
        const { id } = await api.taskCreate.call({ year, ...taskFrom(values, year) })
        await client.invalidateQueries({ queryKey: api.key() })
        go(supervisionPaths.task(id))
      }}
    >
      <TaskFields year={year} />
    </DrawerForm>
  )
}

type BreakDownProps = { task: TaskDetail; open: boolean; onClose: () => void }

/** One more sub-task of a task; base and deadline are offered as the task has them. */
export function BreakDownForm({ task, open, onClose }: BreakDownProps) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const client = useQueryClient()
  return (
    <DrawerForm<TaskValues>
      title={t('breakDown')}
      open={open}
      onClose={onClose}
      wide
      draft={`supervision-part-${task.id}`}
      initial={{
        ...(task.due === null ? {} : { due: task.due }),
        ...(task.base === null ? {} : { base: task.base }),
        weight: '1',
      }}
      submitLabel={t('addPart')}
      submit={async (values) => {
        await api.taskBreakDown.call({
          id: task.id,
          expectedVersion: task.version,
          parts: [taskFrom(values, task.year)],
        })
        await client.invalidateQueries()
      }}
    >
      <p className="jd-quiet">{t('partHelp')}</p>
      <TaskFields year={task.year} isPart />
    </DrawerForm>
  )
}

function TaskFields({ year, isPart = false }: { year: number; isPart?: boolean }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const units = useUnitChoices()
  const bases = useBaseChoices()
  return (
    <>
      <TextField name="title" label={s('title')} max={300} required />
      {isPart ? null : (
        <ChoiceField
          name="kind"
          label={t('kind')}
          required
          choices={[
            { value: 'hard', label: t('kind.hard') },
            { value: 'point', label: t('kind.point') },
          ]}
        />
      )}
      <TickField name="urgent" label={t('urgency')}>
        {t('urgent')}
      </TickField>
      <ChoiceField name="lead" label={s('lead')} choices={units} multiple required />
      <DateField name="due" label={s('due')} required />
      <ChoiceField name="assist" label={s('assist')} choices={units} multiple />
      <ChoiceField name="base" label={s('base')} choices={bases} />
      <TextField name="leader" label={s('leader')} max={100} />
      <TextField name="person" label={s('person')} max={100} />
      <TextField name="directPerson" label={t('directPerson')} max={100} />
      {isPart ? <NumberField name="weight" label={t('weight')} help={t('weightHelp')} /> : null}
      <TextField name="requirement" label={t('requirement')} rows={2} max={2000} />
      <TextField name="goal" label={t('goal')} rows={3} max={4000} />
      {quartersOf(year).map((quarter) => (
        <div key={quarter} className="sv-pair">
          <TextField
            name={`words-${quarter}`}
            label={t('quarterWords', { quarter: formatPeriod(quarter, language) })}
            max={2000}
          />
          <NumberField
            name={`share-${quarter}`}
            label={t('quarterShare', { quarter: formatPeriod(quarter, language) })}
          />
        </div>
      ))}
      <MeasureFields />
    </>
  )
}

function MeasureFields() {
  const api = useApi(indicatorsContract)
  const t = useTexts(words)
  const say = useText()
  const { data } = useQuery(api.list.queryOptions({ staleTime: 60_000 }))
  const chosen = Form.useWatch<string | undefined>('indicator')
  const unit = data?.indicators.find(({ id }) => id === chosen)?.unit
  return (
    <>
      <ChoiceField
        name="indicator"
        label={t('measure')}
        help={t('measureHelp')}
        choices={(data?.indicators ?? [])
          .filter(({ computable }) => computable)
          .map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      {chosen === undefined || chosen === '' ? null : (
        <div className="sv-pair">
          <ChoiceField
            name="direction"
            label={t('direction')}
            choices={[
              { value: 'floor', label: t('direction.floor') },
              { value: 'ceiling', label: t('direction.ceiling') },
            ]}
          />
          <NumberField name="goalValue" label={t('goalValue')} required {...(unit === undefined ? {} : { unit })} />
          <NumberField name="from" label={t('from')} {...(unit === undefined ? {} : { unit })} />
        </div>
      )}
    </>
  )
}
