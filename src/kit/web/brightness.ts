import { useSyncExternalStore } from 'react'
import type { Brightness } from './theme.ts'

function onBrightness(change: () => void): () => void {
  const observer = new MutationObserver(change)
  observer.observe(document.documentElement, { attributeFilter: ['data-brightness'] })
  return () => observer.disconnect()
}

/** The brightness of the page, for what is drawn with colours of its own; also outside the frame. */
export function useBrightness(): Brightness {
  return useSyncExternalStore(onBrightness, () =>
    document.documentElement.dataset.brightness === 'dark' ? 'dark' : 'light',
  )
}
