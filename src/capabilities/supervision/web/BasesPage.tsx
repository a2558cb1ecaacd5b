import { useQuery } from '@tanstack/react-query'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { supervisionContract } from '../contract.ts'
import type { BaseSheet } from '../contract/bases.ts'
import { StandsMark, useStandsWord } from './StandsMark.tsx'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  sentence: {
    zh: '每个基地的“七个一”：哪些已成立，哪些还缺，缺自何时，依据何文。',
    en: 'The seven ones of each base: what stands, what is missing, since when, by which document.',
  },
  stands: { zh: '已成立', en: 'Stands' },
  of: { zh: '{n} / {of}', en: '{n} of {of}' },
  complete: { zh: '齐全', en: 'complete' },
  none: { zh: '规划包里没有基地的清单', en: 'The programme has no sheet of the bases' },
  noneWhy: {
    zh: '清单写在规划包的 checklists 目录中。',
    en: 'Sheets are written in the folder “checklists” of the pack.',
  },
})

/** The seven ones of every base, side by side. */
export function BasesPage() {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const stands = useStandsWord()
  const found = useQuery(api.baseSheets.queryOptions({ input: {} }))
  const sheets = found.data?.items ?? []
  const items = new Map(sheets.flatMap((sheet) => sheet.items.map((one) => [one.item, one.name] as const)))
  const itemOf = (sheet: BaseSheet, id: string) => sheet.items.find(({ item }) => item === id)
  const columns: Column<BaseSheet>[] = [
    {
      id: 'base',
      title: s('base'),
      value: ({ base }) => say(base.name),
      show: ({ base }) => <Go to={supervisionPaths.base(base.id)}>{say(base.name)}</Go>,
      width: 220,
    },
    {
      id: 'stands',
      title: t('stands'),
      value: ({ stands: n, of, complete }) => (complete ? t('complete') : t('of', { n, of })),
      width: 90,
    },
    ...[...items].map(
      ([id, name]): Column<BaseSheet> => ({
        id: `item-${id}`,
        title: say(name),
        value: (sheet) => {
          const one = itemOf(sheet, id)
          return one === undefined ? '' : stands(one.state)
        },
        show: (sheet) => {
          const one = itemOf(sheet, id)
          return one === undefined ? null : <StandsMark state={one.state} since={one.since} />
        },
        width: 130,
      }),
    ),
  ]
  return (
    <Page
      title={s('bases')}
      sentence={t('sentence')}
      problem={found.error}
      acts={
        <>
          <Go to={supervisionPaths.headquarters()} className="sv-link">
            {s('headquarters')}
          </Go>
          <Go to={supervisionPaths.works()} className="sv-link">
            {s('works')}
          </Go>
        </>
      }
    >
      <DataTable
        name={s('bases')}
        columns={columns}
        rows={sheets}
        rowKey={({ base }) => base.id}
        rowTo={({ base }) => supervisionPaths.base(base.id)}
        loading={found.isLoading}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
    </Page>
  )
}
