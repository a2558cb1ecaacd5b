import { useMemo } from 'react'
import { explainFormula, partsToText } from '#pack/formula/explain.ts'
import { parseFormula } from '#pack/formula/parse.ts'
import type { Text } from '#base/text.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { words } from '../texts.ts'
import type { GridCell, Part } from './grid-layout.ts'
import type { GridStore } from './grid-store.ts'
import { useCellName } from './names.ts'
import { useWatched } from './use-store.ts'

/** Above the grid: which cell the cursor is in, how it is computed or filled in, and what stood the period before. */
export function FormulaBar({ store, parts }: { readonly store: GridStore; readonly parts: readonly Part[] }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const nameOf = useCellName()
  useWatched(store, 'cursor')
  const names = useMemo(
    () => new Map(parts.flatMap((part) => part.lines.map((line) => [line.indicator, line.name] as const))),
    [parts],
  )
  const at = store.selection()?.to
  const cell = at && store.cellAt(at)
  if (cell === undefined) return <p className="ret-bar jd-quiet jd-small">{t('gridHint')}</p>
  const how = howComputed(cell, names)
  return (
    <p className="ret-bar jd-small">
      <b>{nameOf(cell)}</b>
      {how === undefined ? null : <span>{` = ${how === 'total' ? t('totalOf') : how[language]}`}</span>}
      {cell.line.help === undefined ? null : <span className="jd-quiet">{say(cell.line.help)}</span>}
      {cell.last === undefined || cell.last === '' ? null : (
        <span className="jd-quiet">
          {t('lastValue', { value: formatNumber(cell.last, { scale: cell.line.scale }) })}
        </span>
      )}
    </p>
  )
}

/** The formula of a computed cell in words. */
function howComputed({ derived }: GridCell, names: ReadonlyMap<string, Text>): Text | 'total' | undefined {
  if (derived === undefined) return undefined
  if (derived.formula === undefined) return 'total'
  const parts = explainFormula(parseFormula(derived.formula), {
    indicator: (id) => names.get(id),
    classOrPlace: () => undefined,
  })
  return { zh: partsToText(parts, 'zh'), en: partsToText(parts, 'en') }
}
