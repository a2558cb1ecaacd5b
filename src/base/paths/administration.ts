import { address, step } from '../address.ts'

export const administrationPaths = {
  home: () => '/administration',
  programme: () => '/administration/programme',
  sources: () => '/administration/sources',
  source: (id: string) => `/administration/sources/${step(id)}`,
  contradictions: () => '/administration/contradictions',
  acts: (search: { subject?: string; actor?: string; name?: string } = {}) => address('/administration/acts', search),
  looks: (search: { person?: string; subject?: string } = {}) => address('/administration/looks', search),
  jobs: () => '/administration/jobs',
  job: (id: string) => `/administration/jobs/${step(id)}`,
  health: () => '/administration/health',
}
