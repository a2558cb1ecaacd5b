import { addSentences } from '#kit/web/problem-words.ts'
import { defineTexts } from '#kit/web/texts.tsx'
import { jobWords } from '../job-words.ts'
import { operationSentences } from '../sentences.ts'

addSentences(operationSentences)

/** The words of the page of operators. */
export const words = defineTexts({
  operation: { zh: '运行状况', en: 'Operation' },
  sentence: {
    zh: '系统各部分是否正常、哪里需要处理。不显示任何业务数据。',
    en: 'Whether each part is well and what needs doing. Nothing of what the installation holds is shown.',
  },
  refresh: { zh: '刷新', en: 'Look again' },
  level: { zh: '总体', en: 'In all' },
  version: { zh: '版本', en: 'Version' },
  runtime: { zh: '运行环境', en: 'Runtime' },
  uptime: { zh: '已运行', en: 'Running for' },
  memory: { zh: '内存', en: 'Memory' },
  record: { zh: '业务数据库', en: 'Record' },
  ours: { zh: '自带', en: 'our own' },
  separate: { zh: '独立', en: 'separate' },
  mirror: { zh: '统计镜像', en: 'Mirror' },
  backup: { zh: '最近备份', en: 'Last backup' },
  backupOff: { zh: '未设置定期备份', en: 'None is scheduled' },
  backupNone: { zh: '还没有', en: 'None yet' },
  ago: { zh: '{at}（{age}前）', en: '{at} ({age} ago)' },
  days: { zh: '{n} 天 {h} 小时', en: '{n} d {h} h' },
  hours: { zh: '{n} 小时 {h} 分', en: '{n} h {h} min' },
  minutes: { zh: '{n} 分钟', en: '{n} min' },
  seconds: { zh: '{n} 秒', en: '{n} s' },
  parts: { zh: '各部分', en: 'Parts' },
  part: { zh: '部分', en: 'Part' },
  state: { zh: '状态', en: 'State' },
  why: { zh: '原因', en: 'Why' },
  remedy: { zh: '处理办法', en: 'What to do' },
  measured: { zh: '数值', en: 'Measured' },
  ok: { zh: '正常', en: 'Well' },
  degraded: { zh: '需要处理', en: 'Degraded' },
  failing: { zh: '故障', en: 'Failing' },
  jobs: { zh: '后台任务', en: 'Jobs' },
  job: { zh: '任务', en: 'Job' },
  queued: { zh: '等待', en: 'Waiting' },
  running: { zh: '执行中', en: 'Running' },
  done: { zh: '完成', en: 'Done' },
  failed: { zh: '失败', en: 'Failed' },
  progress: { zh: '进度', en: 'How far' },
  queuedAt: { zh: '提交时间', en: 'Asked for' },
  finishedAt: { zh: '结束时间', en: 'Ended' },
  problem: { zh: '失败原因', en: 'Why it failed' },
  act: { zh: '操作', en: 'Act' },
  again: { zh: '重新执行', en: 'Begin again' },
  noJobs: { zh: '没有后台任务', en: 'There are no jobs' },
})

/** The parts of the house by name; one that is not here is shown by its id. */
export const partNames = defineTexts({
  record: { zh: '业务数据库', en: 'Record' },
  mirror: { zh: '统计镜像', en: 'Mirror' },
  mirror_feed: { zh: '镜像同步', en: 'Feed of the mirror' },
  disk: { zh: '磁盘', en: 'Disk' },
  backup: { zh: '备份', en: 'Backup' },
  jobs: { zh: '后台任务', en: 'Jobs' },
  acts: { zh: '操作记录', en: 'Acts' },
  looks: { zh: '访问记录', en: 'Who looked' },
  clocks: { zh: '办理期限', en: 'Clocks' },
  messages: { zh: '消息发送', en: 'Messages' },
})

/** The words of jobs, for the page. */
export const jobNames = defineTexts(jobWords)

/** What is measured, in words short enough for a line. */
export const measureNames = defineTexts({
  jidi_record_bytes: { zh: '大小', en: 'size' },
  jidi_record_connections: { zh: '连接', en: 'connections' },
  jidi_record_connections_most: { zh: '最多连接', en: 'connections at most' },
  jidi_disk_free_bytes: { zh: '可用', en: 'free' },
  jidi_disk_bytes: { zh: '总量', en: 'in all' },
  jidi_jobs_queued: { zh: '等待', en: 'waiting' },
  jidi_jobs_running: { zh: '执行中', en: 'running' },
  jidi_jobs_failed_day: { zh: '一天内失败', en: 'failed within a day' },
  jidi_jobs_oldest_seconds: { zh: '最长等待', en: 'longest wait' },
  jidi_acts_unanswered: { zh: '待后续处理', en: 'not answered' },
  jidi_acts_failing: { zh: '处理失败', en: 'failing' },
  jidi_acts_unsealed: { zh: '待封存', en: 'not sealed' },
  jidi_acts_unsealed_seconds: { zh: '最长待封存', en: 'longest unsealed' },
  jidi_mirror_batches_waiting: { zh: '待同步批次', en: 'batches waiting' },
  jidi_mirror_lag_seconds: { zh: '滞后', en: 'behind by' },
  jidi_mirror_rebuilding: { zh: '正在重建', en: 'rebuilding' },
  jidi_clocks_due: { zh: '到期待处理', en: 'due' },
  jidi_messages_oldest_seconds: { zh: '最长待发送', en: 'longest wait' },
})
