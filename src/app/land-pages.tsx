import { landPaths } from '#base/paths/land.ts'
import { mapPaths } from '#base/paths/map.ts'
import { needPaths } from '#base/paths/needs.ts'
import { parcelPaths } from '#base/paths/parcels.ts'
import { placePaths } from '#base/paths/places.ts'
import { type PageEntry, page } from './page-entry.tsx'

const CarrierImportPage = page(
  async () => (await import('#capabilities/land/web/CarrierImportPage.tsx')).CarrierImportPage,
)
const ParcelImportPage = page(
  async () => (await import('#capabilities/parcels/web/ParcelImportPage.tsx')).ParcelImportPage,
)

/** The pages of the room of land, in the order of the work: what there is, how it is supplied and supervised, who needs it; then the registers and what everybody sees. */
export const landPages: readonly PageEntry[] = [
  {
    path: mapPaths.office(),
    may: 'parcels.see',
    page: page(async () => (await import('#capabilities/map/web/MapPage.tsx')).MapPage),
    rail: { room: 'land', title: { zh: '土地地图', en: 'Land map' } },
  },
  {
    path: landPaths.ledger(),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/LedgerPage.tsx')).LedgerPage),
    rail: { room: 'land', title: { zh: '土地整备台账', en: 'Ledger of land' } },
  },
  {
    path: landPaths.parcel('$id'),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/ParcelPage.tsx')).ParcelPage),
  },
  {
    path: landPaths.supplies(),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/SuppliesPage.tsx')).SuppliesPage),
    rail: { room: 'land', title: { zh: '标准地供应', en: 'Supplies of land' } },
  },
  {
    path: landPaths.supply('$id'),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/SupplyPage.tsx')).SupplyPage),
  },
  {
    path: landPaths.officeOffers(),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/OfficeOffersPage.tsx')).OfficeOffersPage),
    rail: { room: 'land', title: { zh: '发布管理', en: 'Publication' } },
  },
  {
    path: landPaths.agreements(),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/AgreementsPage.tsx')).AgreementsPage),
    rail: { room: 'land', title: { zh: '供后监管', en: 'Agreements on land' } },
  },
  {
    path: landPaths.agreement('$id'),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/AgreementPage.tsx')).AgreementPage),
  },
  {
    path: landPaths.assessments(),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/AssessmentsPage.tsx')).AssessmentsPage),
    rail: { room: 'land', title: { zh: '区域评估', en: 'Regional assessments' } },
  },
  {
    path: landPaths.assessment('$id'),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/AssessmentPage.tsx')).AssessmentPage),
  },
  {
    path: landPaths.carriers(),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/CarriersPage.tsx')).CarriersPage),
    rail: { room: 'land', title: { zh: '产业载体', en: 'Buildings for industry' } },
  },
  { path: landPaths.carrierImports(), may: 'land.plan', page: CarrierImportPage },
  { path: landPaths.carrierImport('$id'), may: 'land.plan', page: CarrierImportPage },
  {
    path: landPaths.carrier('$id'),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/CarrierPage.tsx')).CarrierPage),
  },
  {
    path: landPaths.renewals(),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/RenewalsPage.tsx')).RenewalsPage),
    rail: { room: 'land', title: { zh: '工改工', en: 'Industrial renewal' } },
  },
  {
    path: landPaths.renewal('$id'),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/RenewalPage.tsx')).RenewalPage),
  },
  {
    path: landPaths.quotas(),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/QuotasPage.tsx')).QuotasPage),
    rail: { room: 'land', title: { zh: '指标额度', en: 'Quotas' } },
  },
  {
    path: landPaths.quotaRequest('$id'),
    may: 'land.see',
    page: page(async () => (await import('#capabilities/land/web/QuotaRequestPage.tsx')).QuotaRequestPage),
  },
  {
    path: needPaths.list(),
    may: 'signed_in',
    page: page(async () => (await import('#capabilities/needs/web/NeedsPage.tsx')).NeedsPage),
    rail: { room: 'land', title: { zh: '用地用房需求', en: 'Needs' } },
  },
  {
    path: needPaths.matching(),
    may: 'land.match',
    page: page(async () => (await import('#capabilities/needs/web/MatchingPage.tsx')).MatchingPage),
  },
  {
    path: needPaths.one('$id'),
    may: 'signed_in',
    page: page(async () => (await import('#capabilities/needs/web/NeedPage.tsx')).NeedPage),
  },
  {
    path: parcelPaths.list(),
    may: 'parcels.see',
    page: page(async () => (await import('#capabilities/parcels/web/ParcelsPage.tsx')).ParcelsPage),
    rail: { room: 'land', title: { zh: '地块登记', en: 'Register of parcels' } },
  },
  {
    path: parcelPaths.imports(),
    may: 'parcels.import',
    page: ParcelImportPage,
    rail: { room: 'land', title: { zh: '地块导入', en: 'Parcel imports' } },
  },
  { path: parcelPaths.import('$id'), may: 'parcels.import', page: ParcelImportPage },
  {
    path: placePaths.list(),
    may: 'places.see',
    page: page(async () => (await import('#capabilities/places/web/PlacesPage.tsx')).PlacesPage),
    rail: { room: 'land', title: { zh: '地区与基地', en: 'Places and bases' } },
  },
  {
    path: placePaths.one('$id'),
    may: 'places.see',
    page: page(async () => (await import('#capabilities/places/web/PlacePage.tsx')).PlacePage),
  },
  {
    path: mapPaths.offers(),
    may: 'anyone',
    page: page(async () => (await import('#capabilities/map/web/offers/OffersPage.tsx')).OffersPage),
    rail: { room: 'land', title: { zh: '公开供应', en: 'On offer' } },
  },
  {
    path: mapPaths.open(),
    may: 'anyone',
    page: page(async () => (await import('#capabilities/map/web/PublicMapPage.tsx')).PublicMapPage),
    rail: { room: 'land', title: { zh: '供应地图', en: 'Map of offers' } },
  },
  {
    path: mapPaths.compare(),
    may: 'anyone',
    page: page(async () => (await import('#capabilities/map/web/offers/OfferComparePage.tsx')).OfferComparePage),
  },
  {
    path: mapPaths.offer('$id'),
    may: 'anyone',
    page: page(async () => (await import('#capabilities/map/web/offers/OfferPage.tsx')).OfferPage),
  },
  {
    path: needPaths.find(),
    may: 'anyone',
    page: page(async () => (await import('#capabilities/needs/web/FindLandPage.tsx')).FindLandPage),
    rail: { room: 'land', title: { zh: '我要用地用房', en: 'I need land' } },
  },
]
