import {
  type CellReading,
  type ImportColumn,
  readDate,
  readOneOf,
  readText,
  type WrongHead,
} from '#base/import-sheet.ts'
import { toCreditCode } from '#base/credit-code.ts'
import { toSquareMetres } from '../rules.ts'

type Words = { readonly names: ReadonlyMap<string, string>; readonly ids: ReadonlySet<string> }

/** What the programme offers for the cells of a file of parcels. */
export type ParcelWords = { readonly towns: Words; readonly bases: Words; readonly landUses: Words | undefined }

type AreaUnit = Parameters<typeof toSquareMetres>[1]

/** A column of areas holds plain numbers in the unit of its head; a unit in the cell is a doubt, so it is refused. */
const readArea =
  (unit: AreaUnit) =>
  (text: string): CellReading => {
    const area = toSquareMetres(text, unit)
    if (area !== undefined) return { value: area }
    const carriesUnit = /^[\d.,]+\s*(亩|平方米|公顷|平方公里|㎡|m2|m²|mu|ha|hectare|km2)/i.test(text.normalize('NFKC'))
    return { code: carriesUnit ? 'import.unit_in_cell' : 'import.not_an_area', expected: `${unit}, > 0` }
  }

const areaColumns: ImportColumn[] = [
  {
    field: 'area',
    headers: ['面积（平方米）', 'area (m2)', '用地面积（平方米）', 'area_m2', 'area m2', '面积（㎡）', 'area (m²)'],
    read: readArea('m2'),
  },
  {
    field: 'area_mu',
    headers: ['面积（亩）', 'area (mu)', '用地面积（亩）', 'area_mu', 'area mu'],
    read: readArea('mu'),
  },
  {
    field: 'area_hectare',
    headers: ['面积（公顷）', 'area (hectare)', 'area (ha)', 'area_ha'],
    read: readArea('hectare'),
  },
]

/** Fields that hold the same area in other units. */
export const areaFields = ['area', 'area_mu', 'area_hectare'] as const

/** A head "area" says no unit, and 1 mu is 667 m2: nobody is to guess. */
export const areaWithoutUnit: WrongHead[] = [
  {
    headers: ['面积', '用地面积', '土地面积', '占地面积', 'area', 'land area'],
    code: 'import.area_without_unit',
    expected: '面积（平方米） / 面积（亩） / area (m2) / area (mu)',
    remedy: 'import.remedy.name_the_unit',
  },
]

const parcelCode: ImportColumn = {
  field: 'code',
  headers: ['宗地编号', 'parcel code', '地块编号', '宗地代码', 'parcel'],
  required: true,
  read: readText(60),
}

/** The columns of a file of parcels, in the order of the template. */
export function parcelColumns(words: ParcelWords): ImportColumn[] {
  return [
    parcelCode,
    { field: 'name', headers: ['地块名称', 'name', '宗地名称'], read: readText(200) },
    {
      field: 'place',
      headers: ['所在镇街', 'town', '镇街', '所属镇街', 'place', '区划代码'],
      read: readOneOf(words.towns.names, 'import.unknown_code', '镇街名称或代码 / name or code of an area unit'),
    },
    {
      field: 'base',
      headers: ['所属基地', 'base', '基地'],
      read: readOneOf(words.bases.names, 'import.unknown_code', '基地名称 / name of a base'),
    },
    ...areaColumns,
    {
      field: 'land_use',
      headers: ['土地用途', 'land use', '用途', '用地性质'],
      read:
        words.landUses === undefined
          ? readText(60)
          : readOneOf(words.landUses.names, 'import.unknown_code', '土地用途 / land use'),
    },
  ]
}

function readCode(text: string): CellReading {
  const code = toCreditCode(text.normalize('NFKC'))
  return code.length <= 40 ? { value: code } : { code: 'import.too_long', expected: '≤ 40' }
}

/** The columns of a file that says who is on which parcel. */
export function occupationColumns(): ImportColumn[] {
  return [
    parcelCode,
    {
      field: 'credit_code',
      headers: ['统一社会信用代码', 'credit code', '信用代码', '社会信用代码', 'uscc'],
      read: readCode,
    },
    {
      field: 'enterprise',
      headers: ['企业名称', 'enterprise', '名称', '单位名称', 'enterprise name', 'name'],
      read: readText(200),
    },
    {
      field: 'from',
      headers: ['入驻日期', 'from', '起始日期', '开始日期', 'occupied from'],
      required: true,
      read: readDate,
    },
    { field: 'to', headers: ['离开日期', 'to', '结束日期', '截止日期', 'occupied to'], read: readDate },
    ...areaColumns,
  ]
}
