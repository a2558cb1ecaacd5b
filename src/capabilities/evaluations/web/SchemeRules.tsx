import type { ReactNode } from 'react'
import { unitName } from '#base/unit.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { Adjustment, Scheme } from '#pack/schema/scheme.ts'
import { citedLine, useCited } from './names.tsx'
import { schemeWords as words } from './scheme-texts.ts'
import { words as shared } from './texts.ts'

/** What comes beside and after the scores: points, direct grades, vetoes, protections, publicity, measures, what the source leaves open. */
export function SchemeRules({ scheme }: { scheme: Scheme }) {
  return (
    <>
      <Points scheme={scheme} />
      <Overrides scheme={scheme} />
      <Process scheme={scheme} />
      <Measures scheme={scheme} />
      <OpenPoints scheme={scheme} />
    </>
  )
}

function List({ title, id, items }: { title: string; id: string; items: readonly (ReactNode | undefined)[] }) {
  const found = items.filter((item) => item !== undefined && item !== null)
  return found.length === 0 ? null : (
    <PagePart title={title} id={id}>
      <ul className="ev-list">
        {found.map((item, at) => (
          <li key={`${id}${at}`}>{item}</li>
        ))}
      </ul>
    </PagePart>
  )
}

function Points({ scheme }: { scheme: Scheme }) {
  const t = useTexts(words)
  const say = useText()
  const { bonuses, penalties, totals } = scheme
  const one = (kind: 'bonus' | 'penalty', { name, where, points, per, most }: Adjustment) => (
    <>
      {t(kind, { name: say(name) })}{' '}
      {points === undefined ? <code>{per}</code> : t('points', { n: formatNumber(points) })}
      {where === undefined ? null : (
        <>
          {' '}
          <code>{where}</code>
        </>
      )}
      {most === undefined ? '' : ` · ${t('atMost', { n: formatNumber(most) })}`}
    </>
  )
  return (
    <List
      title={t('pointsTitle')}
      id="points"
      items={[
        ...(bonuses?.items ?? []).map((item) => one('bonus', item)),
        bonuses?.most === undefined ? undefined : t('bonusesMost', { n: formatNumber(bonuses.most) }),
        ...(penalties?.items ?? []).map((item) => one('penalty', item)),
        penalties?.most === undefined ? undefined : t('penaltiesMost', { n: formatNumber(penalties.most) }),
        totals?.least === undefined ? undefined : t('totalLeast', { n: formatNumber(totals.least) }),
        totals?.most === undefined ? undefined : t('totalMost', { n: formatNumber(totals.most) }),
        ...(scheme.rounding ?? []).map(({ step, places, mode }) =>
          t('rounding', { step: t(`step.${step}`), places, mode: t(`mode.${mode}`) }),
        ),
      ]}
    />
  )
}

function Overrides({ scheme }: { scheme: Scheme }) {
  const t = useTexts(words)
  const say = useText()
  const gradeName = (id: string) => say(scheme.grades.find((one) => one.id === id)?.name) || id
  return (
    <List
      title={t('overrides')}
      id="overrides"
      items={[
        ...(scheme.direct ?? []).map(({ name, where, grade }) => (
          <>
            {t('direct', { name: say(name), grade: gradeName(grade) })} <code>{where}</code>
          </>
        )),
        ...(scheme.vetoes ?? []).map(({ name, where, ceiling }) => (
          <>
            {t('veto', { name: say(name), grade: gradeName(ceiling) })} <code>{where}</code>
          </>
        )),
        ...(scheme.protections ?? []).map(({ name, where, floor, blocked_by_veto: blocked }) => (
          <>
            {t('protection', { name: say(name), grade: gradeName(floor) })} <code>{where}</code>
            {blocked ? ` · ${t('blocked')}` : ''}
          </>
        )),
      ]}
    />
  )
}

function Process({ scheme }: { scheme: Scheme }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const known = new Map([
    ...scheme.inputs.map(({ id, name }) => [id, say(name)] as const),
    ...scheme.criteria.map(({ id, name }) => [id, say(name)] as const),
    ['total', s('total')] as const,
    ['rank', s('rank')] as const,
    ['grade', s('grade')] as const,
  ])
  return (
    <List
      title={t('publicity')}
      id="publicity"
      items={(scheme.publicity ?? []).map(({ of, days, count, shows }) =>
        t('window', {
          of: t(`of.${of}`),
          days: t(`count.${count}`, { n: days }),
          shows: (shows ?? []).map((id) => known.get(id) ?? id).join(' · ') || s('all'),
        }),
      )}
    />
  )
}

function Measures({ scheme }: { scheme: Scheme }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const cite = useCited()
  const { measures } = scheme
  if (measures === undefined) return null
  const gradeName = (id: string) => say(scheme.grades.find((one) => one.id === id)?.name) || id
  return (
    <List
      title={t('measures')}
      id="measures"
      items={[
        t(measures.enabled ? 'measuresOn' : 'measuresOff'),
        t(`together.${measures.together}`),
        ...measures.items.flatMap((measure) =>
          measure.steps.map(({ grade, years, value }) =>
            t('measure', {
              name: say(measure.name),
              grade: gradeName(grade),
              years,
              value: `${formatNumber(value)} ${unitName(measure.unit, language)}`,
              source: citedLine(cite(measure.source), language),
            }),
          ),
        ),
      ]}
    />
  )
}

function OpenPoints({ scheme }: { scheme: Scheme }) {
  const t = useTexts(words)
  const say = useText()
  return (
    <>
      <List title={t('open')} id="open" items={(scheme.open ?? []).map((point) => say(point))} />
      {scheme.note === undefined ? null : <p className="jd-note">{say(scheme.note)}</p>}
    </>
  )
}
