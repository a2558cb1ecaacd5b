import type { Sentences } from '#base/texts/sentence.ts'

/** What can be wrong with land, standards, quotas, renewals, spaces and outlines. */
export const landSentences: Sentences = {
  'land.no_land': {
    zh: 'pack.yaml 没有写“{expected}”，本文件无指标和事实可依',
    en: 'This speaks of measures and facts of “{expected}”, which pack.yaml does not have',
  },
  'land.unknown_name': {
    zh: 'pack.yaml 的 land 没有“{found}”这一项指标或事实',
    en: 'The land of pack.yaml names no measure or fact “{found}”',
  },
  'land.other_unit': {
    zh: '算出来的单位是 {found}，应为 {expected}',
    en: 'This yields {found}; {expected} is expected',
  },
  'land.statistical_measure': {
    zh: '“{found}”是统计资料，不能用于供地监管',
    en: '“{found}” is statistical: land is not supervised by it',
  },
  'land.word_of_two_uses': {
    zh: '登记用词“{found}”已属于另一用途',
    en: 'The word “{found}” of the register already means another use',
  },
  'land.nowhere': { zh: '没有这样的经纬度：{found}', en: 'There is no such place on Earth: {found}' },
  'land.tiles_of_nobody': {
    zh: '写了底图地址，须同时写明来源（{expected}）',
    en: 'Background tiles name whose they are: “{expected}”',
  },
  'land.ends_below': {
    zh: '上限 {found} 低于下限 {expected}',
    en: 'It ends at {found}, below its beginning, {expected}',
  },
  'land.out_of_order': {
    zh: '须按先后写：{found} 不在 {expected} 之后',
    en: 'They go upwards: {found} comes after {expected}',
  },
  'land.said_twice': { zh: '“{found}”写了两次', en: '“{found}” is said twice' },
  'land.lot_of_no_listing': {
    zh: '只有公告（{expected}）才写地块，本标准是 {found}',
    en: 'Only a “{expected}” has a lot; this is “{found}”',
  },
  'land.unknown_row': {
    zh: '本标准没有“{found}”这一行，有 {expected}',
    en: 'The standard has no row “{found}”; it has {expected}',
  },
  'land.unknown_use': {
    zh: 'pack.yaml 没有“{found}”这一用途，有 {expected}',
    en: 'pack.yaml names no use “{found}”; it has {expected}',
  },
  'land.row_named_like_a_measure': {
    zh: '“{found}”与 land 的指标或事实同名',
    en: 'The row “{found}” is named like a measure or fact of land',
  },
  'land.statement_with_amount': {
    zh: '“{expected}”只有文字，不写“{found}”',
    en: 'A “{expected}” is words alone and has no “{found}”',
  },
  'land.amount_of_other_kind': {
    zh: '“{found}”的数额应写：{expected}',
    en: 'The amount of “{found}” is one of: {expected}',
  },
  'land.no_anchor': {
    zh: '“{found}”按年或按月计，须写从何日起（{expected}）',
    en: '“{found}” counts years or months and says from when: “{expected}”',
  },
  'outline.of_no_place': {
    zh: '没有“{found}”这个地方',
    en: 'There is no place “{found}” that it could be the outline of',
  },
  'outline.fault': { zh: '范围有误：{found}', en: 'This is no ground: {found}' },
  'outline.wrong_way': {
    zh: '外环应逆时针，内环应顺时针',
    en: 'Outer rings run against the clock, holes with it',
  },
  'outline.other_area': {
    zh: '示意范围为 {found} 平方公里，文件载明 {expected}',
    en: 'The schematic outline has {found} km²; stated are {expected}',
  },
}
