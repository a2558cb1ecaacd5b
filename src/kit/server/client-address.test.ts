import { describe, expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

const on = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } })

describe('where a request came from', () => {
  test.each([
    ['the connection', on('10.0.0.7'), undefined, false, '10.0.0.7'],
    ['the connection, written as IPv6', on('::ffff:10.0.0.7'), undefined, false, '10.0.0.7'],
    ['no claim of the sender without a trusted gateway', on('10.0.0.7'), '192.0.2.1', false, '10.0.0.7'],
    [
      'what the gateway wrote last, not what the sender claimed',
      on('10.0.0.1'),
      '1.1.1.1, 192.0.2.9',
      true,
      '192.0.2.9',
    ],
    ['the connection where the gateway wrote nothing', on('10.0.0.1'), undefined, true, '10.0.0.1'],
    ['nobody knows without a server', {}, undefined, false, undefined],
  ])('%s', (_what, env, forwarded, trustProxy, address) => {
    expect(clientAddress({ env, forwarded, trustProxy })).toBe(address)
  })
})
