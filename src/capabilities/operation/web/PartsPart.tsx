import { useMemo } from 'react'
import { speak } from '#kit/web/problem-words.ts'
import { useLanguage, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { PartShown } from '../contract.ts'
import { lightOf, useMeasures } from './measures.ts'
import { partNames, words } from './texts.ts'

/** Every part of the house: how it is, why, and what to do. */
export function PartsPart({ parts }: { parts: PartShown[] }) {
  const t = useTexts(words)
  const name = useTexts(partNames)
  const language = useLanguage()
  const measured = useMeasures()
  const columns = useMemo((): Column<PartShown>[] => {
    const plain = { sort: false, filter: false } as const
    const said = (part: PartShown, end = ''): string =>
      part.cause === undefined ? '' : speak(`operation.${part.cause}${end}`, language)
    return [
      {
        id: 'part',
        title: t('part'),
        value: ({ id }) => (id in partNames ? name(id as keyof typeof partNames) : id),
        width: 140,
        ...plain,
      },
      {
        id: 'level',
        title: t('state'),
        value: ({ level }) => t(level),
        show: ({ level }) => <StatusLight light={lightOf[level]} word={t(level)} />,
        width: 120,
        ...plain,
      },
      { id: 'why', title: t('why'), value: (part) => said(part), width: 220, ...plain },
      { id: 'remedy', title: t('remedy'), value: (part) => said(part, '.remedy'), width: 340, ...plain },
      { id: 'measured', title: t('measured'), value: ({ measures }) => measured(measures), width: 320, ...plain },
    ]
  }, [t, name, language, measured])
  return (
    <PagePart title={t('parts')}>
      <DataTable
        name={t('parts')}
        prefix="p."
        columns={columns}
        rows={parts}
        rowKey={(part) => part.id}
        searchable={false}
        empty={null}
      />
    </PagePart>
  )
}
