import { addSentences } from '#kit/web/problem-words.ts'
import { defineTexts } from '#kit/web/texts.tsx'
import { catalogueSentences } from '../sentences.ts'

addSentences(catalogueSentences)

/** The words of the pages of the catalogue. */
export const words = defineTexts({
  catalogue: { zh: '数据采集目录', en: 'Data collection catalogue' },
  catalogueSentence: {
    zh: '谁向谁提供什么、多久一次、依据何在；到达、延误和使用情况随实际记录。',
    en: 'Who supplies what to whom, how often, on what basis; arrivals, lateness and use as they really were.',
  },
  supply: { zh: '采集项目', en: 'Supply' },
  from: { zh: '提供单位', en: 'Supplied by' },
  to: { zh: '接收单位', en: 'Received by' },
  what: { zh: '内容', en: 'What' },
  every: { zh: '周期', en: 'How often' },
  domain: { zh: '数据域', en: 'Domain' },
  standing: { zh: '最近一期', en: 'Latest period' },
  unit: { zh: '单位', en: 'Unit' },
  anyUnit: { zh: '全部单位', en: 'All units' },
  none: { zh: '没有符合的采集项目', en: 'No such supply' },
  noneWhy: { zh: '采集目录由方案包载明。', en: 'The catalogue is data of the pack.' },
  uncatalogued: { zh: '未列入目录', en: 'Not in the catalogue' },
  uncataloguedWhy: {
    zh: '方案中采集而目录未载明来源单位的表和指标。',
    en: 'Forms and indicators that the programme collects and no supply names.',
  },
  notStated: { zh: '未载明', en: 'not stated' },
  respondentsOf: { zh: '“{name}”的填报单位', en: 'respondents of “{name}”' },
  andMore: { zh: '{names}等，另有 {n} 个单位', en: '{names} and {n} more' },
  due: { zh: '期限', en: 'Due' },
  dueWorking: { zh: '期后 {n} 个工作日', en: '{n} working {n|day|days} after the period' },
  dueCalendar: { zh: '期后 {n} 日', en: '{n} {n|day|days} after the period' },
  basis: { zh: '依据', en: 'Legal basis' },
  purposes: { zh: '用途', en: 'Purposes' },
  retention: { zh: '保存', en: 'Kept for' },
  years: { zh: '{n} 年', en: '{n} {n|year|years}' },
  since: { zh: '起', en: 'Since' },
  until: { zh: '止', en: 'Until' },
  form: { zh: '报表', en: 'Form' },
  indicators: { zh: '指标', en: 'Indicators' },
  source: { zh: '来源', en: 'Source' },
  note: { zh: '说明', en: 'Note' },
  arrivals: { zh: '到达情况', en: 'Arrivals' },
  noArrivals: { zh: '还没有到达记录', en: 'Nothing has arrived' },
  noArrivalsWhy: {
    zh: '周期未载明的，由经办人员逐次登记。',
    en: 'Where no rhythm is stated, officers note each arrival.',
  },
  period: { zh: '报告期', en: 'Period' },
  dueOn: { zh: '期限', en: 'Due' },
  arrivedOn: { zh: '到达', en: 'Arrived' },
  lastArrivedOn: { zh: '最后到达', en: 'Last arrived' },
  count: { zh: '份数或家数', en: 'Returns or subjects' },
  ofExpected: { zh: '{n} / 应报 {all}', en: '{n} of {all} expected' },
  onTimeCount: { zh: '按时', en: 'On time' },
  lateDays: { zh: '晚 {n} 日', en: '{n} {n|day|days} late' },
  medianLate: { zh: '迟报的中位数为 {n} 日', en: 'median of the late: {n} {n|day|days}' },
  overdueDays: { zh: '已过 {n} 日', en: '{n} {n|day|days} past due' },
  changedOn: { zh: '最近更正', en: 'Last changed' },
  nature: { zh: '数据性质', en: 'Nature' },
  synthetic: { zh: '合成', en: 'synthetic' },
  registered: { zh: '登记', en: 'registered' },
  indicator: { zh: '指标', en: 'Indicator' },
  uses: { zh: '使用情况', en: 'Who uses it' },
  usesSince: {
    zh: '{date} 以来；按日、角色、单位计数，不记个人。由本项数据算出的指标也计入。',
    en: 'Since {date}; counted by day, role and organisation, never by person. Indicators computed from this supply count too.',
  },
  noUses: { zh: '还没有使用记录', en: 'Nobody has used it' },
  role: { zh: '角色', en: 'Role' },
  times: { zh: '次数', en: 'Times' },
  lastOn: { zh: '最近一次', en: 'Last' },
  how: { zh: '方式', en: 'How' },
  noteArrival: { zh: '登记到达', en: 'Note an arrival' },
  noted: { zh: '已登记', en: 'Noted' },
  withdraw: { zh: '撤回登记', en: 'Withdraw' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  reason: { zh: '理由', en: 'Reason' },
  whatCame: { zh: '收到的内容', en: 'What came' },
  noPeople: { zh: '不写个人姓名', en: 'No names of people' },
  save: { zh: '保存', en: 'Save' },
  platforms: { zh: '平台与数据库', en: 'Platforms and databases' },
  platformsSentence: {
    zh: '规划和方案点名的平台、数据库，各有归属、状态和处置。',
    en: 'Those that plans and documents name, each with owner, state and disposition.',
  },
  platform: { zh: '平台', en: 'Platform' },
  name: { zh: '名称', en: 'Name' },
  kind: { zh: '类别', en: 'Kind' },
  owner: { zh: '归属单位', en: 'Owner' },
  state: { zh: '状态', en: 'State' },
  disposition: { zh: '处置', en: 'Disposition' },
  field: { zh: '服务产业', en: 'Industry served' },
  about: { zh: '作用', en: 'What it is for' },
  history: { zh: '状态沿革', en: 'History of its state' },
  stateSince: { zh: '起始日', en: 'Since' },
  asTheDocumentSays: { zh: '文件所载', en: 'As the document says' },
  noteState: { zh: '登记状态', en: 'Note its state' },
  howKnown: { zh: '依据', en: 'How it is known' },
  open: { zh: '打开', en: 'Open' },
  noPlatforms: { zh: '没有符合的平台', en: 'No such platform' },
  classifications: { zh: '分类与日历', en: 'Classifications and calendars' },
  classificationsSentence: {
    zh: '每个分类、对照和工作日历的来源、年份与许可。英文名称除注明官方者外，均为本项目自译；没有英文名的类别以中文显示。',
    en: 'Source, year and licence of every taxonomy, crosswalk and working-day calendar. English names are ours unless marked official; classes without one are shown in Chinese.',
  },
  editionYear: { zh: '年份', en: 'Year' },
  entries: { zh: '条目', en: 'Entries' },
  licence: { zh: '许可', en: 'Licence' },
  english: { zh: '英文名称', en: 'English names' },
  englishOfficial: { zh: '官方', en: 'official' },
  englishOurs: { zh: '本项目自译', en: 'ours' },
  englishMissing: { zh: '{n} 类无英文名', en: '{n} {n|class|classes} without' },
  noClassifications: { zh: '没有分类', en: 'No classification' },
})

type Words = Record<string, { zh: string; en: string }>

export const rhythms: Words = defineTexts({
  month: { zh: '每月', en: 'monthly' },
  quarter: { zh: '每季', en: 'quarterly' },
  half_year: { zh: '每半年', en: 'half-yearly' },
  year: { zh: '每年', en: 'yearly' },
  when_it_happens: { zh: '发生时', en: 'when it happens' },
  not_stated: { zh: '未载明', en: 'not stated' },
})

export const domains: Words = defineTexts({
  statistical: { zh: '统计', en: 'statistical' },
  administrative: { zh: '行政', en: 'administrative' },
  declared: { zh: '申报', en: 'declared' },
  not_stated: { zh: '未载明', en: 'not stated' },
})

export const purposes: Words = defineTexts({
  statistics: { zh: '统计', en: 'statistics' },
  monitoring: { zh: '监测', en: 'monitoring' },
  planning: { zh: '规划', en: 'planning' },
  service: { zh: '服务', en: 'service' },
  judging: { zh: '评价企业', en: 'judging enterprises' },
  publication: { zh: '公布', en: 'publication' },
  not_stated: { zh: '未载明', en: 'not stated' },
})

export const standings: Words = defineTexts({
  on_time: { zh: '按时', en: 'on time' },
  late: { zh: '迟到', en: 'late' },
  partly: { zh: '未到齐', en: 'partly in' },
  missing: { zh: '缺', en: 'missing' },
  arrived: { zh: '已到', en: 'arrived' },
  nothing: { zh: '无记录', en: 'no record' },
  not_yet_due: { zh: '未到期', en: 'not yet due' },
})

export const useKinds: Words = defineTexts({
  query: { zh: '查询', en: 'query' },
  explanation: { zh: '溯源', en: 'explanation' },
  export: { zh: '导出', en: 'export' },
})

export const platformKinds: Words = defineTexts({
  platform: { zh: '平台', en: 'platform' },
  database: { zh: '数据库', en: 'database' },
  monitoring: { zh: '监测', en: 'monitoring' },
  testing: { zh: '检测', en: 'testing' },
  research: { zh: '研发', en: 'research' },
  system: { zh: '系统', en: 'system' },
  alliance: { zh: '联盟', en: 'alliance' },
})

export const platformStates: Words = defineTexts({
  planned: { zh: '规划', en: 'planned' },
  building: { zh: '在建', en: 'being built' },
  running: { zh: '运行', en: 'running' },
  ended: { zh: '已停', en: 'ended' },
  not_stated: { zh: '未载明', en: 'not stated' },
})

export const dispositions: Words = defineTexts({
  built_here: { zh: '本系统承担', en: 'built here' },
  linked: { zh: '链接', en: 'linked' },
  tracked: { zh: '跟踪', en: 'only tracked' },
})

export const classificationKinds: Words = defineTexts({
  taxonomy: { zh: '分类', en: 'taxonomy' },
  crosswalk: { zh: '对照', en: 'crosswalk' },
  calendar: { zh: '工作日历', en: 'calendar' },
})
