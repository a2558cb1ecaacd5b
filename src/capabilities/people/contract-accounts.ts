import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'

const Done = z.object({ done: z.literal(true) })
const Password = z.string().min(1).max(128)

/** Six digits of an app, or a recovery code. */
export const Code = z.string().trim().min(6).max(40).describe('Six digits of the app, or a recovery code.')

export const OwnSession = z
  .object({
    id: z.uuid(),
    current: z.boolean().describe('The one that asks.'),
    beganAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime().describe('To the minute.'),
    endsAt: z.iso.datetime().describe('When it ends whatever is done in it; sooner when nobody uses it.'),
    method: z.enum(['password', 'provider']),
    address: z.string().optional(),
    browser: z.string().optional(),
  })
  .describe('One sign-in of mine that has not ended.')
export type OwnSession = z.infer<typeof OwnSession>

const RecoveryCodes = z.object({
  codes: z.array(z.string()).describe('Each works once in place of a code; shown this once.'),
})

export const accountsContract = {
  sessionCode: endpoint
    .route({
      method: 'POST',
      path: '/session/code',
      summary: 'The second step of signing in: a code of the second factor',
    })
    .meta({ may: 'anyone' })
    .input(z.object({ code: Code }))
    .output(Done),
  accountSessionList: endpoint
    .route({ method: 'GET', path: '/account/sessions', summary: 'Where I am signed in' })
    .meta({ may: 'signed_in' })
    .output(z.object({ items: z.array(OwnSession), idleMinutes: z.number().int() })),
  accountSessionEnd: endpoint
    .route({ method: 'POST', path: '/account/sessions/{id}/end', summary: 'End one of my sessions' })
    .meta({ may: 'signed_in' })
    .input(z.object({ id: z.uuid() }))
    .output(Done),
  accountSessionEndOthers: endpoint
    .route({ method: 'POST', path: '/account/sessions/end', summary: 'End all my sessions but this one' })
    .meta({ may: 'signed_in' })
    .output(z.object({ ended: z.number().int() })),
  accountSecondFactor: endpoint
    .route({ method: 'GET', path: '/account/second-factor', summary: 'Whether I have a second factor' })
    .meta({ may: 'signed_in' })
    .output(
      z.object({
        confirmedAt: z.iso.datetime().optional().describe('Absent where there is none.'),
        recoveryCodes: z.number().int().describe('How many are left.'),
      }),
    ),
  accountSecondFactorBegin: endpoint
    .route({ method: 'POST', path: '/account/second-factor', summary: 'Make a secret for an app, shown once' })
    .meta({ may: 'signed_in' })
    .input(z.object({ password: Password }))
    .output(
      z.object({
        secret: z.string().describe('Base 32, to be typed into the app.'),
        address: z.string().describe('otpauth:// address, to be drawn as a QR code.'),
      }),
    ),
  accountSecondFactorConfirm: endpoint
    .route({ method: 'POST', path: '/account/second-factor/confirm', summary: 'Confirm it with its first code' })
    .meta({ may: 'signed_in' })
    .input(z.object({ code: Code }))
    .output(RecoveryCodes),
  accountRecoveryRenew: endpoint
    .route({ method: 'POST', path: '/account/second-factor/recovery', summary: 'New recovery codes; the old ones end' })
    .meta({ may: 'signed_in' })
    .input(z.object({ code: Code }))
    .output(RecoveryCodes),
  accountSecondFactorEnd: endpoint
    .route({ method: 'POST', path: '/account/second-factor/end', summary: 'End my second factor' })
    .meta({ may: 'signed_in' })
    .input(z.object({ code: Code }))
    .output(Done),
}
