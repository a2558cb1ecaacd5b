import type { SearchSource, Section } from '#kit/web/sections.tsx'

/** What higher rooms show on the pages of lower ones. */
export const sections: readonly Section[] = []

/** What Ctrl K finds besides pages. */
export const searches: readonly SearchSource[] = []
