import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { projectRoot } from './build.ts'
import { choose, day, idIn, onDay, writeDay } from './filling.ts'
import { answered, attach, employed, lots, measured, type Role, shapefile, termsOfSale } from './land-parts.ts'
import { type Person, signIn } from './person.ts'
import { type Account, makeDataDir, populate, removeDataDir, type Server, startServer } from './server.ts'
import { closeBrowser, noBrowser, press, type Visit, visit, watchStory } from './visit.ts'

type Supply = { id: string; case: string; state: string; revision: number; outstanding: unknown[]; agreement: string }

const [first, second] = lots
const industry = { id: 'plan-fields/light-making', name: '光电产业' }
const winner = '云渚光电有限公司'
const daysLater = 370

describe.skipIf(noBrowser)('a parcel from its survey to what its holder promised', () => {
  const build = { root: inject('buildRoot'), remove: async () => undefined }
  let dataDir = ''
  let accounts: Account[] = []
  let server: Server
  let administrator: Person
  let officer: Person
  const windows: Visit[] = []
  let town: Visit
  let office: Visit
  let county: Visit
  let bureau: Visit
  let investor: Visit
  /** Who works for the units that check, by organisation. */
  const units = new Map<string, Account>()
  const parcels: string[] = []
  let receipt = ''
  let supply = ''
  let agreement = ''

  const at = (path: string) => `${server.url}${path}`

  /** The server starts on the day that lies so many days ahead; everybody signs in anew. */
  async function onTheDay(ahead: number): Promise<void> {
    for (const seen of windows.splice(0)) await seen.close()
    await server?.stop()
    const later = `--import=${join(projectRoot, 'e2e/later.mjs')}`
    const env = { NODE_OPTIONS: later, DAYS_LATER: String(ahead) }
    server = await startServer({ build, dataDir, pack: 'demo', env })
    administrator = await enters('administrator')
    officer = await enters('bureau-officer')
  }

  async function enters(login: string): Promise<Person> {
    const account = accounts.find((one) => one.login === login)
    if (account === undefined) throw new Error(`there is no account ${login}`)
    return signIn(server.url, account)
  }

  async function opens(person?: Person, ahead = 0): Promise<Visit> {
    const seen = await visit(person, undefined, server.url)
    windows.push(seen)
    await seen.page.clock.setSystemTime(new Date(Date.now() + ahead * day))
    return seen
  }

  /** Somebody works for a unit. */
  async function employ(organisation: string, roles: readonly Role[]): Promise<Person> {
    const account = await employed(server.url, administrator, { organisation, roles })
    units.set(organisation, account)
    return signIn(server.url, account)
  }

  beforeAll(async () => {
    dataDir = await makeDataDir()
    accounts = await populate({ build, dataDir, pack: 'demo' }, { enterprises: 20, months: 3 })
    await onTheDay(0)
    const clerk = await employ('kite-government', [{ role: 'town_clerk', place: 'kite' }, { role: 'bureau_officer' }])
    await employ('ecology', [{ role: 'bureau_officer' }])
    const admitting = await employ('industry-bureau', [{ role: 'bureau_officer' }])
    const leader = await employ('county-government', [{ role: 'leader' }])
    for (const { code, wide, deep } of lots) {
      const fields = { code, name: null, place: 'kite', base: 'lantern-base', area: String(wide * deep), landUse: null }
      parcels.push((await clerk.send<{ id: string }>('POST', '/api/parcels', { fields })).id)
    }
    town = await opens(clerk)
    office = await opens(officer)
    county = await opens(leader)
    bureau = await opens(admitting)
    investor = await opens()
  })
  watchStory(() => windows)
  afterAll(async () => {
    for (const seen of windows) await seen.close()
    await closeBrowser()
    await server?.stop()
    if (dataDir !== '') await removeDataDir(dataDir)
  })

  const supplyNow = () => officer.get<Supply>(`/api/land/supplies/${supply}`)
  const reaches = (state: string) => expect.poll(async () => (await supplyNow()).state, { timeout: 20_000 }).toBe(state)

  test('a clerk of the town imports the survey; the zone stands in its .prj', async () => {
    const { page } = town
    await page.goto(at('/parcels/imports?file=shapes'))
    await page.locator('input[type=file]').setInputFiles(shapefile)
    await page.waitForURL(/\/parcels\/imports\/[0-9a-f-]{36}/)
    await page
      .getByText(/第 41 带/)
      .first()
      .waitFor()
    await town.picture('land-survey')
    await press(page.getByRole('main'), '办理导入')
    await press(page.getByRole('dialog'), '办理导入')
    await expect
      .poll(async () => (await officer.get<{ current: unknown }>(`/api/parcels/${parcels[0]}/shapes`)).current, {
        timeout: 20_000,
      })
      .toMatchObject({ crs: 'EPSG:4529' })
  })

  test('the office brings the parcel into preparation on its dossier', async () => {
    const { page } = office
    await page.goto(at(`/land/parcels/${parcels[0]}`))
    await press(page, '纳入整备')
    const form = page.getByRole('dialog')
    await choose(page, form.getByLabel('成熟度'), '可立即使用')
    await choose(page, form.getByLabel('用途'), '工业用地')
    await form.getByLabel('供电能力（千瓦）').fill('12000')
    await form.getByLabel('理由').fill('已收储，三通一平')
    await press(form, '保存')
    await page.getByText('已收储，三通一平').first().waitFor()
  })

  test('control indicators are drawn for an industry, one is made stricter, and they are set', async () => {
    const { page } = office
    await press(page, '取标准')
    const form = page.getByRole('dialog')
    await choose(page, form.getByLabel('产业'), industry.name)
    await writeDay(form.getByLabel('按何日的标准'), '2026-01-01')
    await press(form, '取标准')
    const row = page.getByRole('row').filter({ hasText: '建筑系数' })
    await press(row, '调整')
    const change = page.getByRole('dialog')
    await change.getByLabel('数额').fill('30')
    await press(change, '保存')
    await change.getByText(/从严/).first().waitFor()
    await change.getByLabel('数额').fill('50')
    await change.getByLabel('理由').fill('节约用地')
    await press(change, '保存')
    await row.getByText(/从严（标准为/).waitFor()
    await office.picture('land-indicators')
    await press(page, '确定')
    await press(page.getByRole('dialog'), '确定')
    await page
      .getByText(/已确定/)
      .first()
      .waitFor()
  })

  test('it is published after a preview of what strangers will see', async () => {
    const { page } = office
    await press(page, '对外发布')
    const form = page.getByRole('dialog')
    await form.getByLabel('价格').fill('80')
    await form.getByLabel('联系电话').fill('0769-2200 0000')
    await press(form, '预览公众所见')
    await form.getByText(/建筑系数 ≥ 50/).waitFor()
    await office.picture('land-preview')
    await press(form, '确认发布')
    await page.getByText(/公众可见/).waitFor()
    await publishSecond()
  })

  /** The other parcel, dearer: many times the same. */
  async function publishSecond(): Promise<void> {
    const changes = { readiness: 'usable', use: 'industry' }
    await officer.send('PUT', `/api/land/lots/${parcels[1]}`, { changes, reason: '已收储', revision: 0 })
    const terms = termsOfSale('95', onDay(0))
    await officer.send('POST', '/api/land/offers', { kind: 'parcel', of: parcels[1], terms, expectedRevision: 0 })
  }

  test('an investor who has not signed in finds it among all offers and reads its entry conditions', async () => {
    const { page } = investor
    await page.goto(at('/offers'))
    await page.getByText('地块', { exact: true }).first().click()
    await page.getByRole('textbox', { name: '查找' }).fill('STORY')
    await page.getByText(/筛选后 2 行/).waitFor()
    await investor.picture('land-offers')
    await page.getByRole('link', { name: first.code }).click()
    await page.getByRole('heading', { name: first.code }).waitFor()
    await page.getByText(/建筑系数 ≥ 50/).waitFor()
    await page.getByText('0769-2200 0000').waitFor()
    await investor.picture('land-offer')
  })

  test('what is needed is ranked with reasons, and what fails says what would have to change', async () => {
    const { page } = investor
    await page.goto(at('/find-land'))
    await choose(page, page.getByLabel('行业'), industry.name)
    await page.getByLabel('面积不少于').fill('45000')
    await page.getByLabel('面积不多于').fill('65000')
    await page.getByLabel('地价不高于（万元/亩）').fill('90')
    await choose(page, page.getByLabel('意向地区'), '纸鸢镇')
    await press(page, '查找')
    const cards = page.locator('.nd-card')
    await cards.first().getByRole('link', { name: first.code }).waitFor()
    await cards.first().getByText(/价格/).first().waitFor()
    const dear = cards.filter({ hasText: second.code })
    await dear.getByText('地价上限提高到 95 万元/亩').waitFor()
    await investor.picture('land-found')
  })

  test('the need is sent with whom to call, and a receipt is given', async () => {
    const { page } = investor
    await press(page, '发送需求')
    const form = page.getByRole('dialog')
    await form.getByLabel('单位').fill(winner)
    await form.getByLabel('联系人').fill('李工')
    await form.getByLabel('电话').fill('13800000000')
    await press(form, '发送')
    receipt = (await page.locator('.nd-receipt').textContent()) ?? ''
    expect(receipt.length).toBeGreaterThan(8)
    await investor.picture('land-receipt')
  })

  test('the unit that the duties name takes it up and offers the parcel; the receipt shows the answer', async () => {
    const { page } = bureau
    await page.goto(at('/needs'))
    await page.getByRole('link', { name: winner }).click()
    await press(page, '显示')
    await page.getByText(/李工/).waitFor()
    await press(page, '受理')
    const card = page.locator('.nd-card').filter({ hasText: first.code })
    await card.getByRole('checkbox', { name: '选作推荐' }).check()
    await bureau.picture('land-need')
    await press(page, '推荐所选 1 处')
    await page.getByText(/推荐时匹配度/).waitFor()
    await investor.page.goto(at('/find-land'))
    await press(investor.page, '凭回执查询')
    await investor.page.getByRole('searchbox', { name: '回执' }).fill(receipt)
    await press(investor.page, '查询')
    await investor.page.getByText('已推荐', { exact: true }).waitFor()
    await investor.page.getByRole('link', { name: first.code }).waitFor()
    await investor.picture('land-answer')
  })

  test('the supply begins on the dossier: one window, several units at once, each with its day', async () => {
    const { page } = office
    await page.goto(at(`/land/parcels/${parcels[0]}`))
    await press(page, '发起供应')
    const form = page.getByRole('dialog')
    await form.getByText('云渚县自然资源局').waitFor()
    await press(form, '发起供应')
    await page.waitForURL(/\/land\/supplies\/[0-9a-f-]{36}/)
    supply = idIn(page)
    await press(page, '分送核查')
    await page.getByText(/云渚县生态环境局：区域评估核查（.* 前）/).waitFor()
    await office.picture('land-window')
    for (const [unit, outcome] of [
      ['ecology', 'environment.covered'],
      ['industry-bureau', 'industry.admitted'],
      ['kite-government', 'opinion.agree'],
    ] as const)
      await answered(server.url, units.get(unit), { supply, outcome })
    await page.reload()
    await page.getByText(/云渚县自然资源局：规划和权属核查/).waitFor()
    expect((await supplyNow()).outstanding).toHaveLength(1)
    await press(page, '规划和权属核查：符合（云渚县自然资源局）')
    await press(page, '核查完成')
    await reaches('assessed')
    await press(page, '确定控制指标')
    await press(page.getByRole('dialog'), '确定控制指标')
    await reaches('indicators_set')
  })

  test('without the reviewed design it is not announced; with it, it is, and everybody reads both documents', async () => {
    const { page } = county
    await page.goto(at(`/land/supplies/${supply}`))
    await press(page, '发布公告')
    const form = page.getByRole('dialog')
    await attach(form, '出让公告', '出让公告')
    await press(form, '发布公告')
    await form.locator('.ant-form-item-explain-error').first().waitFor()
    await county.picture('land-announce-refused')
    expect((await supplyNow()).state).toBe('indicators_set')
    await attach(form, '经审查的设计方案', '设计方案')
    await press(form, '发布公告')
    await page.getByText('公众所见（第 2 次发布）').waitFor()
    await investor.page.goto(at('/offers'))
    await investor.page.getByRole('textbox', { name: '查找' }).fill(first.code)
    await investor.page.getByRole('link', { name: first.code }).click()
    await investor.page.getByRole('link', { name: '设计方案.pdf' }).waitFor()
    await investor.page.getByText('已公告').waitFor()
  })

  test('it is sold for the elected industry, signed with its documents and handed over: strangers see it no more', async () => {
    const { page } = office
    const offer = investor.page.url()
    await page.goto(at(`/land/supplies/${supply}`))
    await press(page, '登记成交')
    const form = page.getByRole('dialog')
    await form.getByLabel('成交价').fill('7200')
    await form.getByLabel('竞得人', { exact: true }).fill(winner)
    await choose(page, form.getByLabel('选定行业'), industry.name)
    await writeDay(form.getByLabel('成交日期'), onDay(0))
    await press(form, '登记成交')
    await reaches('sold')
    await press(page, '签约')
    const signing = page.getByRole('dialog')
    await writeDay(signing.getByLabel('取得使用权日期'), onDay(0))
    await attach(signing, '出让合同', '出让合同')
    await attach(signing, '投入产出监管协议', '监管协议')
    await press(signing, '签约')
    await reaches('signed')
    await press(page, '交地')
    const handing = page.getByRole('dialog')
    await writeDay(handing.getByLabel('交地日期'), onDay(0))
    await press(handing, '交地')
    await reaches('handed_over')
    await office.picture('land-supplied')
    agreement = (await supplyNow()).agreement
    await investor.page.goto(offer)
    await investor.page.getByText(/没有找到/).waitFor()
    const { rows } = await officer.get<{ rows: { code: string }[] }>('/api/land/offers?pageSize=200')
    expect(rows.map(({ code }) => code)).not.toContain(first.code)
  })

  test('the agreement holds the stricter indicator, and its clocks run from the day of the land right', async () => {
    const { page } = office
    await page.goto(at(`/land/agreements/${agreement}`))
    await page
      .getByText(/建筑系数 ≥ 50/)
      .first()
      .waitFor()
    await page.getByRole('row').filter({ hasText: '开工核查' }).getByText(onDay(365)).first().waitFor()
    await page.getByText('开工期限').first().waitFor()
    await page.getByText('工业用地', { exact: true }).waitFor()
    await office.picture('land-agreement')
  })

  test('a year passes without a start: the light is red', async () => {
    await onTheDay(daysLater)
    office = await opens(officer, daysLater)
    const { page } = office
    await page.goto(at('/land/agreements'))
    await page.getByRole('row').filter({ hasText: winner }).getByText('已逾期 5 天').waitFor()
    await office.picture('land-late')
    await page.getByRole('link', { name: winner }).click()
    await press(page, '登记：开工核查')
    const form = page.getByRole('dialog')
    await choose(page, form.getByLabel('同时办理'), '开工核验')
    await writeDay(form.getByLabel('开工日期'), onDay(daysLater))
    await press(form, '登记核查')
    await page.getByText('建设中').first().waitFor()
  })

  test('what is missing at completion shows while it is typed; recorded, it is put right under a computed penalty', async () => {
    const { page } = office
    await page.getByRole('row').filter({ hasText: '竣工核查' }).getByRole('button', { name: '登记' }).click()
    const form = page.getByRole('dialog')
    await measured(form, '18000')
    await form.getByText(/缺 20%（40%）/).waitFor()
    await form.getByText(/违约金 2,880 万元/).waitFor()
    await form.getByText(/土地价款 × 未达标比例/).waitFor()
    await form.getByText(/违约金 2,880 万元/).scrollIntoViewIfNeeded()
    await office.picture('land-shortfall')
    await choose(page, form.getByLabel('同时办理'), '认定未达标')
    await form.getByLabel('理由', { exact: true }).fill('建筑占地不足')
    await press(form, '登记核查')
    await page.getByText('限期整改').first().waitFor()
    await page.getByText(/确定违约金 2,880 万元/).waitFor()
    await office.picture('land-rectifying')
  })

  test('what was put right is checked again, and the building is accepted', async () => {
    const { page } = office
    await press(page, '整改后继续建设')
    await press(page, '登记：竣工核查')
    const form = page.getByRole('dialog')
    await measured(form, '33000')
    await choose(page, form.getByLabel(/只作工业用途/), '是')
    await form.getByText('约束性指标全部达标').waitFor()
    await choose(page, form.getByLabel('同时办理'), '竣工验收')
    await writeDay(form.getByLabel('竣工日期'), onDay(daysLater))
    await attach(form, '验收材料', '竣工验收')
    await press(form, '登记核查')
    await page.getByText('已竣工').first().waitFor()
    await office.picture('land-accepted')
  })
})
