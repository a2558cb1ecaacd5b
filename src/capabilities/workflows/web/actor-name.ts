import { system } from '#base/decision.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'

const words = defineTexts({ house: { zh: '系统', en: 'the system' } })

/** How whoever did something in a case is called; what the house does by itself is done by the system. */
export function useActorName(): (actor: { readonly id: string; readonly name: string }) => string {
  const t = useTexts(words)
  return ({ id, name }) => (id === system.id ? t('house') : name)
}
