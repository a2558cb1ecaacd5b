import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'

const CaseId = z.uuid().describe('A case.')

/** What messages can be about; each can be wanted or not by mail. */
export const messageKinds = ['moved', 'due_soon', 'late', 'assigned', 'escalated'] as const
export const MessageKind = z.enum(messageKinds)
export type MessageKind = z.infer<typeof MessageKind>

export const messageStates = ['waiting', 'sent', 'no_address', 'refused', 'given_up'] as const
export const MessageState = z
  .enum(messageStates)
  .describe(
    'no_address: the person has given none; refused: the receiver will never take it; given_up: days without success.',
  )
export type MessageState = z.infer<typeof MessageState>

export const Message = z
  .object({
    id: z.uuid().describe('Also the Idempotency-Key of a webhook.'),
    channel: z.enum(['mail', 'webhook']),
    recipient: z.string().describe('A person by id, or the name of a webhook; never an address.'),
    recipientName: z.string(),
    kind: z.string(),
    text: Text,
    case: CaseId.optional(),
    state: MessageState,
    tries: z.number().int(),
    nextTryAt: z.string().optional().describe('ISO instant; of one that waits.'),
    writtenAt: z.string(),
    endedAt: z.string().optional(),
    lastError: z.string().optional().describe('What the receiver said last, without addresses.'),
  })
  .describe('One message to one recipient through one channel.')
export type Message = z.infer<typeof Message>

const FileShown = z.object({
  id: z.uuid(),
  ask: z.string().describe('Which file of the act it is.'),
  name: z.string(),
  size: z.number().int().describe('In bytes.'),
  type: z.string().describe('Media type, found by looking at the content.'),
  by: z.object({ id: z.string(), name: z.string() }),
  at: z.string().describe('ISO instant.'),
  act: z.number().int().optional().describe('The number of the act that names it; absent while it waits for one.'),
})
export type FileShown = z.infer<typeof FileShown>

const MailChoices = z.object({
  mailOn: z.boolean().describe('Whether this installation sends mail at all.'),
  address: z.boolean().describe('Whether I have given an address.'),
  kinds: z.array(z.object({ kind: MessageKind, wanted: z.boolean() })),
})

export const messagesContract = {
  list: endpoint
    .route({ method: 'GET', path: '/messages', summary: 'Messages that leave the house, and what became of them' })
    .meta({ may: 'workflows.messages' })
    .input(
      z.object({
        state: MessageState.optional(),
        channel: z.enum(['mail', 'webhook']).optional(),
        case: CaseId.optional(),
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(
      z.object({
        mailOn: z.boolean(),
        webhooks: z.array(z.string()).describe('Names of the webhooks of this installation.'),
        states: z.record(MessageState, z.number().int()).describe('How many messages are in each state.'),
        total: z.number().int(),
        items: z.array(Message),
      }),
    ),
  retry: endpoint
    .route({ method: 'POST', path: '/messages/{id}/retry', summary: 'Try once more what was refused or given up' })
    .meta({ may: 'workflows.messages' })
    .input(z.object({ id: z.uuid() }))
    .output(Message),
  choices: endpoint
    .route({ method: 'GET', path: '/account/mail-kinds', summary: 'Which mail I want' })
    .meta({ may: 'signed_in' })
    .output(MailChoices),
  choose: endpoint
    .route({ method: 'PUT', path: '/account/mail-kinds', summary: 'Say which mail I do not want' })
    .meta({ may: 'signed_in' })
    .input(z.object({ off: z.array(MessageKind).max(messageKinds.length) }))
    .output(MailChoices),
  files: endpoint
    .route({ method: 'GET', path: '/cases/{id}/files', summary: 'Files of a case, and mine that wait for an act' })
    .meta({ may: 'workflows.see' })
    .input(z.object({ id: CaseId }))
    .output(z.object({ files: z.array(FileShown) })),
  fileRemove: endpoint
    .route({ method: 'DELETE', path: '/cases/{id}/files/{file}', summary: 'Drop a file of mine that no act names yet' })
    .meta({ may: 'workflows.see' })
    .input(z.object({ id: CaseId, file: z.uuid() }))
    .output(z.object({ files: z.array(FileShown) })),
}
