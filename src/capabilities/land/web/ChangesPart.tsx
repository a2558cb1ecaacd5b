import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { Timeline } from '#kit/web/ui/Timeline.tsx'
import type { ChangeShown } from '../contract/known.ts'

const words = defineTexts({
  first: { zh: '首次填报', en: 'As stated first' },
  again: { zh: '第 {n} 次填报：{reason}', en: 'Stated anew ({n}): {reason}' },
})

/** Who stated what is known, when and why; the latest first. */
export function ChangesPart({ changes }: { changes: readonly ChangeShown[] }) {
  const t = useTexts(words)
  return (
    <Timeline
      entries={changes.map(({ number, reason, at, by }) => ({
        id: String(number),
        title: reason === null ? t('first') : t('again', { n: number, reason }),
        at,
        ...(by === null ? {} : { actor: by }),
      }))}
    />
  )
}
