import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { NumberField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { supervisionContract } from '../contract.ts'
import type { TaskDetail } from '../contract/tasks.ts'
import { FilesField } from './FilesField.tsx'
import { shareOf } from './shares.ts'

const words = defineTexts({
  title: { zh: '报进度', en: 'Report progress' },
  submit: { zh: '报送', en: 'Report' },
  done: { zh: '已报送', en: 'Reported' },
  share: { zh: '完成比例（%）', en: 'Done (%)' },
  computed: {
    zh: '本任务的进度由{by}计算，只报情况与佐证。',
    en: 'The progress of this task is computed from {by}; report words and evidence only.',
  },
  byIndicator: { zh: '指标', en: 'its indicator' },
  byParts: { zh: '子任务', en: 'its sub-tasks' },
  words: { zh: '进展情况', en: 'What was done' },
  evidence: { zh: '佐证材料（文号、网址）', en: 'Evidence (document number, address)' },
  delay: { zh: '滞后原因（滞后或逾期时填写）', en: 'Reason of the delay, when it is behind or overdue' },
})

type Reported = FormValues & {
  share?: string
  words: string
  evidence?: string
  delayReason?: string
  files?: string[]
}

type ReportProps = { task: TaskDetail; open: boolean; onClose: () => void }

/** Progress with evidence; the share is asked only where nothing computes it. */
export function ReportForm({ task, open, onClose }: ReportProps) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const computed = task.measure !== null ? t('byIndicator') : task.parts.length > 0 ? t('byParts') : undefined
  return (
    <DrawerForm<Reported>
      title={t('title')}
      open={open}
      onClose={onClose}
      draft={`supervision-report-${task.id}`}
      submitLabel={t('submit')}
      done={t('done')}
      submit={async ({ share, words: said, evidence, delayReason, files }) => {
        await api.taskReport.call({
          id: task.id,
          expectedVersion: task.version,
          words: said,
          files: files ?? [],
          ...(share === undefined || share === '' ? {} : { share: shareOf(share) }),
          ...(evidence === undefined || evidence === '' ? {} : { evidence }),
          ...(delayReason === undefined || delayReason === '' ? {} : { delayReason }),
        })
        await client.invalidateQueries()
      }}
    >
      {computed === undefined ? (
        <NumberField name="share" label={t('share')} required />
      ) : (
        <p className="jd-note">{t('computed', { by: computed })}</p>
      )}
      <TextField name="words" label={t('words')} rows={4} max={4000} required />
      <TextField name="evidence" label={t('evidence')} max={1000} />
      <FilesField name="files" caseId={task.case} act="report" />
      {task.light.light === 'behind' || task.light.light === 'overdue' ? (
        <TextField name="delayReason" label={t('delay')} rows={2} max={2000} />
      ) : null}
    </DrawerForm>
  )
}
