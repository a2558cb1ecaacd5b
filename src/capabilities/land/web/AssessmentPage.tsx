import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { crsName, findCrs } from '#base/geo/crs.ts'
import { piecesOf } from '#base/geo/geometry.ts'
import { landPaths } from '#base/paths/land.ts'
import { CasePanel } from '#capabilities/workflows/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { ShapeDrawing } from '#kit/web/ui/ShapeDrawing.tsx'
import { landContract } from '../contract.ts'
import type { AssessmentDetail, AssessmentUse } from '../contract/assessments.ts'
import { AssessmentCorrect } from './assessment-forms.tsx'
import { NatureMarks, percentOf, StandingMark } from './assessment-marks.tsx'
import { assessmentWords } from './assessment-words.ts'

/** One assessment: what it says, where it holds, who drew on it, the case of its expiry. */
export function AssessmentPage() {
  const { id = '' } = useParams({ strict: false })
  const api = useApi(landContract)
  const t = useTexts(assessmentWords)
  const client = useQueryClient()
  const [correcting, setCorrecting] = useState(false)
  const found = useQuery(api.assessmentShow.queryOptions({ input: { id } }))
  const one = found.data
  return (
    <Page
      title={one?.name ?? ''}
      crumbs={[{ title: t('assessments'), to: landPaths.assessments() }]}
      problem={found.error}
      loading={found.isLoading}
      acts={
        one === undefined ? null : (
          <ActButton decision={one.may.edit} act={() => setCorrecting(true)}>
            {t('correct')}
          </ActButton>
        )
      }
    >
      {one === undefined ? null : (
        <>
          <AssessmentFacts one={one} />
          <PagePart title={t('ground')}>
            <ShapeDrawing
              label={t('ground')}
              shapes={[{ id: one.id, rings: piecesOf(one.geometry).flat(), tone: 'own', label: one.name }]}
            />
          </PagePart>
          <PagePart title={t('ledger')}>
            <p className="jd-quiet">{t('useFree')}</p>
            {one.ledger.length === 0 ? <EmptyState title={t('ledgerNone')} /> : <Ledger uses={one.ledger} />}
          </PagePart>
          {one.case === null ? null : (
            <PagePart title={t('case')}>
              <CasePanel
                caseId={one.case}
                parts={['facts', 'acts', 'clocks', 'files', 'timeline']}
                onDone={() => client.invalidateQueries({ queryKey: api.key() })}
              />
            </PagePart>
          )}
          <AssessmentCorrect key={one.revision} one={one} open={correcting} onClose={() => setCorrecting(false)} />
        </>
      )}
    </Page>
  )
}

function AssessmentFacts({ one }: { one: AssessmentDetail }) {
  const t = useTexts(assessmentWords)
  const say = useText()
  const language = useLanguage()
  const crs = findCrs(one.crs)
  const other = (label: string, id: string | null) =>
    id === null ? [] : [{ label, value: <Go to={landPaths.assessment(id)}>{t('open')}</Go> }]
  return (
    <PagePart title={t('facts')}>
      <Facts
        items={[
          { label: t('kind'), value: say(one.kindName) },
          { label: t('standing'), value: <StandingMark one={one} /> },
          { label: t('place'), value: say(one.place.name) },
          {
            label: t('area'),
            value: (
              <>
                {one.area === null ? null : formatQuantity({ value: one.area, unit: 'm2' }, language)}
                <NatureMarks one={one} />
                {crs === undefined ? null : <span className="jd-quiet jd-small"> {say(crsName(crs))}</span>}
              </>
            ),
          },
          { label: t('body'), value: one.body },
          { label: t('number'), value: one.number ?? t('noEnd') },
          { label: t('approvedOn'), value: one.approvedOn },
          { label: t('validUntil'), value: one.validUntil ?? t('noEnd') },
          { label: t('unit'), value: one.unit === null ? t('noEnd') : say(one.unit.name) },
          { label: t('conclusion'), value: one.conclusion ?? t('noEnd') },
          { label: t('conditions'), value: one.conditions ?? t('noEnd') },
          {
            label: t('documents'),
            value:
              one.files.length === 0 ? (
                t('noEnd')
              ) : (
                <ul>
                  {one.files.map(({ id, name, address }) => (
                    <li key={id}>
                      <a href={address}>{name}</a>
                    </li>
                  ))}
                </ul>
              ),
          },
          { label: t('by'), value: one.enteredBy },
          ...other(t('predecessor'), one.replaces),
          ...other(t('successor'), one.successor),
        ]}
      />
    </PagePart>
  )
}

function Ledger({ uses }: { uses: readonly AssessmentUse[] }) {
  const t = useTexts(assessmentWords)
  return (
    <div className="jd-scroll">
      <table className="jd-table">
        <thead>
          <tr>
            {(['usedOn', 'parcel', 'user', 'share', 'by', 'note'] as const).map((head) => (
              <th key={head} scope="col" className={head === 'share' ? 'jd-right' : undefined}>
                {t(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {uses.map((use) => (
            <tr key={use.id}>
              <td>{use.usedOn}</td>
              <td>
                {use.parcelCode === null ? (
                  <span className="jd-quiet">{t('hiddenParcel')}</span>
                ) : (
                  <Go to={landPaths.parcel(use.parcel)}>{use.parcelCode}</Go>
                )}
              </td>
              <td>
                {use.name} <span className="jd-quiet jd-small">{t(use.userKind)}</span>
              </td>
              <td className="jd-right jd-number">{percentOf(use.share)}</td>
              <td>{use.by}</td>
              <td>{use.note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
