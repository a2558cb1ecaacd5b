import { step } from '../address.ts'

export const workflowPaths = {
  desk: () => '/',
  cases: () => '/cases',
  one: (id: string) => `/cases/${step(id)}`,
  calendar: () => '/working-days',
  /** Which mail I want, and where it goes. */
  mail: () => '/account/mail',
  /** Mails and calls of webhooks that leave the house. */
  messages: () => '/administration/messages',
}
