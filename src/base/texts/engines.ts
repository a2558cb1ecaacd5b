import type { Sentences } from './sentence.ts'

/** What is said when the machine under the house fails it: each with what to do. */
export const engineSentences: Sentences = {
  'disk.full': {
    zh: '磁盘已满，此次操作没有保存。管理员腾出空间后即可恢复，不必重启',
    en: 'The disk is full and this was not saved. Once the administrator has made room it works again, without a restart',
  },
  'disk.failing': {
    zh: '磁盘无法写入，此次操作没有保存。请管理员检查磁盘和挂载',
    en: 'The disk cannot be written and this was not saved. Have the administrator look at the disk and how it is mounted',
  },
  'facts.cannot_open': {
    zh: '分析库打不开（{said}）。若文件已损坏：停止服务，删除 facts.duckdb，再启动，会由记录重建',
    en: 'The mirror cannot be opened ({said}). If its file is damaged: stop the server, delete facts.duckdb, start again; it is built from the record',
  },
  'facts.opened_anew': {
    zh: '分析库写入失败，已重新打开；数据会自动补上',
    en: 'The mirror could not be written and was opened anew; what it lacks is caught up by itself',
  },
  'facts.too_much_memory': {
    zh: '这个问题需要的内存超过限额，请缩小范围；管理员也可调大 FACTS_MEMORY_MB',
    en: 'This question needs more memory than is allowed: ask for less, or have the administrator raise FACTS_MEMORY_MB',
  },
}
