import { defineTexts } from '#kit/web/texts.tsx'

/** Rooms whose acts can be looked at alone, by the beginning of the names of their acts. */
export const rooms = defineTexts({
  'returns.': { zh: '报表', en: 'Returns' },
  'enterprises.': { zh: '企业名录', en: 'Enterprises' },
  'parcels.': { zh: '宗地名录', en: 'Parcels' },
  'observations.': { zh: '部门数据', en: 'Files of bureaus' },
  'people.': { zh: '人员', en: 'People' },
  'workflows.': { zh: '办件', en: 'Cases' },
})

/** Acts in words; one that is not here is shown by its name. */
export const actNames: Record<string, { zh: string; en: string }> = defineTexts({
  'returns.opened': { zh: '开始填报', en: 'Return begun' },
  'returns.submitted': { zh: '报送报表', en: 'Return submitted' },
  'returns.approved': { zh: '审核通过', en: 'Return approved' },
  'returns.sent_back': { zh: '退回报表', en: 'Return sent back' },
  'returns.corrected': { zh: '更正报表', en: 'Return opened for correction' },
  'returns.withdrawn': { zh: '撤回报表', en: 'Return withdrawn' },
  'observations.recorded': { zh: '写入数值', en: 'Values recorded' },
  'observations.imported': { zh: '导入部门数据', en: 'File of a bureau imported' },
  'observations.import_undone': { zh: '撤销部门数据导入', en: 'File of a bureau taken back' },
  'enterprises.created': { zh: '新增企业', en: 'Enterprise entered' },
  'enterprises.edited': { zh: '修改企业', en: 'Enterprise edited' },
  'enterprises.imported': { zh: '导入企业', en: 'Enterprises imported' },
  'enterprises.import_undone': { zh: '撤销企业导入', en: 'Import of enterprises undone' },
  'parcels.created': { zh: '新增宗地', en: 'Parcel entered' },
  'parcels.edited': { zh: '修改宗地', en: 'Parcel edited' },
  'parcels.occupied': { zh: '登记占用', en: 'Occupation entered' },
  'parcels.imported': { zh: '导入宗地', en: 'Parcels imported' },
  'parcels.import_undone': { zh: '撤销宗地导入', en: 'Import of parcels undone' },
  'people.created': { zh: '新建账号', en: 'Account made' },
  'people.renamed': { zh: '修改姓名', en: 'Account renamed' },
  'people.closed': { zh: '停用账号', en: 'Account closed' },
  'people.reopened': { zh: '恢复账号', en: 'Account reopened' },
  'people.password_changed': { zh: '修改密码', en: 'Password changed' },
  'people.password_reset': { zh: '重置密码', en: 'Password reset' },
  'people.granted': { zh: '授予角色', en: 'Role given' },
  'people.revoked': { zh: '收回角色', en: 'Role taken back' },
  'people.signed_in': { zh: '登录', en: 'Signed in' },
  'people.signed_out': { zh: '退出', en: 'Signed out' },
  'people.language_changed': { zh: '切换语言', en: 'Language changed' },
  'population.loaded': { zh: '载入合成数据', en: 'Synthetic population loaded' },
})
