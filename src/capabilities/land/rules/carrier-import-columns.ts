import { type CellReading, type ImportColumn, plainWord, readDate, readOneOf, readText } from '#base/import-sheet.ts'

/** What the programme offers for the cells of a file, each by all its names. */
export type CarrierWords = {
  readonly towns: ReadonlyMap<string, string>
  readonly bases: ReadonlyMap<string, string>
  readonly programmes: ReadonlyMap<string, string>
  readonly terms: ReadonlyMap<string, string>
}

const builders = named([
  ['state', '国有企业', '国有', 'state firm'],
  ['collective', '集体企业', '集体', 'collective firm'],
  ['private', '民营企业', '民营', 'private firm'],
  ['other', '其他', 'other'],
])
const origins = named([
  ['built', '新建', 'built'],
  ['acquired', '收购', 'acquired'],
  ['standing', '存量', 'standing already'],
])
const answers = named([
  ['true', '是', '有', 'yes', 'true'],
  ['false', '否', '没有', 'no', 'false'],
])

function named(rows: readonly (readonly [string, ...string[]])[]): ReadonlyMap<string, string> {
  return new Map(rows.flatMap(([id, ...names]) => [id, ...names].map((name) => [plainWord(name), id] as const)))
}

/** Plain numbers in the unit of the head, never below zero; a unit in the cell is a doubt, so it is refused. */
function readSize(unit: string, least: 'zero' | 'more' = 'more') {
  return (text: string): CellReading => {
    const plain = text.normalize('NFKC').replaceAll(',', '').trim()
    const expected = `${unit}, ${least === 'zero' ? '≥' : '>'} 0`
    if (!/^\d{1,12}(\.\d{1,4})?$/.test(plain))
      return { code: /^\d[\d.]*\s*\D+$/.test(plain) ? 'import.unit_in_cell' : 'carrier.not_a_size', expected }
    return least === 'more' && !/[1-9]/.test(plain) ? { code: 'carrier.not_a_size', expected } : { value: plain }
  }
}

function readDegrees(most: number) {
  return (text: string): CellReading => {
    const plain = text.normalize('NFKC').trim()
    const isDegrees = /^-?\d{1,3}(\.\d{1,12})?$/.test(plain) && Math.abs(Number(plain)) <= most
    return isDegrees ? { value: plain } : { code: 'carrier.not_degrees', expected: `± ${most}` }
  }
}

/** Several words in one cell, with any mark between them. */
function readSeveral(names: ReadonlyMap<string, string>, expected: string): ImportColumn['read'] {
  const one = readOneOf(names, 'import.unknown_code', expected)
  return (text) => {
    const found: string[] = []
    for (const part of text.split(/[、,，;；/]+/).filter((each) => each.trim() !== '')) {
      const reading = one(part)
      if (!('value' in reading)) return { ...reading, expected: `${part.trim()} – ${reading.expected}` }
      if (reading.value !== null && !found.includes(reading.value)) found.push(reading.value)
    }
    return { value: found.join(' ') }
  }
}

const carrierCode = (field: string): ImportColumn => ({
  field,
  headers: ['载体编号', 'building code', '编号', 'code'],
  required: true,
  read: readText(60),
})

/** The columns of a file of buildings, in the order of the template. Fields are named as in the contract. */
export function carrierColumns({ towns, bases, programmes }: CarrierWords): ImportColumn[] {
  return [
    carrierCode('code'),
    { field: 'name', headers: ['载体名称', 'building', '名称', 'name'], read: readText(300) },
    {
      field: 'place',
      headers: ['所在镇街', 'town', '镇街', 'place'],
      read: readOneOf(towns, 'import.unknown_code', '镇街名称或代码 / name or code of an area unit'),
    },
    {
      field: 'base',
      headers: ['所属基地', 'base', '基地'],
      read: readOneOf(bases, 'import.unknown_code', '基地名称 / name of a base'),
    },
    { field: 'address', headers: ['地址', 'address'], read: readText(300) },
    {
      field: 'floorArea',
      headers: ['建筑面积（平方米）', 'floor area (m2)', 'floor area (m²)'],
      read: readSize('m2'),
    },
    {
      field: 'builder',
      headers: ['建设主体', 'built by', 'builder'],
      read: readOneOf(builders, 'import.unknown_code', '国有企业 / 集体企业 / 民营企业 / 其他'),
    },
    {
      field: 'origin',
      headers: ['来源', 'how it came', 'origin'],
      read: readOneOf(origins, 'import.unknown_code', '新建 / 收购 / 存量'),
    },
    {
      field: 'completedOn',
      headers: ['建成或收购日期', 'completed or acquired on', '建成日期', 'completed on'],
      read: readDate,
    },
    {
      field: 'programme',
      headers: ['空间计划', 'programme of space', 'programme'],
      read: readOneOf(programmes, 'import.unknown_code', [...programmes.keys()].join(' / ')),
    },
    { field: 'longitude', headers: ['经度（CGCS2000）', 'longitude (CGCS2000)'], read: readDegrees(180) },
    { field: 'latitude', headers: ['纬度（CGCS2000）', 'latitude (CGCS2000)'], read: readDegrees(90) },
  ]
}

/** The columns of a file of floors and units. */
export function spaceColumns({ terms }: CarrierWords): ImportColumn[] {
  return [
    carrierCode('carrier'),
    { field: 'code', headers: ['单元编号', 'unit code', '单元', 'unit'], required: true, read: readText(60) },
    { field: 'floor', headers: ['楼层', 'floor'], read: readText(100) },
    { field: 'area', headers: ['面积（平方米）', 'area (m2)', 'area (m²)'], read: readSize('m2') },
    {
      field: 'rent',
      headers: ['租金（元/平方米·月）', 'rent (CNY/m2/month)', '租金（元/平方米/月）'],
      read: readSize('CNY/m2/month', 'zero'),
    },
    {
      field: 'terms',
      headers: ['供应方式', 'terms'],
      read: readSeveral(terms, [...terms.keys()].slice(0, 6).join(' / ')),
    },
    { field: 'freeFrom', headers: ['可用日期', 'can be had from'], read: readDate },
    { field: 'powerKw', headers: ['供电能力（千瓦）', 'power (kW)'], read: readSize('kW', 'zero') },
    {
      field: 'cleanRoom',
      headers: ['洁净室', 'clean room'],
      read: readOneOf(answers, 'import.unknown_code', '是 / 否'),
    },
    { field: 'ceiling', headers: ['净高（米）', 'clear height (m)'], read: readSize('m') },
    { field: 'floorLoad', headers: ['荷载（吨/平方米）', 'floor load (t/m2)'], read: readSize('t/m2') },
  ]
}

/** A head "area" says no unit. */
export const areaHeads = [
  {
    headers: ['面积', '建筑面积', 'area', 'floor area'],
    code: 'import.area_without_unit',
    expected: '面积（平方米） / area (m2)',
    remedy: 'import.remedy.name_the_unit',
  },
]
