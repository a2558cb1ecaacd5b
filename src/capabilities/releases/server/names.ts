import { className } from '#capabilities/enterprises/server/service.ts'
import type { Text } from '#base/text.ts'
import type { Programme } from '#pack/programme.ts'

const outside: Text = { zh: '其他', en: 'Others' }
const whole: Text = { zh: '合计', en: 'Total' }

/** What a cell asks of its respondents, in words. */
export function namesOfCell(programme: Programme, cell: string): Text[] {
  return cell === '' ? [whole] : cell.split('&').map((term) => nameOfTerm(programme, term))
}

function nameOfTerm(programme: Programme, term: string): Text {
  const [what = '', of = ''] = term.split('=')
  if (what === 'place') return placeName(programme, of)
  if (what === 'industry') {
    const [taxonomy = '', id = ''] = of.split('/')
    return nameOfClass(programme, taxonomy, id)
  }
  if (of === '~') return { zh: '未分类', en: 'Not classified' }
  const taxonomy = Object.values(programme.taxonomies).find((each) => each.subject === what)
  return nameOfClass(programme, taxonomy?.id ?? '', of)
}

function placeName(programme: Programme, id: string): Text {
  const place = programme.places[id]
  if (place) return place.name
  const kind = programme.placeKinds.find((each) => `${each.id}~` === id)
  return kind === undefined
    ? outside
    : { zh: `${kind.name.zh}以外`, en: `Outside of any ${kind.name.en.toLowerCase()}` }
}

function nameOfClass(programme: Programme, taxonomy: string, id: string): Text {
  const classes = programme.taxonomies[taxonomy]?.classes ?? []
  const find = (wanted: string) => classes.find((each) => each.id === wanted)
  const own = find(id)
  if (own !== undefined) return className(own)
  const above = find(id.replace(/~$/, ''))
  if (above === undefined) return outside
  const { zh, en } = className(above)
  return { zh: `${zh}（其他）`, en: `${en}, others` }
}

/** A grouping of the pack language in words. */
export function nameOfGrouping(programme: Programme, grouping: string): Text {
  const [what = '', which = ''] = grouping.split(':')
  if (what === 'size') return { zh: '规模', en: 'Size' }
  if (what === 'ownership') return { zh: '登记注册类型', en: 'Kind of registration' }
  if (what === 'taxonomy') return programme.taxonomies[which]?.name ?? { zh: which, en: which }
  return programme.placeKinds.find((each) => each.id === which)?.name ?? { zh: which, en: which }
}
