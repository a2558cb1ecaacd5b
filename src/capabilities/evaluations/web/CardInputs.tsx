import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { Card } from '../contract/results.ts'
import type { InputShown } from '../contract/words.ts'
import type { Explained } from './CardExplanation.tsx'
import { Corrected, useInputText, useOriginText } from './InputOrigin.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '所用数据', en: 'Inputs' },
  amount: { zh: '数值', en: 'Amount' },
  source: { zh: '来源与版本', en: 'Source and version' },
  domain: { zh: '类别', en: 'Kind' },
  'domain.administrative': { zh: '行政数据', en: 'administrative' },
  'domain.declared': { zh: '企业申报', en: 'declared' },
  by: { zh: '提供人', en: 'Brought in by' },
  since: { zh: '知悉时间', en: 'Known since' },
  none: { zh: '没有数据', en: 'No inputs' },
  facts: { zh: '认定事项', en: 'Facts' },
  holds: { zh: '是否成立', en: 'Holds' },
})

/** What the card was computed from, each with its source, version and who brought it in. */
export function CardInputs({ card, explain }: { card: Card; explain: (what: Explained) => void }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const text = useInputText()
  const origin = useOriginText()
  const { programme } = useSession()
  const columns: Column<InputShown>[] = [
    { id: 'name', title: s('name'), value: ({ name }) => say(name), width: 180 },
    {
      id: 'amount',
      title: t('amount'),
      value: (input) => text(input),
      show: (input) => (
        <button type="button" className="jd-figure" onClick={() => explain({ of: 'input', input: input.input })}>
          {text(input)}
        </button>
      ),
      width: 170,
    },
    { id: 'source', title: t('source'), value: origin, width: 300 },
    { id: 'domain', title: t('domain'), value: ({ domain }) => t(`domain.${domain}`), width: 110 },
    { id: 'by', title: t('by'), value: ({ by }) => by ?? '', width: 110 },
    {
      id: 'since',
      title: t('since'),
      value: ({ knownAt }) => (knownAt === null ? '' : formatInstant(knownAt, programme.timeZone)),
      width: 150,
    },
  ]
  return (
    <PagePart title={t('title')} id="inputs">
      <DataTable
        name={t('title')}
        prefix="inputs."
        columns={columns}
        rows={[...card.inputs]}
        rowKey={({ input }) => input}
        searchable={false}
        empty={<EmptyState title={t('none')} />}
      />
      {card.inputs.map((input) => (
        <Corrected key={input.input} input={input} />
      ))}
      {card.facts.length === 0 ? null : (
        <>
          <h3 className="ev-h">{t('facts')}</h3>
          <ul className="ev-facts">
            {card.facts.map(({ fact, name, holds }) => (
              <li key={fact}>
                {say(name)} <strong>{holds === null ? s('unknown') : s(holds ? 'yes' : 'no')}</strong>
              </li>
            ))}
          </ul>
        </>
      )}
    </PagePart>
  )
}
