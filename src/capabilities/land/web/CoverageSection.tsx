import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { useState } from 'react'
import { landPaths } from '#base/paths/land.ts'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ChoiceField, DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { landContract } from '../contract.ts'
import { type KindCoverage, userKinds } from '../contract/assessments.ts'
import { CoverageMark, NatureMarks } from './assessment-marks.tsx'
import { assessmentWords } from './assessment-words.ts'
import { EnterpriseField } from './EnterpriseField.tsx'

/** What is assessed over a parcel, kind by kind, and who drew on it. */
export function CoverageSection({ parcel }: { parcel: string }) {
  const api = useApi(landContract)
  const t = useTexts(assessmentWords)
  const [using, setUsing] = useState(false)
  const found = useQuery(api.coverageShow.queryOptions({ input: { parcel } }))
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  if (found.data === undefined) return <Busy />
  const { on, kinds, uses, mayUse } = found.data
  if (kinds.length === 0) return <EmptyState title={t('kindsNone')} />
  return (
    <>
      <p className="jd-quiet">{t('coverageOn', { date: on })}</p>
      <Kinds kinds={kinds} />
      {uses.length === 0 ? null : (
        <>
          <h3>{t('usesOfParcel')}</h3>
          <ul>
            {uses.map((use) => (
              <li key={use.id}>
                {use.usedOn} {use.name}{' '}
                {use.assessmentName === null ? null : (
                  <Go to={landPaths.assessment(use.assessment)}>{use.assessmentName}</Go>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {kinds.every(({ assessments }) => assessments.length === 0) ? null : (
        <ActButton decision={mayUse} act={() => setUsing(true)}>
          {t('use')}
        </ActButton>
      )}
      <UseForm parcel={parcel} kinds={kinds} on={on} open={using} onClose={() => setUsing(false)} />
    </>
  )
}

function Kinds({ kinds }: { kinds: readonly KindCoverage[] }) {
  const t = useTexts(assessmentWords)
  const say = useText()
  const language = useLanguage()
  return (
    <div className="jd-scroll">
      <table className="jd-table">
        <thead>
          <tr>
            {(['kind', 'covered', 'missing', 'which'] as const).map((head) => (
              <th key={head} scope="col" className={head === 'missing' ? 'jd-right' : undefined}>
                {t(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map((one) => (
            <tr key={one.kind}>
              <th scope="row">{say(one.name)}</th>
              <td>
                <CoverageMark one={one} />
              </td>
              <td className="jd-right jd-number">
                {one.missing === null ? t('unknown') : formatQuantity({ value: one.missing, unit: 'm2' }, language)}
              </td>
              <td>
                {one.assessments.map((each) => (
                  <div key={each.id}>
                    <Go className="jd-within" to={landPaths.assessment(each.id)}>
                      {each.name}
                    </Go>{' '}
                    <span className="jd-quiet jd-small">
                      {t('validUntil')} {each.validUntil ?? t('noEnd')}
                    </span>
                    <NatureMarks one={{ schematic: false, synthetic: each.synthetic }} />
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type UseValues = FormValues & {
  assessment: string
  userKind: (typeof userKinds)[number]
  enterprise?: string
  name?: string
  usedOn: string
  note?: string
}

type UseProps = { parcel: string; kinds: readonly KindCoverage[]; on: string; open: boolean; onClose: () => void }

function UseForm({ parcel, kinds, on, open, onClose }: UseProps) {
  const api = useApi(landContract)
  const t = useTexts(assessmentWords)
  const say = useText()
  const client = useQueryClient()
  return (
    <DrawerForm<UseValues>
      title={t('use')}
      open={open}
      onClose={onClose}
      submitLabel={t('use')}
      initial={{ usedOn: on, userKind: 'project' }}
      submit={async ({ assessment, userKind, enterprise, name, usedOn, note }) => {
        await api.assessmentUse.call({
          id: assessment,
          parcel,
          userKind,
          ...who({ userKind, enterprise, name }),
          usedOn,
          ...(note === undefined || note === '' ? {} : { note }),
        })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <p className="jd-quiet">{t('useFree')}</p>
      <ChoiceField
        name="assessment"
        label={t('which')}
        required
        choices={kinds.flatMap((one) =>
          one.assessments.map(({ id, name }) => ({ value: id, label: `${say(one.name)} · ${name}` })),
        )}
      />
      <ChoiceField
        name="userKind"
        label={t('userKind')}
        required
        choices={userKinds.map((one) => ({ value: one as string, label: t(one) }))}
      />
      <UserFields />
      <DateField name="usedOn" label={t('usedOn')} required />
      <TextField name="note" label={t('note')} rows={2} max={4000} />
    </DrawerForm>
  )
}

type Who = Pick<UseValues, 'userKind' | 'enterprise' | 'name'>

/** An enterprise of the register goes by its id, anything else by its name. */
function who({ userKind, enterprise, name }: Who): { enterprise?: string; name?: string } {
  if (userKind === 'enterprise' && enterprise !== undefined) return { enterprise }
  return name === undefined || name.trim() === '' ? {} : { name }
}

function UserFields() {
  const t = useTexts(assessmentWords)
  const kind = Form.useWatch<UseValues['userKind'] | undefined>('userKind')
  const chosen = Form.useWatch<string | undefined>('enterprise')
  const isFirm = kind === 'enterprise'
  return (
    <>
      {isFirm ? <EnterpriseField name="enterprise" /> : null}
      {isFirm && chosen !== undefined ? null : <TextField name="name" label={t('user')} required max={300} />}
    </>
  )
}
