import { fileSentences } from '#base/texts/files.ts'
import { geoSentences } from '#base/texts/geo.ts'
import { problemSentences } from '#base/texts/problems.ts'
import { type Sentences, speakFrom } from '#base/texts/sentence.ts'

const ofSettings: Sentences = {
  'settings.not_understood': {
    zh: '“{found}”无法识别，应为：{expected}',
    en: '“{found}” is not understood; expected {expected}',
  },
  'settings.no_pack': { zh: '没有指定规划包，应为：{expected}', en: 'No pack is named; expected {expected}' },
  'settings.port_taken': { zh: '端口 {found} 已被占用', en: 'Port {found} is taken' },
  'settings.demo_accounts': {
    zh: '演示账号存在时只能监听本机，现为“{found}”',
    en: 'While demo accounts exist, only this machine may be served, not “{found}”',
  },
  'settings.cannot_listen': { zh: '无法在“{found}”上监听', en: 'Cannot listen on “{found}”' },
}

const ofRecord: Sentences = {
  'record.other_version': {
    zh: '数据目录由 PostgreSQL {found} 建立，现为 {expected}；请先用原版本备份，再恢复',
    en: 'The data folder was made by PostgreSQL {found}, this is {expected}: back up with the old version, then restore',
  },
  'record.wrong_server': {
    zh: '数据库服务器为 {found}，应为 {expected}',
    en: 'The database server is {found}; expected {expected}',
  },
  'record.no_engine': {
    zh: '没有适用于 {found} 的 PostgreSQL 程序（{expected}），请用 DATABASE_URL 指定服务器',
    en: 'There are no PostgreSQL programs for {found} ({expected}); name a server in DATABASE_URL',
  },
  'record.socket_taken': {
    zh: '套接字目录属于其他用户',
    en: 'The folder of the socket belongs to another user',
  },
  'record.folder_in_use': {
    zh: '另一个正在运行的程序占用着这个数据目录',
    en: 'Another running Jidi works in this data folder',
  },
  'record.newer_data': {
    zh: '数据来自更新的版本，请升级程序',
    en: 'The data comes from a newer version; upgrade the program',
  },
  'record.changed_migration': { zh: '此迁移执行后又被修改', en: 'This migration was changed after it ran' },
  'record.late_migration': {
    zh: '此迁移的编号早于已执行的迁移',
    en: 'This migration has a number before one that already ran',
  },
  'record.same_number': { zh: '两个迁移编号相同', en: 'Two migrations bear the same number' },
  'record.failed_migration': { zh: '迁移失败：{found}', en: 'The migration failed: {found}' },
  'facts.file_in_use': {
    zh: '另一个正在运行的程序占用着分析库文件',
    en: 'Another running process holds the file of the mirror',
  },
}

/** The wordings of everything the kit tells: settings, engines, files, and what the ground floor knows. */
export const kitSentences: Sentences = {
  ...problemSentences,
  ...ofSettings,
  ...ofRecord,
  ...fileSentences,
  ...geoSentences,
}

/** The sentence of a key the server may tell. */
export const kitSentence = speakFrom(kitSentences)
