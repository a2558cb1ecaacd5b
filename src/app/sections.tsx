import { enterpriseFiguresSection, indicatorSearch, industrySearch, targetSearch } from '#capabilities/indicators/web/parts.tsx'
import type { SearchSource, Section } from '#kit/web/sections.tsx'

/** What higher rooms show on the pages of lower ones. */
export const sections: readonly Section[] = [enterpriseFiguresSection]

/** What Ctrl K finds besides pages. */
export const searches: readonly SearchSource[] = [targetSearch, indicatorSearch, industrySearch]
