import { engineSentences } from '#base/texts/engines.ts'
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
    zh: '数据来自更新的版本：请启动该版本；若要退回旧版本，请把升级前的备份恢复到空的安装',
    en: 'The data comes from a newer version: start that version; to go back, restore the backup from before the upgrade into an empty installation',
  },
  'record.changed_migration': { zh: '此迁移执行后又被修改', en: 'This migration was changed after it ran' },
  'record.late_migration': {
    zh: '此迁移的编号早于已执行的迁移',
    en: 'This migration has a number before one that already ran',
  },
  'record.same_number': { zh: '两个迁移编号相同', en: 'Two migrations bear the same number' },
  'record.failed_migration': { zh: '迁移失败：{found}', en: 'The migration failed: {found}' },
  'record.none_here': {
    zh: '这个数据目录里没有数据库，请检查 DATA_DIR',
    en: 'There is no database in this data folder: check DATA_DIR',
  },
  'facts.file_in_use': {
    zh: '另一个正在运行的程序占用着分析库文件：{found}',
    en: 'Another running process holds the file of the mirror: {found}',
  },
}

const ofBackup: Sentences = {
  'backup.no_file': { zh: '没有这个备份文件，或无权读取', en: 'There is no such archive, or it may not be read' },
  'backup.file_exists': { zh: '文件已存在，备份不覆盖任何文件', en: 'The file exists; a backup overwrites nothing' },
  'backup.no_archive': { zh: '这不是备份文件，或已损坏', en: 'This is no archive, or it is damaged' },
  'backup.ends_early': { zh: '备份文件不完整', en: 'The archive ends too early' },
  'backup.entry_missing': { zh: '备份缺少此部分', en: 'This part of the archive is missing' },
  'backup.entry_damaged': { zh: '备份的此部分已损坏', en: 'This part of the archive is damaged' },
  'backup.entry_unnamed': { zh: '备份中多出此部分', en: 'The archive holds this part without naming it' },
  'backup.entry_twice': { zh: '备份中此部分重复出现', en: 'The archive holds this part twice' },
  'backup.entry_unknown': {
    zh: '备份中不应有这样的文件，内容可能被人改动',
    en: 'No archive of ours holds such a file; somebody may have changed it',
  },
  'backup.name_too_long': {
    zh: '文件名过长或含特殊字符，备份无法收录，请改名',
    en: 'The name is too long or has special characters; no archive holds it: rename the file',
  },
  'backup.database_lost': {
    zh: '备份时数据库中断，没有留下备份文件，请重新执行',
    en: 'The database went away meanwhile; no archive was left: run it again',
  },
  'backup.newer_format': {
    zh: '备份格式 {found} 来自更新的版本，请升级程序',
    en: 'The archive has format {found} of a later version; upgrade the program',
  },
  'backup.newer_program': {
    zh: '备份由更新的版本 {found} 制作，请升级程序后恢复',
    en: 'The archive was made by a later version {found}; upgrade the program, then restore',
  },
  'backup.other_schema': { zh: '此表与备份时不同', en: 'This table is not as it was when the archive was made' },
  'backup.table_differs': {
    zh: '恢复后有 {found} 行，与备份的 {expected} 行内容不符',
    en: 'It has {found} rows afterwards, which are not the {expected} of the archive',
  },
  'backup.other_migration': {
    zh: '备份时的迁移与本程序的不同，请用制作备份的程序版本恢复',
    en: 'This migration is not what it was when the archive was made: restore with the version that made it',
  },
  'backup.not_empty': {
    zh: '这里已有数据，只能恢复到空的安装：请换一个空的 DATA_DIR 或数据库',
    en: 'There are data here already; an archive is restored into an empty installation: take an empty DATA_DIR or database',
  },
  'backup.unfinished_restore': {
    zh: '恢复没有完成（{found}）：请重新执行 jidi restore，或换一个空的 DATA_DIR 或数据库',
    en: 'A restore was not completed ({found}): run jidi restore again, or take an empty DATA_DIR or database',
  },
  'move.away': {
    zh: '数据已移至别处（{found}），请在那里启动',
    en: 'The record was moved away ({found}): start there',
  },
  'move.at_work': {
    zh: '{found} 个连接正在使用这个数据库，请先停止服务',
    en: '{found} connections are at work in this database: stop the server first',
  },
  'move.same_place': {
    zh: '数据已在这里，无需移动',
    en: 'The record is there already',
  },
}

/** The wordings of everything the kit tells: settings, engines, files, and what the ground floor knows. */
export const kitSentences: Sentences = {
  ...problemSentences,
  ...ofSettings,
  ...ofRecord,
  ...ofBackup,
  ...engineSentences,
  ...fileSentences,
  ...geoSentences,
}

/** The sentence of a key the server may tell. */
export const kitSentence = speakFrom(kitSentences)
