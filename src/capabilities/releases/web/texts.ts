import { addSentences } from '#kit/web/problem-words.ts'
import { defineTexts } from '#kit/web/texts.tsx'
import { releaseSentences } from '../sentences.ts'

addSentences(releaseSentences)

/** The words of the pages of releases. */
export const words = defineTexts({
  releases: { zh: '数据发布', en: 'Releases' },
  releasesSentence: {
    zh: '没有单个单位数据查看权限的人，只看得到这里发布的汇总数据；发布后不再改变，更正另出新版。',
    en: 'Readers without sight of single values see what is released here, and nothing else. What is released stays as it is; corrections come as further editions.',
  },
  declared: { zh: '可发布的数据', en: 'What can be released' },
  editions: { zh: '已发布', en: 'Released' },
  name: { zh: '名称', en: 'Name' },
  period: { zh: '期别', en: 'Period' },
  edition: { zh: '版次', en: 'Edition' },
  editionNumber: { zh: '第 {n} 版', en: 'Edition {n}' },
  publishedAt: { zh: '发布时间', en: 'Released at' },
  publishedBy: { zh: '发布人', en: 'Released by' },
  system: { zh: '系统', en: 'the system' },
  shown: { zh: '发布格数', en: 'Cells shown' },
  suppressed: { zh: '保密格数', en: 'Cells suppressed' },
  asOf: { zh: '数据截至', en: 'Known until' },
  latest: { zh: '最新版', en: 'Latest' },
  replaced: { zh: '已有新版', en: 'Superseded' },
  standing: { zh: '状态', en: 'Standing' },
  tables: { zh: '表式', en: 'Tables' },
  indicators: { zh: '指标', en: 'Indicators' },
  measures: { zh: '保护参数', en: 'Measures' },
  measuresSentence: {
    zh: '不足 {frequency} 个单位；最大 {units} 个单位超过 {percent}%；可推算到 {p}% 以内',
    en: 'fewer than {frequency} units; the largest {units} above {percent} %; to be estimated within {p} %',
  },
  source: { zh: '出处', en: 'Source' },
  cell: { zh: '分组', en: 'Cell' },
  why: { zh: '保密原因', en: 'Why suppressed' },
  choosePeriod: { zh: '选择期别', en: 'Choose a period' },
  preview: { zh: '预览发布', en: 'Preview' },
  previewTitle: { zh: '发布预览：{name}', en: 'Preview: {name}' },
  previewSentence: {
    zh: '{period}，第 {n} 版：发布 {shown} 格，保密 {suppressed} 格。发布后不能收回。',
    en: '{period}, edition {n}: {shown} cells shown, {suppressed} suppressed. What is released cannot be taken back.',
  },
  nothingNew: {
    zh: '与上一版相比没有可以更新的数据：变动涉及的单位过少时，留待下次发布。',
    en: 'Nothing can be brought up to date since the last edition: changes of too few respondents wait for the next one.',
  },
  publish: { zh: '发布', en: 'Publish' },
  publishTitle: { zh: '发布{name} {period}？', en: 'Publish {name}, {period}?' },
  publishDetail: {
    zh: '将发布 {shown} 格数据，{suppressed} 格保密。发布后任何人不能修改或收回。',
    en: '{shown} cells will be shown, {suppressed} suppressed. Nobody can change or take back what is released.',
  },
  none: { zh: '尚未发布数据', en: 'Nothing has been released' },
  noneWhy: { zh: '有权限的人员可在上方选择期别发布。', en: 'Those who may can choose a period above.' },
  noDeclared: { zh: '规划包没有规定可发布的数据', en: 'The pack declares no releases' },
  alone: {
    zh: '您看到的是已发布的汇总数据，不是最新数据；未发布的显示为“未发布”，可能泄露单个单位的显示为“保密”。',
    en: 'You see released figures, not the present ones: what was not released says so, and what could give a single respondent away is suppressed.',
  },
  seeReleases: { zh: '查看发布情况', en: 'See the releases' },
})

/** Why a cell is not shown. */
export const reasons = defineTexts({
  few_units: { zh: '单位过少', en: 'too few units' },
  dominance: { zh: '少数单位占比过高', en: 'few units dominate' },
  p_percent: { zh: '可推算最大单位', en: 'the largest could be estimated' },
  complement: { zh: '为保护其他数据', en: 'to protect others' },
  kept_back: { zh: '保持上一版数值', en: 'as in the edition before' },
})
