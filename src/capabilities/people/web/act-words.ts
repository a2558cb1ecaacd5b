import { defineTexts } from '#kit/web/texts.tsx'

type Words = Record<string, { zh: string; en: string }>

/** Rooms whose acts can be looked at alone, by the beginning of the names of their acts. */
export const rooms = defineTexts({
  'returns.': { zh: '报表', en: 'Returns' },
  'enterprises.': { zh: '企业名录', en: 'Enterprises' },
  'parcels.': { zh: '地块', en: 'Parcels' },
  'observations.': { zh: '数值', en: 'Values' },
  'people.': { zh: '人员', en: 'People' },
  'workflows.': { zh: '办件', en: 'Cases' },
})

/** Acts in words; one that is not here is shown by its name. */
export const actNames: Words = defineTexts({
  'indicators.view_saved': { zh: '保存指标视图', en: 'View of figures kept' },
  'indicators.view_changed': { zh: '修改指标视图', en: 'View of figures changed' },
  'indicators.view_removed': { zh: '移除指标视图', en: 'View of figures removed' },
  'indicators.view_restored': { zh: '恢复指标视图', en: 'View of figures brought back' },
  'returns.opened': { zh: '开始填报', en: 'Return begun' },
  'returns.submitted': { zh: '报送报表', en: 'Return submitted' },
  'returns.approved': { zh: '审核通过', en: 'Return approved' },
  'returns.sent_back': { zh: '退回报表', en: 'Return sent back' },
  'returns.reopened': { zh: '更正报表', en: 'Return opened for correction' },
  'returns.withdrawn': { zh: '撤回报表', en: 'Return withdrawn' },
  'returns.moved': { zh: '办理报表', en: 'Return moved on' },
  'observations.recorded': { zh: '写入数值', en: 'Values recorded' },
  'observations.imported': { zh: '导入部门数据', en: 'File of a bureau imported' },
  'observations.import_undone': { zh: '撤销部门数据导入', en: 'File of a bureau taken back' },
  'observations.reclassified': { zh: '按名录重新归类数值', en: 'Values classed anew by the register' },
  'enterprises.created': { zh: '登记企业', en: 'Enterprise entered' },
  'enterprises.edited': { zh: '修改企业', en: 'Enterprise edited' },
  'enterprises.imported': { zh: '导入企业', en: 'Enterprises imported' },
  'enterprises.import_undone': { zh: '撤销企业导入', en: 'Import of enterprises undone' },
  'parcels.created': { zh: '登记地块', en: 'Parcel entered' },
  'parcels.edited': { zh: '修改地块', en: 'Parcel edited' },
  'parcels.occupied': { zh: '登记占用', en: 'Occupation entered' },
  'parcels.left': { zh: '登记迁出', en: 'Leaving entered' },
  'parcels.imported': { zh: '导入地块', en: 'Parcels imported' },
  'parcels.import_undone': { zh: '撤销地块导入', en: 'Import of parcels undone' },
  'people.created': { zh: '新建账号', en: 'Account made' },
  'people.renamed': { zh: '修改姓名', en: 'Account renamed' },
  'people.closed': { zh: '停用账号', en: 'Account closed' },
  'people.reopened': { zh: '恢复账号', en: 'Account reopened' },
  'people.password_changed': { zh: '修改密码', en: 'Password changed' },
  'people.password_reset': { zh: '重置密码', en: 'Password reset' },
  'people.role_given': { zh: '授予角色', en: 'Role given' },
  'people.role_taken_back': { zh: '收回角色', en: 'Role taken back' },
  'people.signed_in': { zh: '登录', en: 'Signed in' },
  'people.signed_out': { zh: '退出', en: 'Signed out' },
  'people.language_changed': { zh: '切换语言', en: 'Language changed' },
  'workflows.opened': { zh: '立件', en: 'Case opened' },
  'workflows.performed': { zh: '办理一步', en: 'Step taken' },
  'workflows.extended': { zh: '延长期限', en: 'Due date extended' },
  'population.loaded': { zh: '载入合成数据', en: 'Synthetic population loaded' },
})

/** What an act is done to, by the kind of its subject. */
export const subjectKinds: Words = defineTexts({
  person: { zh: '人员', en: 'Person' },
  return: { zh: '报表', en: 'Return' },
  enterprise: { zh: '企业', en: 'Enterprise' },
  parcel: { zh: '地块', en: 'Parcel' },
  occupation: { zh: '占用', en: 'Occupation' },
  import: { zh: '导入', en: 'Import' },
  batch: { zh: '数值批次', en: 'Batch of values' },
  case: { zh: '办件', en: 'Case' },
  act: { zh: '操作', en: 'Act' },
  view: { zh: '保存的视图', en: 'Saved view' },
  setting: { zh: '设置', en: 'Setting' },
})

/** What an act keeps beside itself, by the keys of its detail; keys that are not here are left out of the table. */
export const detailNames: Words = defineTexts({
  role: { zh: '角色', en: 'role' },
  organisation: { zh: '单位', en: 'organisation' },
  place: { zh: '地区', en: 'place' },
  from: { zh: '自', en: 'from' },
  to: { zh: '至', en: 'to' },
  period: { zh: '报告期', en: 'period' },
  version: { zh: '版本', en: 'version' },
  reason: { zh: '理由', en: 'reason' },
  lines: { zh: '行数', en: 'lines' },
  rows: { zh: '行数', en: 'rows' },
  records: { zh: '条数', en: 'records' },
  created: { zh: '新增', en: 'created' },
  changed: { zh: '变更', en: 'changed' },
  refused: { zh: '退回', en: 'refused' },
  unchanged: { zh: '未变', en: 'unchanged' },
  area: { zh: '面积', en: 'area' },
  fields: { zh: '项目', en: 'fields' },
  language: { zh: '语言', en: 'language' },
  enterprises: { zh: '企业数', en: 'enterprises' },
  months: { zh: '月数', en: 'months' },
  due: { zh: '期限', en: 'due' },
  reach: { zh: '可见范围', en: 'seen by' },
})
