import type { Sentences } from '#base/texts/sentence.ts'

/** Why a part is not well, and what to do: `operation.<cause>` and `operation.<cause>.remedy`. */
export const operationSentences: Sentences = {
  'operation.not_failed': { zh: '只有失败的任务才能重新执行', en: 'Only a job that failed can be begun again' },
  'operation.job_forgotten': {
    zh: '该任务已被清理，不能重新执行，请在原页面重新发起',
    en: 'The queue no longer knows this job; ask for it anew where it came from',
  },
  'operation.record_silent': { zh: '业务数据库没有应答', en: 'The database of the record does not answer' },
  'operation.record_silent.remedy': {
    zh: '检查数据库进程和磁盘；自带数据库随本程序重新启动，独立数据库请联系其管理员。恢复后无需其他操作。',
    en: 'Look at the database process and the disk. Our own database starts with this program; a separate one has its own keeper. Nothing else needs doing once it answers.',
  },
  'operation.record_crowded': { zh: '数据库连接将满', en: 'The database has few connections left' },
  'operation.record_crowded.remedy': {
    zh: '检查是否有其他程序占用连接，或提高数据库的 max_connections。',
    en: 'See which other programs hold connections, or raise max_connections of the database.',
  },
  'operation.mirror_silent': { zh: '统计镜像没有应答', en: 'The mirror does not answer' },
  'operation.mirror_silent.remedy': {
    zh: '重新启动程序；仍无应答时执行 jidi facts rebuild，镜像由业务数据重建，不会丢失数据。',
    en: 'Start the program again. If it still does not answer: jidi facts rebuild makes the mirror anew from the record; nothing is lost.',
  },
  'operation.mirror_feed_silent': { zh: '无法读取镜像同步状态', en: 'How far the mirror is cannot be read' },
  'operation.mirror_feed_silent.remedy': { zh: '先检查业务数据库。', en: 'Look at the database of the record first.' },
  'operation.mirror_rebuilding': { zh: '统计镜像正在重建', en: 'The mirror is being built anew' },
  'operation.mirror_rebuilding.remedy': {
    zh: '等待完成即可；期间查询使用原有数据。',
    en: 'Wait. Questions are answered from the old tables meanwhile.',
  },
  'operation.mirror_behind': { zh: '统计镜像落后于业务数据', en: 'The mirror is behind the record' },
  'operation.mirror_behind.remedy': {
    zh: '查看日志中的同步错误；数分钟后仍未追上时重新启动程序。',
    en: 'Look for errors of the feed in the log; if it has not caught up within minutes, start the program again.',
  },
  'operation.disk_silent': { zh: '无法读取磁盘状态', en: 'The state of the disk cannot be read' },
  'operation.disk_silent.remedy': { zh: '检查 DATA_DIR 是否仍已挂载。', en: 'See whether DATA_DIR is still mounted.' },
  'operation.disk_low': { zh: '磁盘空间不足 2 GB', en: 'Less than 2 GB of disk are free' },
  'operation.disk_low.remedy': {
    zh: '扩充磁盘，或将备份移到其他磁盘；重建镜像需要约两倍于镜像的空间。',
    en: 'Enlarge the disk or move archives elsewhere; a rebuild of the mirror takes about twice its size.',
  },
  'operation.disk_full': { zh: '磁盘已满，无法保存', en: 'The disk is full: nothing can be saved' },
  'operation.disk_full.remedy': {
    zh: '立即腾出空间。已确认保存的数据不受影响，腾出空间后即可继续。',
    en: 'Make room at once. Nothing that was acknowledged is lost, and work goes on once there is room.',
  },
  'operation.backup_silent': { zh: '无法读取备份文件夹', en: 'The folder of backups cannot be read' },
  'operation.backup_silent.remedy': { zh: '检查 BACKUP_DIR。', en: 'Look at BACKUP_DIR.' },
  'operation.backup_none': { zh: '还没有备份', en: 'There is no backup yet' },
  'operation.backup_none.remedy': {
    zh: '第一次备份在设定的时间进行；可立即执行 jidi backup。',
    en: 'The first is made at the set time; jidi backup makes one now.',
  },
  'operation.backup_late': { zh: '最近一次备份过旧', en: 'The last backup is too old' },
  'operation.backup_late.remedy': {
    zh: '查看下方失败的 kit.backup 任务和备份磁盘的空间。',
    en: 'Look at the failed job kit.backup below and at the room where backups go.',
  },
  'operation.jobs_silent': { zh: '无法读取后台任务', en: 'Jobs cannot be read' },
  'operation.jobs_silent.remedy': { zh: '先检查业务数据库。', en: 'Look at the database of the record first.' },
  'operation.jobs_failed': { zh: '一天内有后台任务失败', en: 'A job failed within a day' },
  'operation.jobs_failed.remedy': {
    zh: '在下表中查看原因，排除后重新执行。',
    en: 'See why in the table below, repair it, and begin the job again.',
  },
  'operation.jobs_waiting': { zh: '有后台任务等待超过 15 分钟', en: 'A job waits for more than a quarter of an hour' },
  'operation.jobs_waiting.remedy': {
    zh: '前面的任务可能较长；没有任务在执行时重新启动程序。',
    en: 'The one before it may be long. If none is running, start the program again.',
  },
  'operation.acts_silent': { zh: '无法读取操作记录', en: 'Acts cannot be read' },
  'operation.acts_silent.remedy': { zh: '先检查业务数据库。', en: 'Look at the database of the record first.' },
  'operation.reactions_failing': {
    zh: '有操作的后续处理失败，正在重试',
    en: 'What follows from an act fails and is tried again',
  },
  'operation.reactions_failing.remedy': {
    zh: '查看日志中的错误；不影响其他事项，排除后自动完成。',
    en: 'Look for the error in the log. Other things go on; it is done by itself once the reason is gone.',
  },
  'operation.acts_unsealed': { zh: '操作记录超过一分钟未封存', en: 'Acts have not been sealed for more than a minute' },
  'operation.acts_unsealed.remedy': {
    zh: '查看日志；确认 DATA_DIR 可以写入。',
    en: 'Look at the log; see whether DATA_DIR can be written.',
  },
  'operation.looks_silent': { zh: '无法读取访问记录的状态', en: 'How the log of who looked is cannot be read' },
  'operation.looks_silent.remedy': { zh: '重新启动程序。', en: 'Start the program again.' },
  'operation.looks_unwritten': {
    zh: '访问记录暂时无法写入，先保留在内存中',
    en: 'Who looked cannot be written down; it is kept in memory',
  },
  'operation.looks_unwritten.remedy': {
    zh: '检查业务数据库；积压 2 万条后将暂停查看企业数据和个人信息，其他不受影响。',
    en: 'Look at the database of the record. Once 20,000 wait, values of firms and data of people are not shown; the rest goes on.',
  },
  'operation.clocks_silent': { zh: '无法读取办理期限', en: 'Clocks of cases cannot be read' },
  'operation.clocks_silent.remedy': { zh: '先检查业务数据库。', en: 'Look at the database of the record first.' },
  'operation.clocks_late': { zh: '有到期的办理期限未处理', en: 'Clocks that ran out were not looked at' },
  'operation.clocks_late.remedy': {
    zh: '查看下方 workflows.clocks 任务；期限每小时检查一次，重新启动时也会检查。',
    en: 'Look at the job workflows.clocks below. Clocks are looked at every hour and at each start.',
  },
  'operation.messages_silent': { zh: '无法读取消息队列', en: 'The outbox cannot be read' },
  'operation.messages_silent.remedy': { zh: '先检查业务数据库。', en: 'Look at the database of the record first.' },
  'operation.messages_waiting': { zh: '有消息等待发送超过一小时', en: 'A message waits for more than an hour' },
  'operation.messages_waiting.remedy': {
    zh: '检查 SMTP_URL 和外部接口是否可达；在“消息发送记录”中查看最近的错误。',
    en: 'See whether SMTP_URL and the webhooks can be reached; the outbox shows the last error.',
  },
}
