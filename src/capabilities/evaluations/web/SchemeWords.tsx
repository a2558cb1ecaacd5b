import { unitName } from '#base/unit.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { Scheme, SchemeCriterion, SchemeGrade, SchemeInput } from '#pack/schema/scheme.ts'
import { SchemeRules } from './SchemeRules.tsx'
import { schemeWords as words } from './scheme-texts.ts'
import { words as shared } from './texts.ts'

/** A scheme in the order in which it is carried out. */
export function SchemeWords({ scheme }: { scheme: Scheme }) {
  const t = useTexts(words)
  return (
    <>
      <PagePart title={t('who')} id="who">
        <Who scheme={scheme} />
      </PagePart>
      <PagePart title={t('criteria')} id="criteria">
        <Criteria scheme={scheme} />
      </PagePart>
      <PagePart title={t('inputs')} id="inputs">
        <Inputs inputs={scheme.inputs} />
      </PagePart>
      <PagePart title={t('grades')} id="grades">
        <Grades scheme={scheme} />
      </PagePart>
      <SchemeRules scheme={scheme} />
    </>
  )
}

function Who({ scheme }: { scheme: Scheme }) {
  const t = useTexts(words)
  const say = useText()
  const { population, units, groups } = scheme
  return (
    <ul className="ev-list">
      <li>
        {t('population')} {population?.where === undefined ? t('everybody') : <code>{population.where}</code>}
      </li>
      {(population?.excluded ?? []).map(({ id, name, where }) => (
        <li key={id}>
          {t('excluded', { name: say(name) })} <code>{where}</code>
        </li>
      ))}
      <li>{t(units?.by === 'parcel' ? 'byParcel' : units === undefined ? 'bySubject' : 'byPerson')}</li>
      {units?.tenants === undefined ? null : (
        <li>
          {t(`tenants.${units.tenants}`)} {units.apart === undefined ? null : <code>{units.apart}</code>}
        </li>
      )}
      {groups.map(({ id, name, where }) => (
        <li key={id}>
          {t('groupOf', { name: say(name) })} {where === undefined ? t('rest') : <code>{where}</code>}
        </li>
      ))}
    </ul>
  )
}

function Criteria({ scheme }: { scheme: Scheme }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const baseline = useBaselineText(scheme)
  const columns: Column<SchemeCriterion>[] = [
    { id: 'name', title: s('criterion'), value: ({ name }) => say(name), width: 190 },
    { id: 'is', title: t('formula'), value: ({ is }) => is, show: ({ is }) => <code>{is}</code>, width: 170 },
    { id: 'unit', title: s('unit'), value: ({ unit }) => unitName(unit, language), width: 110 },
    ...scheme.groups.map(
      (group): Column<SchemeCriterion> => ({
        id: `weight.${group.id}`,
        title: t('weightOf', { group: say(group.name) }),
        value: ({ id }) => group.weights[id] ?? '',
        kind: 'number',
        width: 110,
      }),
    ),
    { id: 'baseline', title: s('baseline'), value: baseline, width: 220 },
    { id: 'score', title: t('scoring'), value: ({ score }) => t(`score.${score.kind}`), width: 150 },
    {
      id: 'cap',
      title: t('bounds'),
      value: ({ cap, floor }) =>
        [
          cap === undefined ? t('noCap') : t('capAt', { cap: formatNumber(cap) }),
          floor === undefined ? '' : t('floorAt', { floor: formatNumber(floor) }),
        ]
          .filter((part) => part !== '')
          .join(' · '),
      width: 150,
    },
    { id: 'negative', title: t('negative'), value: ({ negative }) => t(`negative.${negative}`), width: 110 },
    { id: 'blank', title: t('missing'), value: ({ blank }) => t(`blank.${blank.missing}`), width: 150 },
  ]
  return (
    <DataTable
      name={t('criteria')}
      prefix="criteria."
      columns={columns}
      rows={[...scheme.criteria]}
      rowKey={({ id }) => id}
      searchable={false}
      totals={Object.fromEntries(scheme.groups.map(({ id }) => [`weight.${id}`, scheme.total]))}
      empty={<EmptyState title={t('none')} />}
    />
  )
}

function useBaselineText(scheme: Scheme): (criterion: SchemeCriterion) => string {
  const t = useTexts(words)
  const say = useText()
  return ({ baseline }) => {
    if (baseline === undefined) return t('noBaseline')
    const times = baseline.times === undefined || baseline.times === '1' ? '' : ` × ${formatNumber(baseline.times)}`
    switch (baseline.kind) {
      case 'fixed':
        return (
          (baseline.value === undefined
            ? Object.entries(baseline.by_group ?? {})
                .map(
                  ([group, value]) =>
                    `${say(scheme.groups.find(({ id }) => id === group)?.name)} ${formatNumber(value)}`,
                )
                .join(' · ')
            : formatNumber(baseline.value)) + times
        )
      case 'given':
        return t('baseline.given') + times
      case 'mean':
        return `${t(`over.${baseline.over}`)} ${t(`mean.${baseline.of}`)}${times}`
      case 'best':
        return `${t(`over.${baseline.over}`)} ${t('baseline.best')}${times}`
    }
  }
}

function Inputs({ inputs }: { inputs: readonly SchemeInput[] }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const columns: Column<SchemeInput>[] = [
    { id: 'name', title: s('name'), value: ({ name }) => say(name), width: 200 },
    { id: 'id', title: t('inFormulas'), value: ({ id }) => id, show: ({ id }) => <code>{id}</code>, width: 120 },
    { id: 'unit', title: s('unit'), value: ({ unit }) => unitName(unit, language), width: 110 },
    { id: 'domain', title: t('domain'), value: ({ domain }) => t(`domain.${domain}`), width: 130 },
    {
      id: 'from',
      title: t('from'),
      value: ({ indicator }) => indicator ?? t('stated'),
      show: ({ indicator }) => (indicator === undefined ? t('stated') : <code>{indicator}</code>),
      width: 200,
    },
    {
      id: 'zero',
      title: t('zero'),
      value: ({ declared_zero: zero }) =>
        zero === undefined ? t('zero.value') : t('zero.verify', { points: zero.penalty ?? '0' }),
      width: 240,
    },
  ]
  return (
    <DataTable
      name={t('inputs')}
      prefix="inputs."
      columns={columns}
      rows={[...inputs]}
      rowKey={({ id }) => id}
      searchable={false}
      empty={<EmptyState title={t('none')} />}
    />
  )
}

function Grades({ scheme }: { scheme: Scheme }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const columns: Column<SchemeGrade>[] = [
    { id: 'grade', title: s('grade'), value: ({ name }) => say(name), width: 140 },
    {
      id: 'quota',
      title: t('quota'),
      value: (grade) =>
        grade.outside === true
          ? t('outside')
          : grade.rest === true
            ? t('restOf')
            : grade.places === undefined
              ? grade.share === undefined
                ? t('byTotal')
                : t('share', { share: formatNumber(grade.share) })
              : t('places', { n: grade.places }),
      width: 180,
    },
    {
      id: 'whole',
      title: t('whole'),
      value: ({ whole }) => (whole === undefined ? '' : t(`whole.${whole}`)),
      width: 120,
    },
    {
      id: 'least',
      title: t('atLeast'),
      value: ({ at_least: least }) => (least === undefined ? '' : formatNumber(least)),
      width: 120,
    },
  ]
  const { quota, ranking } = scheme
  const tieNames = ranking.ties.map((id) => say(scheme.criteria.find((one) => one.id === id)?.name) || id)
  return (
    <>
      <DataTable
        name={t('grades')}
        prefix="grades."
        columns={columns}
        rows={[...scheme.grades]}
        rowKey={({ id }) => id}
        searchable={false}
        empty={<EmptyState title={t('none')} />}
      />
      <ul className="ev-list">
        {quota === undefined ? null : (
          <>
            <li>{t(`borders.${quota.borders}`)}</li>
            <li>{t(`counted.${quota.counted}`)}</li>
            <li>{t(quota.back_fill ? 'backFill' : 'noBackFill')}</li>
          </>
        )}
        <li>{tieNames.length === 0 ? t('noTies') : t('ties', { names: tieNames.join(' → ') })}</li>
        <li>{t(`tied.${ranking.still_tied}`)}</li>
      </ul>
    </>
  )
}
