import { enterprisePaths } from '#base/paths/enterprises.ts'
import { administrationPaths } from '#base/paths/administration.ts'
import { cataloguePaths } from '#base/paths/catalogue.ts'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { needPaths } from '#base/paths/needs.ts'
import { observationPaths } from '#base/paths/observations.ts'
import { peoplePaths } from '#base/paths/people.ts'
import { releasePaths } from '#base/paths/releases.ts'
import { returnPaths } from '#base/paths/returns.ts'
import { landPaths } from '#base/paths/land.ts'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { workflowPaths } from '#base/paths/workflows.ts'
import { landPages } from './land-pages.tsx'
import { type PageEntry, page } from './page-entry.tsx'

/** The page on which the subject of a case is seen. */
const subjectPages: Record<string, (id: string) => string> = {
  return: (id) => returnPaths.one(id),
  return_due: () => returnPaths.list(),
  evaluation: (id) => evaluationPaths.one(id),
  objection: (id) => evaluationPaths.objection(id),
  supply: (id) => landPaths.supply(id),
  land_supervision: (id) => landPaths.agreement(id),
  renewal: (id) => landPaths.renewal(id),
  quota: (id) => landPaths.quotaRequest(id),
  task: (id) => supervisionPaths.task(id),
  slip: (id) => supervisionPaths.slip(id),
  meeting: (id) => supervisionPaths.meeting(id),
  agenda_item: () => supervisionPaths.meetings(),
  information_report: (id) => supervisionPaths.report(id),
  standing: () => supervisionPaths.bases(),
  need: (id) => needPaths.one(id),
  assessment: (id) => landPaths.assessment(id),
  return_board: (id) => returnPaths.late({ form: id.split(' ')[0] ?? '' }),
}

const DeskPage = page(async () => {
  const { DeskPage: Desk } = await import('#capabilities/workflows/web/DeskPage.tsx')
  return () => <Desk pages={subjectPages} />
})

const CasePage = page(async () => {
  const { CasePage: Case } = await import('#capabilities/workflows/web/CasePage.tsx')
  return () => <Case pages={subjectPages} />
})

const IndustryPage = page(async () => (await import('#capabilities/indicators/web/IndustryPage.tsx')).IndustryPage)

const ClusterPage = page(async () => (await import('#capabilities/indicators/web/ClusterPage.tsx')).ClusterPage)

const EnterpriseImportPage = page(
  async () => (await import('#capabilities/enterprises/web/EnterpriseImportPage.tsx')).EnterpriseImportPage,
)

const ObservationImportPage = page(
  async () => (await import('#capabilities/observations/web/ObservationImportPage.tsx')).ObservationImportPage,
)

/** All pages, in the order in which the rail shows them. */
export const pages: readonly PageEntry[] = [
  {
    path: workflowPaths.desk(),
    may: 'signed_in',
    page: DeskPage,
    rail: { room: 'desk', title: { zh: '待办', en: 'To do' } },
  },
  { path: workflowPaths.one('$id'), may: 'workflows.see', page: CasePage },
  {
    path: indicatorPaths.glance(),
    may: 'indicators.see',
    page: page(async () => (await import('#capabilities/indicators/web/GlancePage.tsx')).GlancePage),
    rail: { room: 'programme', title: { zh: '规划总览', en: 'At a glance' } },
  },
  {
    path: indicatorPaths.plan(),
    may: 'indicators.see',
    page: page(async () => (await import('#capabilities/indicators/web/PlanPage.tsx')).PlanPage),
    rail: { room: 'programme', title: { zh: '规划指标', en: 'Plan targets' } },
  },
  {
    path: indicatorPaths.target('$id'),
    may: 'indicators.see',
    page: page(async () => (await import('#capabilities/indicators/web/TargetPage.tsx')).TargetPage),
  },
  {
    path: indicatorPaths.wall(),
    may: 'indicators.see',
    page: page(async () => (await import('#capabilities/indicators/web/WallPage.tsx')).WallPage),
    rail: { room: 'programme', title: { zh: '指挥大屏', en: 'Wall' } },
  },
  {
    path: indicatorPaths.industries(),
    may: 'indicators.see',
    page: IndustryPage,
    rail: { room: 'industries', title: { zh: '产业', en: 'Industries' } },
  },
  {
    path: indicatorPaths.clusters(),
    may: 'indicators.see',
    page: ClusterPage,
    rail: { room: 'industries', title: { zh: '产业集群', en: 'Clusters' } },
  },
  { path: indicatorPaths.cluster('$id'), may: 'indicators.see', page: ClusterPage },
  { path: indicatorPaths.taxonomy('$taxonomy'), may: 'indicators.see', page: IndustryPage },
  { path: indicatorPaths.industry('$taxonomy', '$class'), may: 'indicators.see', page: IndustryPage },
  {
    path: enterprisePaths.list(),
    may: 'enterprises.see',
    page: page(async () => (await import('#capabilities/enterprises/web/EnterprisesPage.tsx')).EnterprisesPage),
    rail: { room: 'enterprises', title: { zh: '企业名录', en: 'Enterprises' } },
  },
  {
    path: enterprisePaths.create(),
    may: 'enterprises.edit',
    page: page(
      async () => (await import('#capabilities/enterprises/web/EnterpriseCreatePage.tsx')).EnterpriseCreatePage,
    ),
  },
  {
    path: enterprisePaths.imports(),
    may: 'enterprises.import',
    page: EnterpriseImportPage,
    rail: { room: 'enterprises', title: { zh: '企业导入', en: 'Enterprise imports' } },
  },
  { path: enterprisePaths.import('$id'), may: 'enterprises.import', page: EnterpriseImportPage },
  {
    path: enterprisePaths.one('$id'),
    may: 'enterprises.see',
    page: page(async () => (await import('#capabilities/enterprises/web/EnterprisePage.tsx')).EnterprisePage),
  },
  {
    path: evaluationPaths.list(),
    may: 'evaluations.see',
    page: page(async () => (await import('#capabilities/evaluations/web/EvaluationsPage.tsx')).EvaluationsPage),
    rail: { room: 'evaluation', title: { zh: '综合评价', en: 'Evaluations' } },
  },
  {
    path: evaluationPaths.one('$id'),
    may: 'evaluations.see',
    page: page(async () => (await import('#capabilities/evaluations/web/RunPage.tsx')).RunPage),
  },
  {
    path: evaluationPaths.scheme('$scheme'),
    may: 'evaluations.see',
    page: page(async () => (await import('#capabilities/evaluations/web/SchemePage.tsx')).SchemePage),
  },
  {
    path: evaluationPaths.draft('$scheme'),
    may: 'evaluations.see',
    page: page(async () => (await import('#capabilities/evaluations/web/SchemeDraftPage.tsx')).SchemeDraftPage),
  },
  {
    path: evaluationPaths.compare('$scheme'),
    may: 'evaluations.see',
    page: page(async () => (await import('#capabilities/evaluations/web/SchemeComparePage.tsx')).SchemeComparePage),
  },
  {
    path: evaluationPaths.inputs('$id'),
    may: 'evaluations.see_values',
    page: page(async () => (await import('#capabilities/evaluations/web/InputsPage.tsx')).InputsPage),
  },
  {
    path: evaluationPaths.published('$id'),
    may: 'evaluations.see',
    page: page(async () => (await import('#capabilities/evaluations/web/PublishedPage.tsx')).PublishedPage),
  },
  {
    path: evaluationPaths.simulate('$id'),
    may: 'evaluations.run',
    page: page(async () => (await import('#capabilities/evaluations/web/SimulatePage.tsx')).SimulatePage),
  },
  {
    path: evaluationPaths.card('$id', '$subject'),
    may: 'evaluations.see_values',
    page: page(async () => (await import('#capabilities/evaluations/web/CardPage.tsx')).CardPage),
  },
  {
    path: evaluationPaths.notice('$id', '$subject'),
    may: 'evaluations.see_values',
    page: page(async () => (await import('#capabilities/evaluations/web/NoticePage.tsx')).NoticePage),
  },
  {
    path: evaluationPaths.objections(),
    may: 'evaluations.see_values',
    page: page(async () => (await import('#capabilities/evaluations/web/ObjectionsPage.tsx')).ObjectionsPage),
    rail: { room: 'evaluation', title: { zh: '异议', en: 'Objections' } },
  },
  {
    path: evaluationPaths.objection('$id'),
    may: 'evaluations.see_values',
    page: page(async () => (await import('#capabilities/evaluations/web/ObjectionPage.tsx')).ObjectionPage),
  },
  {
    path: evaluationPaths.simulations(),
    may: 'evaluations.run',
    page: page(async () => (await import('#capabilities/evaluations/web/SimulationsPage.tsx')).SimulationsPage),
    rail: { room: 'evaluation', title: { zh: '模拟', en: 'Simulations' } },
  },
  {
    path: evaluationPaths.simulation('$id'),
    may: 'evaluations.run',
    page: page(async () => (await import('#capabilities/evaluations/web/SimulationPage.tsx')).SimulationPage),
  },
  {
    path: evaluationPaths.calls(),
    may: 'evaluations.see',
    page: page(async () => (await import('#capabilities/evaluations/web/CallsPage.tsx')).CallsPage),
    rail: { room: 'evaluation', title: { zh: '竞争性遴选', en: 'Selection' } },
  },
  {
    path: evaluationPaths.call('$id'),
    may: 'evaluations.see',
    page: page(async () => (await import('#capabilities/evaluations/web/CallPage.tsx')).CallPage),
  },
  {
    path: evaluationPaths.handovers(),
    may: 'evaluations.see',
    page: page(async () => (await import('#capabilities/evaluations/web/HandoversPage.tsx')).HandoversPage),
    rail: { room: 'evaluation', title: { zh: '第三方评估', en: 'Third-party' } },
  },
  {
    path: evaluationPaths.handover('$id'),
    may: 'evaluations.see',
    page: page(async () => (await import('#capabilities/evaluations/web/HandoverPage.tsx')).HandoverPage),
  },
  ...landPages,
  {
    path: supervisionPaths.tasks(),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/TasksPage.tsx')).TasksPage),
    rail: { room: 'supervision', title: { zh: '任务', en: 'Tasks' } },
  },
  {
    path: supervisionPaths.task('$id'),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/TaskPage.tsx')).TaskPage),
  },
  {
    path: supervisionPaths.adopt(),
    may: 'supervision.plan',
    page: page(async () => (await import('#capabilities/supervision/web/AdoptPage.tsx')).AdoptPage),
  },
  {
    path: supervisionPaths.imports(),
    may: 'supervision.plan',
    page: page(async () => (await import('#capabilities/supervision/web/ImportPage.tsx')).ImportPage),
  },
  {
    path: supervisionPaths.slips(),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/SlipsPage.tsx')).SlipsPage),
    rail: { room: 'supervision', title: { zh: '督办单', en: 'Slips' } },
  },
  {
    path: supervisionPaths.slip('$id'),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/SlipPage.tsx')).SlipPage),
  },
  {
    path: supervisionPaths.boards(),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/BoardsPage.tsx')).BoardsPage),
    rail: { room: 'supervision', title: { zh: '督办看板', en: 'Boards' } },
  },
  {
    path: supervisionPaths.bulletin(),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/BulletinPage.tsx')).BulletinPage),
    rail: { room: 'supervision', title: { zh: '督办通报', en: 'Bulletin' } },
  },
  {
    path: supervisionPaths.meetings(),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/MeetingsPage.tsx')).MeetingsPage),
    rail: { room: 'supervision', title: { zh: '会议', en: 'Meetings' } },
  },
  {
    path: supervisionPaths.meeting('$id'),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/MeetingPage.tsx')).MeetingPage),
  },
  {
    path: supervisionPaths.reports(),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/ReportsPage.tsx')).ReportsPage),
    rail: { room: 'supervision', title: { zh: '信息专报', en: 'Information reports' } },
  },
  {
    path: supervisionPaths.report('$id'),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/ReportPage.tsx')).ReportPage),
  },
  {
    path: supervisionPaths.bases(),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/BasesPage.tsx')).BasesPage),
    rail: { room: 'supervision', title: { zh: '七个一', en: 'Seven ones' } },
  },
  {
    path: supervisionPaths.base('$id'),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/BasePage.tsx')).BasePage),
  },
  {
    path: supervisionPaths.headquarters(),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/HeadquartersPage.tsx')).HeadquartersPage),
    rail: { room: 'supervision', title: { zh: '指挥部', en: 'Headquarters' } },
  },
  {
    path: supervisionPaths.works(),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/WorksPage.tsx')).WorksPage),
    rail: { room: 'supervision', title: { zh: '基地建设', en: 'Works' } },
  },
  {
    path: supervisionPaths.work('$id'),
    may: 'supervision.see',
    page: page(async () => (await import('#capabilities/supervision/web/WorkPage.tsx')).WorkPage),
  },
  {
    path: returnPaths.list(),
    may: 'returns.see',
    page: page(async () => (await import('#capabilities/returns/web/ReturnsPage.tsx')).ReturnsPage),
    rail: { room: 'data', title: { zh: '报表', en: 'Returns' } },
  },
  {
    path: returnPaths.workbooks(),
    may: 'returns.fill',
    page: page(async () => (await import('#capabilities/returns/web/TownWorkbookPage.tsx')).TownWorkbookPage),
    rail: { room: 'data', title: { zh: '成批填报', en: 'Many returns at once' } },
  },
  {
    path: returnPaths.review(),
    may: 'returns.review',
    page: page(async () => (await import('#capabilities/returns/web/ReviewPage.tsx')).ReviewPage),
    rail: { room: 'data', title: { zh: '审核', en: 'Review' } },
  },
  {
    path: returnPaths.coverage(),
    may: 'returns.see',
    page: page(async () => (await import('#capabilities/returns/web/MissingReturnsPage.tsx')).MissingReturnsPage),
    rail: { room: 'data', title: { zh: '报送情况', en: 'Who has reported' } },
  },
  {
    path: returnPaths.late(),
    may: 'returns.remind',
    page: page(async () => (await import('#capabilities/returns/web/LateReturnsPage.tsx')).LateReturnsPage),
    rail: { room: 'data', title: { zh: '逾期未报', en: 'Who is late' } },
  },
  {
    path: returnPaths.suspicious(),
    may: 'returns.review',
    page: page(async () => (await import('#capabilities/returns/web/SuspiciousReturnsPage.tsx')).SuspiciousReturnsPage),
    rail: { room: 'data', title: { zh: '重点核查', en: 'Look at first' } },
  },
  {
    path: returnPaths.one('$id'),
    may: 'returns.see',
    page: page(async () => (await import('#capabilities/returns/web/ReturnPage.tsx')).ReturnPage),
  },
  {
    path: indicatorPaths.explore(),
    may: 'indicators.see',
    page: page(async () => (await import('#capabilities/indicators/web/ExplorePage.tsx')).ExplorePage),
    rail: { room: 'data', title: { zh: '探索', en: 'Explore' } },
  },
  {
    path: indicatorPaths.list(),
    may: 'indicators.see',
    page: page(async () => (await import('#capabilities/indicators/web/IndicatorsPage.tsx')).IndicatorsPage),
    rail: { room: 'data', title: { zh: '指标目录', en: 'Indicators' } },
  },
  {
    path: indicatorPaths.one('$id'),
    may: 'indicators.see',
    page: page(async () => (await import('#capabilities/indicators/web/IndicatorPage.tsx')).IndicatorPage),
  },
  {
    path: indicatorPaths.figure('$id'),
    may: 'indicators.see',
    page: page(async () => (await import('#capabilities/indicators/web/FigurePage.tsx')).FigurePage),
  },
  {
    path: releasePaths.list(),
    may: 'indicators.see',
    page: page(async () => (await import('#capabilities/releases/web/ReleasesPage.tsx')).ReleasesPage),
    rail: { room: 'data', title: { zh: '数据发布', en: 'Releases' } },
  },
  {
    path: releasePaths.one('$id'),
    may: 'indicators.see',
    page: page(async () => (await import('#capabilities/releases/web/ReleasePage.tsx')).ReleasePage),
  },
  {
    path: releasePaths.preview('$release', '$period'),
    may: 'releases.publish',
    page: page(async () => (await import('#capabilities/releases/web/ReleasePreviewPage.tsx')).ReleasePreviewPage),
  },
  {
    path: observationPaths.imports(),
    may: 'observations.import',
    page: ObservationImportPage,
    rail: { room: 'data', title: { zh: '数据导入', en: 'Data imports' } },
  },
  { path: observationPaths.import('$id'), may: 'observations.import', page: ObservationImportPage },
  {
    path: cataloguePaths.list(),
    may: 'catalogue.see',
    page: page(async () => (await import('#capabilities/catalogue/web/CataloguePage.tsx')).CataloguePage),
    rail: { room: 'data', title: { zh: '采集目录', en: 'Data catalogue' } },
  },
  {
    path: cataloguePaths.one('$id'),
    may: 'catalogue.see',
    page: page(async () => (await import('#capabilities/catalogue/web/SupplyPage.tsx')).SupplyPage),
  },
  {
    path: cataloguePaths.platforms(),
    may: 'catalogue.see',
    page: page(async () => (await import('#capabilities/catalogue/web/PlatformsPage.tsx')).PlatformsPage),
    rail: { room: 'data', title: { zh: '平台与数据库', en: 'Platforms' } },
  },
  {
    path: cataloguePaths.platform('$id'),
    may: 'catalogue.see',
    page: page(async () => (await import('#capabilities/catalogue/web/PlatformPage.tsx')).PlatformPage),
  },
  {
    path: cataloguePaths.classifications(),
    may: 'catalogue.see',
    page: page(async () => (await import('#capabilities/catalogue/web/ClassificationsPage.tsx')).ClassificationsPage),
    rail: { room: 'data', title: { zh: '分类与日历', en: 'Classifications' } },
  },
  {
    path: peoplePaths.list(),
    may: 'people.see',
    page: page(async () => (await import('#capabilities/people/web/PeoplePage.tsx')).PeoplePage),
    rail: { room: 'administration', title: { zh: '人员', en: 'People' } },
  },
  {
    path: peoplePaths.one('$id'),
    may: 'people.see',
    page: page(async () => (await import('#capabilities/people/web/PersonPage.tsx')).PersonPage),
  },
  {
    path: peoplePaths.data('$id'),
    may: 'people.export',
    page: page(async () => (await import('#capabilities/people/web/PersonDataPage.tsx')).PersonDataPage),
  },
  {
    path: peoplePaths.roles(),
    may: 'people.see',
    page: page(async () => (await import('#capabilities/people/web/RolesPage.tsx')).RolesPage),
    rail: { room: 'administration', title: { zh: '角色', en: 'Roles' } },
  },
  {
    path: peoplePaths.organisations(),
    may: 'signed_in',
    page: page(async () => (await import('#capabilities/people/web/OrganisationsPage.tsx')).OrganisationsPage),
    rail: { room: 'administration', title: { zh: '单位', en: 'Organisations' } },
  },
  {
    path: peoplePaths.substitutions(),
    may: 'signed_in',
    page: page(async () => (await import('#capabilities/people/web/SubstitutionsPage.tsx')).SubstitutionsPage),
    rail: { room: 'desk', title: { zh: '外出替办', en: 'Substitution' } },
  },
  {
    path: workflowPaths.mail(),
    may: 'signed_in',
    page: page(async () => (await import('#capabilities/workflows/web/MailPage.tsx')).MailPage),
    rail: { room: 'desk', title: { zh: '通知设置', en: 'Notifications' } },
  },
  {
    path: workflowPaths.messages(),
    may: 'workflows.messages',
    page: page(async () => (await import('#capabilities/workflows/web/MessagesPage.tsx')).MessagesPage),
    rail: { room: 'administration', title: { zh: '外发消息', en: 'Messages' } },
  },
  {
    path: peoplePaths.duties(),
    may: 'signed_in',
    page: page(async () => (await import('#capabilities/people/web/DutiesPage.tsx')).DutiesPage),
    rail: { room: 'administration', title: { zh: '职责', en: 'Duties' } },
  },
  {
    path: administrationPaths.health(),
    may: 'operation.see',
    page: page(async () => (await import('#capabilities/operation/web/OperationPage.tsx')).OperationPage),
    rail: { room: 'administration', title: { zh: '运行状况', en: 'Operation' } },
  },
  {
    path: administrationPaths.acts(),
    may: 'acts.see',
    page: page(async () => (await import('#capabilities/people/web/ActsPage.tsx')).ActsPage),
    rail: { room: 'administration', title: { zh: '操作记录', en: 'Audit log' } },
  },
  {
    path: administrationPaths.looks(),
    may: 'looks.see',
    page: page(async () => (await import('#capabilities/people/web/LooksPage.tsx')).LooksPage),
    rail: { room: 'administration', title: { zh: '访问记录', en: 'Who looked' } },
  },
  {
    path: peoplePaths.account(),
    may: 'signed_in',
    page: page(async () => (await import('#capabilities/people/web/AccountPage.tsx')).AccountPage),
  },
  {
    path: peoplePaths.signIn(),
    may: 'anyone',
    page: page(async () => (await import('#capabilities/people/web/SignInPage.tsx')).SignInPage),
  },
]
