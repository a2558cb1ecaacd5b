import { type ComponentType, lazy } from 'react'
import type { Text } from '#base/text.ts'

/** A page of the house: its address, what one needs to open it, where the rail offers it, and its component. */
export type PageEntry = {
  /** Pattern of the address; `$id` is a parameter. */
  path: string
  /** A permission, or `anyone`, `signed_in`. */
  may: string
  page: ComponentType
  /** Room and title in the rail; pages without are reached from others. */
  rail?: { room: RoomId; title: Text }
}

/** The rooms of the rail, in its order, named by the work. */
export const roomNames = {
  desk: { zh: '工作台', en: 'Desk' },
  programme: { zh: '总览', en: 'Programme' },
  industries: { zh: '产业', en: 'Industries' },
  enterprises: { zh: '企业', en: 'Enterprises' },
  evaluation: { zh: '评价', en: 'Evaluation' },
  land: { zh: '空间', en: 'Land' },
  investment: { zh: '招商', en: 'Investment' },
  money: { zh: '政策资金', en: 'Policy and money' },
  supervision: { zh: '督导', en: 'Supervision' },
  data: { zh: '数据', en: 'Data' },
  administration: { zh: '管理', en: 'Administration' },
} as const satisfies Record<string, Text>

export type RoomId = keyof typeof roomNames

/** A page that is fetched when it is first opened: `page(async () => (await import('…/XxxPage.tsx')).XxxPage)`. */
export function page(load: () => Promise<ComponentType>): ComponentType {
  return lazy(async () => ({ default: await load() }))
}
