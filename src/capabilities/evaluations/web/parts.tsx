import { lazy } from 'react'
import type { Section } from '#kit/web/sections.tsx'

const EnterpriseEvaluationsSection = lazy(async () => ({
  default: (await import('./EnterpriseEvaluationsSection.tsx')).EnterpriseEvaluationsSection,
}))

/** The grades of an enterprise over the periods, as a section of its dossier. */
export const enterpriseEvaluationsSection: Section = {
  id: 'enterprise-evaluations',
  slot: 'enterprise.dossier',
  title: { zh: '综合评价', en: 'Evaluations' },
  may: 'evaluations.see_values',
  order: 45,
  component: ({ subject }) => <EnterpriseEvaluationsSection subject={subject} />,
}
