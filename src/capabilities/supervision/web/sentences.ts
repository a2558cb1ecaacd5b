import type { Sentences } from '#base/texts/sentence.ts'

/** Why a button of these pages is closed. */
export const pageSentences: Sentences = {
  'supervision.closed': { zh: '已办结，不再办理', en: 'It is closed; nothing more is done about it' },
  'supervision.not_yours': {
    zh: '由其他单位办理，或目前的状态不能办',
    en: 'It lies with another unit, or cannot be done as things stand',
  },
  'supervision.not_now': {
    zh: '目前的环节不能办理，请先办上一步',
    en: 'It cannot be done as the case stands; the step before comes first',
  },
  'supervision.nothing_to_adopt': { zh: '这一年的任务都已采用', en: 'All tasks of this year have been adopted' },
  'supervision.table_is_wrong': {
    zh: '任务表还有 {n} 处要改，改好后重新选择文件',
    en: 'The table has {n} places to repair; choose the file again once they are',
  },
}
