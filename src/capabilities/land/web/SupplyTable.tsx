import type { ReactNode } from 'react'
import { landPaths } from '#base/paths/land.ts'
import { formatDate } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { StatusLight, useLightWord } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { Outstanding, SupplySummary } from '../contract/supplies.ts'
import { words as shared } from './texts.ts'

export const supplyWords = defineTexts({
  supplies: { zh: '标准地供应', en: 'Supplies of land' },
  supply: { zh: '土地供应', en: 'Supply' },
  state: { zh: '状态', en: 'State' },
  light: { zh: '灯号', en: 'Light' },
  nextDue: { zh: '下一期限', en: 'Next due' },
  outstanding: { zh: '尚在办理', en: 'Outstanding' },
  lead: { zh: '牵头单位', en: 'Lead' },
  opened: { zh: '发起日期', en: 'Begun on' },
  nothing: { zh: '无', en: 'none' },
  waits: { zh: '{unit}：{name}（{due} 前）', en: '{unit}: {name} (until {due})' },
  waitsOpen: { zh: '{unit}：{name}', en: '{unit}: {name}' },
})

/** With whom it lies and until when, in words. */
export function useOutstandingWords(): (one: Outstanding) => string {
  const t = useTexts(supplyWords)
  const say = useText()
  return ({ name, units, due }) => {
    const given = { unit: units.map((unit) => say(unit.name)).join(' / '), name: say(name) }
    return due === null ? t('waitsOpen', given) : t('waits', { ...given, due })
  }
}

type SupplyTableProps = {
  rows: readonly SupplySummary[]
  empty: ReactNode
  prefix?: string
}

/** Supplies in a table: how far, what is due next, with whom it lies. */
export function SupplyTable({ rows, empty, prefix }: SupplyTableProps) {
  const t = useTexts(supplyWords)
  return (
    <DataTable
      name={t('supplies')}
      columns={useColumns()}
      rows={[...rows]}
      rowKey={({ id }) => id}
      rowTo={({ id }) => landPaths.supply(id)}
      empty={empty}
      {...(prefix === undefined ? {} : { prefix })}
    />
  )
}

function useColumns(): Column<SupplySummary>[] {
  const t = useTexts(supplyWords)
  const s = useTexts(shared)
  const say = useText()
  const waits = useOutstandingWords()
  const lightWord = useLightWord()
  const { timeZone } = useSession().programme
  return [
    {
      id: 'code',
      title: s('parcel'),
      value: ({ code, name }) => [code, name].filter(Boolean).join(' '),
      show: ({ id, code, name }) => (
        <Go to={landPaths.supply(id)}>
          {code} {name}
        </Go>
      ),
      width: 220,
    },
    { id: 'state', title: t('state'), value: ({ stateName }) => say(stateName), width: 160 },
    {
      id: 'light',
      title: t('light'),
      value: ({ light }) => lightWord(light),
      show: ({ light }) => <StatusLight light={light} />,
      width: 90,
    },
    { id: 'due', title: t('nextDue'), kind: 'date', value: ({ nextDue }) => nextDue ?? '', width: 110 },
    {
      id: 'outstanding',
      title: t('outstanding'),
      value: ({ outstanding }) => outstanding.map(waits).join('; '),
      width: 320,
    },
    { id: 'lead', title: t('lead'), value: ({ lead }) => lead.map((one) => say(one.name)).join(' · '), width: 150 },
    { id: 'area', title: s('area'), kind: 'number', unit: 'm2', value: ({ area }) => area, width: 120 },
    { id: 'use', title: s('use'), value: ({ use }) => say(use.name), width: 120 },
    { id: 'place', title: s('place'), value: ({ place }) => say(place.name), width: 110 },
    { id: 'base', title: s('base'), value: ({ base }) => (base === null ? s('noBase') : say(base.name)), width: 150 },
    {
      id: 'opened',
      title: t('opened'),
      kind: 'date',
      value: ({ openedAt }) => formatDate(openedAt, timeZone),
      hidden: true,
    },
  ]
}
