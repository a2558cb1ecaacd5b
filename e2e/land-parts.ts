import type { Locator } from 'playwright-core'
import { inGbk, prjOfZone, shapefileOf } from '../src/kit/server/testing-shapes.ts'
import { type Person, signIn } from './person.ts'
import type { Account } from './server.ts'

/** Two lots of the county in metres of Gauss–Krüger, zone 41, the number of the zone before the easting. */
export const lots = [
  { code: 'STORY-1', east: 41_600_300, north: 3_203_000, wide: 300, deep: 200 },
  { code: 'STORY-2', east: 41_600_900, north: 3_203_000, wide: 250, deep: 200 },
] as const
const ringOf = ({ east, north, wide, deep }: (typeof lots)[number]): [number, number][] => [
  [east, north],
  [east, north + deep],
  [east + wide, north + deep],
  [east + wide, north],
  [east, north],
]
export const shapefile = {
  name: '宗地.zip',
  mimeType: 'application/zip',
  buffer: Buffer.from(
    shapefileOf({
      records: lots.map((lot) => [ringOf(lot)]),
      attributes: lots.map(({ code }) => ({ 宗地编号: code })),
      encode: inGbk,
      cpg: 'GBK',
      prj: prjOfZone(41),
    }),
  ),
}
const pdf = (name: string) => ({ name: `${name}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n') })
/** Ground that is sold as a whole, at a price in 10,000 yuan per mu. */
export const termsOfSale = (price: string, from: string) => ({
  tenures: ['sale'],
  price,
  rent: null,
  least: null,
  from,
  until: null,
  stage: 'on_offer',
  documents: [],
  phone: null,
})

export type Role = { readonly role: string; readonly place?: string }

/** Somebody of a unit, with a password of their own. */
export async function employed(
  url: string,
  administrator: Person,
  { organisation, roles }: { readonly organisation: string; readonly roles: readonly Role[] },
): Promise<Account> {
  const [role, ...others] = roles
  const login = `story-${organisation}`
  const made = await administrator.send<{ person: { id: string }; password: string }>('POST', '/api/people', {
    login,
    name: organisation,
    membership: { organisation, ...role },
  })
  for (const other of others)
    await administrator.send('POST', `/api/people/${made.person.id}/memberships`, { organisation, ...other })
  const person = await signIn(url, { login, password: made.password })
  const account = { login, password: `story of ${organisation}` }
  await person.send('POST', '/api/account/password', { current: made.password, next: account.password })
  return account
}

type Case = { acts: { act: string; unit?: { id: string } }[]; version: number }

/** A unit gives the outcome of its branch of a supply. */
export async function answered(
  url: string,
  account: Account | undefined,
  { supply, outcome }: { readonly supply: string; readonly outcome: string },
): Promise<void> {
  if (account === undefined) throw new Error(`nobody works for the unit of ${outcome}`)
  const person = await signIn(url, account)
  const { id, case: caseId } = await person.get<{ id: string; case: string }>(`/api/land/supplies/${supply}`)
  const { acts, version } = await person.get<Case>(`/api/cases/${caseId}`)
  const offered = acts.find(({ act }) => act === outcome)
  if (offered === undefined) throw new Error(`${account.login} is not offered ${outcome}`)
  const unit = offered.unit?.id
  await person.send('POST', `/api/land/supplies/${id}/acts`, { act: outcome, expectedVersion: version, unit })
}

/** What was measured at completion, in square metres; the ground built on is what differs. */
export async function measured(form: Locator, builtOn: string): Promise<void> {
  await form.getByLabel('建筑面积', { exact: true }).fill('100000')
  await form.getByLabel('层高超过8米的建筑面积').fill('0')
  await form.getByLabel('建筑占地').fill(builtOn)
  await form.getByLabel('行政办公及生活服务设施用地').fill('3000')
}

/** Attaches a file where a form asks for it. */
export async function attach(form: Locator, asked: string, name: string): Promise<void> {
  const field = form.locator('.ant-form-item').filter({ hasText: asked })
  await field.locator('input[type=file]').setInputFiles(pdf(name))
  await field.getByRole('list', { name: '已上传' }).getByText(`${name}.pdf`).waitFor()
}
