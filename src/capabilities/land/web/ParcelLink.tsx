import { landPaths } from '#base/paths/land.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'

const words = defineTexts({
  open: {
    zh: '打开地块档案：整备情况、控制指标、供应与监管',
    en: 'Open its dossier: preparation, control indicators, supply and supervision',
  },
})

/** From the register to the dossier of a parcel. */
export function ParcelLink({ subject }: { subject: string }) {
  const t = useTexts(words)
  return <Go to={landPaths.parcel(subject)}>{t('open')}</Go>
}
