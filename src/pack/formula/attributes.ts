/** What a condition may ask of a subject besides its values. */
export type Attribute = { readonly over: 'class' | 'place' | 'flag'; readonly zh: string; readonly en: string }

/** Attributes of subjects (the last three of returns); written bare (`industry`) or with the subject before it (`enterprise.industry`). */
export const attributes = {
  industry: { over: 'class', zh: '行业', en: 'industry' },
  size: { over: 'class', zh: '规模', en: 'size' },
  ownership: { over: 'class', zh: '登记注册类型', en: 'ownership' },
  town: { over: 'place', zh: '所在镇街（园区）', en: 'town' },
  base: { over: 'place', zh: '所在基地', en: 'base' },
  place: { over: 'place', zh: '所在地', en: 'place' },
  above_scale: { over: 'flag', zh: '规模以上', en: 'above scale' },
  complete: { over: 'flag', zh: '必填项已填全', en: 'every compulsory cell is filled' },
  hard_checks_hold: { over: 'flag', zh: '强制性审核通过', en: 'the hard checks hold' },
  soft_checks_answered: { over: 'flag', zh: '核实性审核已说明', en: 'every failing soft check is answered' },
} as const satisfies Record<string, Attribute>

export type AttributeName = keyof typeof attributes

/** The attribute a name means, without the subject before it; undefined for other names. */
export function findAttribute(name: string): AttributeName | undefined {
  const bare = name.replace(/^(enterprise|place|project|parcel|return)\./, '')
  return Object.hasOwn(attributes, bare) ? (bare as AttributeName) : undefined
}
