import type { Language } from '#base/text.ts'
import { workflowPaths } from '#base/paths/workflows.ts'
import type { MessageRow } from './message-store.ts'

const words = {
  zh: {
    due: '期限：',
    open: '办理：',
    substitute: '您以代理人身份收到此邮件。',
    foot: '此邮件由系统自动发出，请勿回复。不想收到此类邮件，可在系统“我的账号”中设置。',
  },
  en: {
    due: 'Due: ',
    open: 'Open: ',
    substitute: 'You receive this mail as a substitute.',
    foot: 'This mail was sent by a program; answers are not read. Under “My account” you can say which mail you want.',
  },
} as const

/** Where a message leads; without an address of its own the installation is found by whoever reads it. */
export function linkOf(publicUrl: string | undefined, message: Pick<MessageRow, 'case_id'>): string {
  return `${publicUrl ?? ''}${message.case_id === null ? workflowPaths.desk() : workflowPaths.one(message.case_id)}`
}

/** Subject and text of a mail: what it is about, until when, where to go. No name of anybody, no value. */
export function mailOf(
  message: Pick<MessageRow, 'text' | 'due' | 'case_id' | 'stands_in_for'>,
  { language, publicUrl }: { readonly language: Language; readonly publicUrl: string | undefined },
): { subject: string; text: string } {
  const said = words[language]
  const subject = message.text[language]
  const lines = [
    subject,
    '',
    ...(message.due === null ? [] : [`${said.due}${message.due}`]),
    `${said.open}${linkOf(publicUrl, message)}`,
    ...(message.stands_in_for === null ? [] : ['', said.substitute]),
    '',
    '-- ',
    said.foot,
  ]
  return { subject, text: `${lines.join('\n')}\n` }
}

/** What a webhook is told: ids and the sentence, never a person. */
export function webhookBody(message: MessageRow, publicUrl: string | undefined): object {
  return {
    id: message.id,
    kind: message.kind,
    text: message.text,
    ...(message.case_id === null ? {} : { case: message.case_id }),
    ...(message.workflow === null ? {} : { workflow: message.workflow }),
    ...(message.act === null ? {} : { act: message.act }),
    ...(message.case_state === null ? {} : { state: message.case_state }),
    subject: { kind: message.subject_kind, id: message.subject },
    ...(message.due === null ? {} : { due: message.due }),
    at: message.written_at.toISOString(),
    ...(publicUrl === undefined ? {} : { link: linkOf(publicUrl, message) }),
  }
}
