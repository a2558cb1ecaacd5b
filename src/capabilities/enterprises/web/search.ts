import { enterprisePaths } from '#base/paths/enterprises.ts'
import { createApi } from '#kit/web/api.ts'
import type { SearchSource } from '#kit/web/sections.tsx'
import { enterprisesContract } from '../contract.ts'

/** Ctrl K finds enterprises by part of a name or credit code. */
export const enterpriseSearch: SearchSource = {
  id: 'enterprises',
  title: { zh: '企业', en: 'Enterprises' },
  may: 'enterprises.see',
  find: async (words, signal) => {
    const { rows } = await createApi(enterprisesContract).list({ q: words, pageSize: 6 }, { signal })
    return rows.map(({ id, name, creditCode }) => ({
      id,
      title: name,
      detail: creditCode ?? undefined,
      to: enterprisePaths.one(id),
    }))
  },
}
