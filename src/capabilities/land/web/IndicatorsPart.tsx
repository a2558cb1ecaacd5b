import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ChoiceField, DateField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { landContract } from '../contract.ts'
import type { IndicatorSet, IndicatorsOfParcel, KeptRow } from '../contract/indicators.ts'
import { resend } from '../rules/resend-rows.ts'
import { sayAmount } from '../rules/row-words.ts'
import { ExtraRowForm, RowChangeForm } from './indicator-forms.tsx'
import { useLandChoices } from './LotForm.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '控制指标', en: 'Control indicators' },
  none: { zh: '还没有控制指标', en: 'No control indicators yet' },
  noneWhy: {
    zh: '为一个产业取出当地适用的标准，从严调整后确定；供地时冻结进协议。',
    en: 'Draw the standards in force here for an industry, make them stricter where needed, and set them; supply freezes them into the agreement.',
  },
  draw: { zh: '取标准', en: 'Draw standards' },
  statedOn: { zh: '按何日的标准', en: 'Standards as of' },
  version: { zh: '第 {n} 版', en: 'Version {n}' },
  draft: { zh: '草案', en: 'draft' },
  set: { zh: '已确定', en: 'set' },
  frozen: { zh: '已冻结进协议', en: 'frozen into an agreement' },
  replaced: { zh: '已被新版取代', en: 'replaced' },
  drawn: { zh: '按 {on} 的标准：{standards}', en: 'Standards as of {on}: {standards}' },
  setAt: { zh: '{at} 确定', en: 'set {at}' },
  row: { zh: '指标要求', en: 'What is asked' },
  nature: { zh: '性质', en: 'Nature' },
  normative: { zh: '规范性', en: 'normative' },
  recommended: { zh: '推荐性', en: 'recommended' },
  from: { zh: '依据', en: 'From' },
  how: { zh: '与标准相比', en: 'Against the standard' },
  stated: { zh: '同标准', en: 'as stated' },
  stricter: { zh: '从严（标准为 {amount}）', en: 'stricter (stated: {amount})' },
  changed: { zh: '已改（标准为 {amount}）', en: 'changed (stated: {amount})' },
  added: { zh: '增设', en: 'added' },
  left_out: { zh: '不采用', en: 'left out' },
  change: { zh: '调整', en: 'Change' },
  addRow: { zh: '增设一项', en: 'Add a row' },
  removeRow: { zh: '去掉', en: 'Remove' },
  putInForce: { zh: '确定', en: 'Set' },
  sure: { zh: '确定这套指标？', en: 'Set these indicators?' },
  sureDetail: {
    zh: '确定后不能再改，只能另起新版。',
    en: 'What is set stays as it is; another version can be drawn later.',
  },
  drop: { zh: '放弃草案', en: 'Give up the draft' },
  dropDetail: { zh: '草案将被删除。', en: 'The draft is deleted.' },
  older: { zh: '以前的版本', en: 'Earlier versions' },
})

/** What is asked of who takes a parcel: for each industry the version in force, the draft, and those before. */
export function IndicatorsPart({ parcel }: { parcel: string }) {
  const api = useApi(landContract)
  const client = useQueryClient()
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const { uses } = useLandChoices()
  const [drawing, setDrawing] = useState(false)
  const found = useQuery(api.indicatorsShow.queryOptions({ input: { parcel } }))
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  if (found.data === undefined) return <Busy />
  const { sets, industries, maySet } = found.data
  const draw = (
    <ActButton decision={maySet} act={() => setDrawing(true)}>
      {t('draw')}
    </ActButton>
  )
  const shown = sets.filter(({ isCurrent, state }) => isCurrent || state === 'draft')
  const older = sets.filter((one) => !shown.includes(one))
  return (
    <PagePart title={t('title')} acts={sets.length === 0 ? undefined : draw}>
      {sets.length === 0 ? <EmptyState title={t('none')} why={t('noneWhy')} act={draw} /> : null}
      {shown.map((set) => (
        <SetShown key={set.id} set={set} of={found.data} />
      ))}
      {older.length === 0 ? null : (
        <details>
          <summary>{t('older')}</summary>
          {older.map((set) => (
            <SetShown key={set.id} set={set} of={found.data} />
          ))}
        </details>
      )}
      <DrawerForm<{ industry: string; use?: string; on?: string }>
        title={t('draw')}
        open={drawing}
        onClose={() => setDrawing(false)}
        submitLabel={t('draw')}
        submit={async ({ industry, use, on }) => {
          await api.indicatorsDraw.call({
            parcel,
            industry,
            ...(use === undefined ? {} : { use }),
            ...(on === undefined ? {} : { on }),
          })
          await client.invalidateQueries()
        }}
      >
        <ChoiceField
          name="industry"
          label={s('industry')}
          required
          choices={industries.map(({ id, name }) => ({ value: id, label: say(name) }))}
        />
        <ChoiceField name="use" label={s('use')} choices={uses} />
        <DateField name="on" label={t('statedOn')} />
      </DrawerForm>
    </PagePart>
  )
}

function SetShown({ set, of }: { set: IndicatorSet; of: IndicatorsOfParcel }) {
  const api = useApi(landContract)
  const client = useQueryClient()
  const t = useTexts(words)
  const say = useText()
  const { timeZone } = useSession().programme
  const [changing, setChanging] = useState<KeptRow>()
  const [adding, setAdding] = useState(false)
  const isDraft = set.state === 'draft'
  const { id, revision } = set
  const after = async (act: Promise<unknown>) => {
    await act
    await client.invalidateQueries()
  }
  const state = !isDraft && !set.isCurrent ? 'replaced' : set.state
  return (
    <section aria-label={say(set.industryName)}>
      <h3>
        {say(set.industryName)} · {t('version', { n: set.version })}{' '}
        <span className="jd-quiet jd-small">
          {t(state)}
          {set.setAt === null ? '' : ` · ${t('setAt', { at: formatInstant(set.setAt, timeZone) })}`}
        </span>
      </h3>
      <p className="jd-quiet jd-small">
        {t('drawn', { on: set.statedOn, standards: set.standards.map(({ name }) => say(name)).join(' · ') })}
      </p>
      <Rows
        rows={set.rows}
        act={isDraft ? (row) => setChanging(row) : undefined}
        remove={
          isDraft
            ? (row) => after(api.indicatorsChange.call({ id, revision, ...resend(set, { without: row }) }))
            : undefined
        }
        decision={of.maySet}
      />
      {isDraft ? (
        <p className="jd-acts">
          <ActButton decision={of.maySet} act={() => setAdding(true)}>
            {t('addRow')}
          </ActButton>
          <ActButton
            primary
            decision={of.maySet}
            confirm={{ title: t('sure'), detail: t('sureDetail'), ok: t('putInForce') }}
            act={() => after(api.indicatorsSet.call({ id, revision }))}
          >
            {t('putInForce')}
          </ActButton>
          <ActButton
            danger
            decision={of.maySet}
            confirm={{ title: t('drop'), detail: t('dropDetail'), ok: t('drop') }}
            act={() => after(api.indicatorsDrop.call({ id, revision }))}
          >
            {t('drop')}
          </ActButton>
        </p>
      ) : null}
      <RowChangeForm set={set} kept={changing} onClose={() => setChanging(undefined)} />
      <ExtraRowForm set={set} measures={of.measures} open={adding} onClose={() => setAdding(false)} />
    </section>
  )
}

type RowsProps = {
  rows: readonly KeptRow[]
  act: ((row: KeptRow) => void) | undefined
  remove: ((row: KeptRow) => Promise<void>) | undefined
  decision: IndicatorsOfParcel['maySet']
}

function Rows({ rows, act, remove, decision }: RowsProps) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const heads = [t('row'), t('nature'), t('how'), t('from'), ...(act === undefined ? [] : [t('change')])]
  return (
    <div className="jd-scroll">
      <table className="jd-table">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((kept) => {
            const { row, how, stated, reason, clause, words: sentence } = kept
            const amount = stated === null ? '' : sayAmount({ ...row, amount: stated }, language)
            return (
              <tr key={row.id}>
                <th scope="row">{how === 'left_out' ? <s>{say(sentence)}</s> : say(sentence)}</th>
                <td>{t(row.nature)}</td>
                <td>
                  {t(how, { amount })}
                  {reason === null ? null : <p className="jd-quiet jd-small">{reason}</p>}
                </td>
                <td>{clause === null ? '' : `${say(clause.title)} ${clause.clause}`}</td>
                {act === undefined || remove === undefined ? null : (
                  <td>
                    {how === 'added' ? (
                      <ActButton small decision={decision} act={() => remove(kept)}>
                        {t('removeRow')}
                      </ActButton>
                    ) : row.kind === 'statement' && row.nature === 'normative' ? null : (
                      <ActButton small decision={decision} act={() => act(kept)}>
                        {t('change')}
                      </ActButton>
                    )}
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
