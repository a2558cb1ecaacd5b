import { defineTexts, useTexts } from '#kit/web/texts.tsx'

const words = defineTexts({
  more: {
    zh: '共 {total} 条，只列出前 {shown} 条；请用上面的条件缩小范围。',
    en: 'The first {shown} of {total} are listed; narrow them down by the filters above.',
  },
})

/** Says that a list is cut off, where it is. */
export function FirstOnly({ shown, total }: { shown: number; total: number }) {
  const t = useTexts(words)
  return total > shown ? <p className="jd-note">{t('more', { shown, total })}</p> : null
}
