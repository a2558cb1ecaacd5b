import type { Sentences } from '#base/texts/sentence.ts'

/** Why something cannot be supplied or published. */
export const supplySentences: Sentences = {
  'supply.open_already': {
    zh: '地块已有一宗供应在办，办结或撤回后才能再供',
    en: 'A supply of this parcel is open; it has to end before another begins',
  },
  'supply.supplied_already': { zh: '地块已于 {on} 供应', en: 'The parcel was supplied on {on}' },
  'supply.no_shape': {
    zh: '地块没有图形，先导入或绘制界址',
    en: 'The parcel has no shape; import or draw its outline first',
  },
  'supply.not_classified': {
    zh: '地块未标成熟度，先在台账里写明',
    en: 'Nobody has said how ready the parcel is; say so in the ledger first',
  },
  'supply.not_ready': {
    zh: '地块的成熟度是“{readiness}”，现在不能供应',
    en: 'The parcel is classed as “{readiness}” and cannot be supplied now',
  },
  'supply.usable_later': { zh: '地块 {on} 起才可使用', en: 'The parcel is usable only from {on}' },
  'supply.unknown_use': {
    zh: '方案没有“{found}”这一用途，可选：{expected}',
    en: 'The programme has no use “{found}”; there are {expected}',
  },
  'supply.no_indicators': {
    zh: '地块还没有确定控制指标；先为至少一个产业确定一套',
    en: 'No control indicators of this parcel are set; set those of at least one industry first',
  },
  'supply.industry_without_indicators': {
    zh: '“{found}”没有确定的控制指标，可选的产业：{expected}',
    en: 'No indicators are set for “{found}”; the industries that may be elected: {expected}',
  },
  'supply.sold_later': { zh: '成交日期 {found} 还没有到', en: 'The day of the sale, {found}, has not come yet' },
  'supply.before_sale': {
    zh: '{found} 早于成交日期（{expected}），请核对；监管期限从这一天起算',
    en: '{found} is before the day of the sale ({expected}); correct it, clocks count from this day',
  },
  'supply.handed_later': {
    zh: '交地日期 {found} 还没有到',
    en: 'The day of the handing over, {found}, has not come yet',
  },
  'supply.winner_code': {
    zh: '名录里没有统一社会信用代码 {found}；核对后重填，或留空',
    en: 'No enterprise has the credit code {found}; correct it, or leave it out',
  },
  'supply.winner_in_default': {
    zh: '{found} 有未了结的违约记录（{on}：{what}），不能竞得',
    en: '{found} has an open record of default ({on}: {what}) and cannot win',
  },
  'offer.sold': {
    zh: '地块已成交或已供应，不再发布',
    en: 'The parcel is sold or supplied and is not published any more',
  },
  'offer.let': { zh: '已全部出租，不再发布', en: 'All of it is let, so it is not published' },
  'offer.no_shape': {
    zh: '没有图形或位置，陌生人无从查找；先补上',
    en: 'It has no shape or position, so nobody could find it; add one first',
  },
  'offer.least': {
    zh: '最小可供面积 {found} 须大于零且不超过总面积（{expected}）',
    en: 'The smallest part, {found}, must be above zero and not more than the whole ({expected})',
  },
  'offer.until': {
    zh: '截止日 {found} 早于起始日（{expected}）',
    en: 'It ends on {found}, before it begins ({expected})',
  },
  'offer.not_announced': {
    zh: '供应没有公告，不能标为公告中',
    en: 'No supply of it was announced, so it cannot be called announced',
  },
  'offer.announced': {
    zh: '公告期间只随供应事项变化；流拍、成交或撤回时自动撤下',
    en: 'While it is announced it follows its supply: no bid, a sale or a withdrawal take it back',
  },
  'offer.tenure_twice': { zh: '同一种方式写了两次', en: 'A way to have it is named twice' },
  'offer.document_unknown': {
    zh: '附件不是用于发布的文件，请重新上传',
    en: 'That file was not sent to be published; send it again',
  },
  'offer.withdrawn_already': { zh: '已经撤回', en: 'It was taken back already' },
  'offer.ended_no_bid': { zh: '流拍', en: 'No bid' },
  'offer.ended_sold': { zh: '已成交', en: 'Sold' },
  'offer.ended_handed_over': { zh: '已交地', en: 'Handed over' },
  'offer.ended_supply_withdrawn': { zh: '供应已撤回', en: 'The supply was withdrawn' },
  'offer.ended_let': { zh: '已全部出租', en: 'Let as a whole' },
}
