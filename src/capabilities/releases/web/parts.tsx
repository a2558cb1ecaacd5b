import { releasePaths } from '#base/paths/releases.ts'
import { useMay } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { words } from './texts.ts'

/** Tells readers without sight of single values that they see what was released. */
export function ReleasedNotice() {
  const t = useTexts(words)
  if (useMay()('observations.see_micro').allowed) return null
  return (
    <p className="jd-quiet jd-small" role="note">
      {t('alone')} <Go to={releasePaths.list()}>{t('seeReleases')}</Go>
    </p>
  )
}
