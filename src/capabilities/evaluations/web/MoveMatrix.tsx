import { formatNumber } from '#kit/web/numbers.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { cellOf } from '../rules/simulate.ts'
import type { Named } from '../contract/words.ts'
import { words } from './simulation-texts.ts'
import { words as shared } from './texts.ts'

/** From each grade to each grade: rows now, columns simulated; who stays stands on the diagonal. */
export function MoveMatrix({ grades, counts }: { grades: readonly Named[]; counts: ReadonlyMap<string, number> }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const all: { id: string | null; name: string }[] = [
    ...grades.map(({ id, name }) => ({ id, name: say(name) })),
    { id: null, name: s('noGrade') },
  ]
  const used = all.filter(({ id }) =>
    all.some((other) => counts.has(cellOf(id, other.id)) || counts.has(cellOf(other.id, id))),
  )
  return (
    <div className="jd-table-scroll" role="region" aria-label={t('matrix')} tabIndex={0}>
      <table className="jd-table ev-matrix">
        <caption>{t('matrix')}</caption>
        <thead>
          <tr>
            <th className="jd-first" scope="col">
              {t('from')}
            </th>
            {used.map(({ id, name }) => (
              <th key={id} scope="col" className="jd-right">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {used.map((from, row) => (
            <tr key={from.id}>
              <th scope="row" className="jd-first">
                {from.name}
              </th>
              {used.map((to, column) => {
                const n = counts.get(cellOf(from.id, to.id)) ?? 0
                const way = n === 0 || row === column ? 'same' : column < row ? 'up' : 'down'
                return (
                  <td key={to.id} className="jd-right jd-number" data-way={way}>
                    {n === 0 ? '' : `${formatNumber(n)}${way === 'up' ? ' ↑' : way === 'down' ? ' ↓' : ''}`}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
