import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { landContract } from '#capabilities/land/contract.ts'
import { useApi } from '#kit/web/api.ts'
import { useMay } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import type { Choice } from '#kit/web/ui/table/columns.ts'
import { type Mark, marksOf } from '../rules/marks.ts'
import type { NamedMark } from './MapLegend.tsx'
import { words } from './texts.ts'

/** By what parcels can be told apart on the map. */
export const tones = ['readiness', 'offered', 'light', 'use'] as const
export type ToneName = (typeof tones)[number]

const lightWords = {
  done: { zh: '已完成', en: 'Done' },
  on_schedule: { zh: '按约履行', en: 'As agreed' },
  near: { zh: '临近期限', en: 'Near due' },
  behind: { zh: '滞后', en: 'Behind' },
  overdue: { zh: '逾期', en: 'Overdue' },
} as const

/** Lights keep the colours that they have everywhere: blue, green, yellow, red. */
const lightMarks: readonly Mark[] = [
  { id: 'done', hue: 0, pattern: 'plain' },
  { id: 'on_schedule', hue: 2, pattern: 'rings' },
  { id: 'near', hue: 4, pattern: 'rising' },
  { id: 'behind', hue: 4, pattern: 'cross' },
  { id: 'overdue', hue: 6, pattern: 'falling' },
]

/** An amount that standards ask for, with the unit in which it is compared. */
export type AmountChoice = Choice & { readonly unit: string }

/** The states of land in the words of the programme, with their marks. */
export function useLandWords(): {
  readiness: Choice[]
  uses: Choice[]
  rows: readonly AmountChoice[]
  marks: Readonly<Record<ToneName, readonly NamedMark[]>>
} {
  const api = useApi(landContract)
  const may = useMay()
  const t = useTexts(words)
  const say = useText()
  const { data } = useQuery(api.landWords.queryOptions({ staleTime: 600_000, enabled: may('land.see').allowed }))
  return useMemo(() => {
    const choices = (list: readonly { id: string; name: { zh: string; en: string } }[] | undefined): Choice[] =>
      (list ?? []).map(({ id, name }) => ({ value: id, label: say(name) }))
    const readiness = choices(data?.readiness)
    const uses = choices(data?.uses)
    const named = (list: readonly Choice[]) =>
      marksOf(list.map(({ value }) => value)).map((mark, i) => ({ ...mark, word: list[i]?.label ?? mark.id }))
    return {
      readiness,
      uses,
      rows: (data?.rows ?? []).map(({ id, name, unit }) => ({ value: id, label: say(name), unit })),
      marks: {
        readiness: named(readiness),
        use: named(uses),
        offered: named([
          { value: 'true', label: t('yes') },
          { value: 'false', label: t('no') },
        ]),
        light: lightMarks.map((mark) => ({ ...mark, word: say(lightWords[mark.id as keyof typeof lightWords]) })),
      },
    }
  }, [data, say, t])
}
