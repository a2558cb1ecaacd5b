import { step } from '../address.ts'

export const workflowPaths = {
  desk: () => '/',
  cases: () => '/cases',
  one: (id: string) => `/cases/${step(id)}`,
  calendar: () => '/working-days',
}
