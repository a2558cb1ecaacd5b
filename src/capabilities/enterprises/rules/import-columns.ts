import { toCreditCode } from '#base/credit-code.ts'
import type { EnterpriseStatus } from '../contract.ts'
import type { Vocabulary, Words } from '../rules.ts'
import { type ImportColumn, plainWord, readDate, readOneOf, readText } from '#base/import-sheet.ts'

const statusWords: Readonly<Record<EnterpriseStatus, readonly string[]>> = {
  preparing: ['筹建', 'preparing'],
  operating: ['在营', '正常', '营业', 'operating', 'open'],
  suspended: ['停业', '停产', 'suspended'],
  closed: ['注销', '关闭', 'closed'],
}

const statuses = new Map(
  Object.entries(statusWords).flatMap(([id, words]) => [id, ...words].map((word) => [plainWord(word), id] as const)),
)

const classOf = (words: Words, expected: string): ImportColumn['read'] =>
  readOneOf(words.names, 'import.unknown_code', expected)

function readUuid(text: string): ReturnType<ImportColumn['read']> {
  const id = text.toLowerCase()
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
    ? { value: id }
    : { code: 'import.not_an_id', expected: 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx' }
}

function readCreditCode(text: string): ReturnType<ImportColumn['read']> {
  const code = toCreditCode(text.normalize('NFKC'))
  return /^\d+(\.\d+)?E\+\d+$/.test(code)
    ? { code: 'import.code_as_number', expected: '18' }
    : code.length <= 40
      ? { value: code }
      : { code: 'import.too_long', expected: '≤ 40' }
}

function readName(text: string): ReturnType<ImportColumn['read']> {
  return text.length < 2 ? { code: 'import.too_short', expected: '≥ 2' } : readText(200)(text)
}

function readNames(text: string): ReturnType<ImportColumn['read']> {
  const names = text
    .split(/[;；、]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return names.every((name) => name.length >= 2 && name.length <= 200) && names.length <= 20
    ? { value: names.join('；') }
    : { code: 'import.too_long', expected: '≤ 20 × 200' }
}

/** Rungs by name or address, several with semicolons between them: the addresses in order, between semicolons. */
function readRungs({ names }: Words): ImportColumn['read'] {
  return (text) => {
    const said = text
      .split(/[;；、,，]/)
      .map((word) => word.trim())
      .filter((word) => word !== '')
    const ids = said.map((word) => names.get(plainWord(word)))
    const unknown = said.find((_, i) => ids[i] === undefined)
    if (unknown !== undefined) return { code: 'import.unknown_code', expected: '梯队名称 / names of rungs' }
    return { value: [...new Set(ids)].sort().join('；') }
  }
}

/** The columns of a file of enterprises, in the order of the template. */
export function enterpriseColumns(vocabulary: Vocabulary): ImportColumn[] {
  return [
    {
      field: 'name',
      headers: ['企业名称', 'name', '名称', '单位名称', '单位详细名称', 'enterprise', 'enterprise name'],
      required: true,
      read: readName,
    },
    {
      field: 'credit_code',
      headers: ['统一社会信用代码', 'credit code', '信用代码', '社会信用代码', 'uscc', 'unified social credit code'],
      read: readCreditCode,
    },
    { field: 'code_reason', headers: ['代码例外原因', 'reason for the code', 'code reason'], read: readText(500) },
    { field: 'former_names', headers: ['曾用名', 'former names', 'former name'], read: readNames },
    {
      field: 'town',
      headers: ['所属镇街', 'town', '镇街', '区划代码', '所属区域', 'area', 'area unit'],
      read: classOf(vocabulary.towns, '镇街名称或代码 / name or code of an area unit'),
    },
    {
      field: 'base',
      headers: ['所属基地', 'base', '基地'],
      read: classOf(vocabulary.bases, '基地名称 / name of a base'),
    },
    {
      field: 'industry',
      headers: ['行业代码', 'industry', '行业', '国民经济行业', 'industry code'],
      read: classOf(vocabulary.industries, '行业代码或全称 / code or name of an industry'),
    },
    {
      field: 'size',
      headers: ['企业规模', 'size', '规模', '单位规模'],
      read: classOf(vocabulary.sizes, '规模名称 / name of a size'),
    },
    {
      field: 'ownership',
      headers: ['登记注册类型', 'ownership', '所有制', '经济类型'],
      read: classOf(vocabulary.ownerships, '登记注册类型 / kind of registration'),
    },
    { field: 'rungs', headers: ['梯队', 'rungs', '企业梯队', '培育库', 'ladder'], read: readRungs(vocabulary.rungs) },
    { field: 'rung_reason', headers: ['梯队依据', 'ground of the rungs', 'rung reason'], read: readText(500) },
    { field: 'above_scale_since', headers: ['入规日期', 'above scale since', '纳统日期'], read: readDate },
    { field: 'above_scale_until', headers: ['退规日期', 'above scale until', '退库日期'], read: readDate },
    {
      field: 'status',
      headers: ['经营状态', 'status', '状态'],
      read: readOneOf(
        statuses,
        'import.unknown_code',
        '筹建, 在营, 停业, 注销 / preparing, operating, suspended, closed',
      ),
    },
    { field: 'opened_on', headers: ['开业日期', 'opened on', '成立日期', '开业时间'], read: readDate },
    { field: 'address', headers: ['地址', 'address', '详细地址'], read: readText(300) },
    { field: 'contact_name', headers: ['联系人', 'contact', 'contact name'], read: readText(100) },
    { field: 'contact_phone', headers: ['联系电话', 'phone', '电话', 'contact phone'], read: readText(50) },
    { field: 'valid_from', headers: ['分类生效日期', 'classes valid from', 'valid from'], read: readDate },
    { field: 'id', headers: ['系统编号', 'id'], read: readUuid },
  ]
}
