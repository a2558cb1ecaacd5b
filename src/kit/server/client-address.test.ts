import { describe, expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

const on = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } })

describe('where a request came from', () => {
  test.each([
    ['the connection', { env: on('10.0.0.7') }, '10.0.0.7'],
    ['the connection, written as IPv6', { env: on('::ffff:10.0.0.7') }, '10.0.0.7'],
    ['no claim of the sender without a trusted gateway', { env: on('10.0.0.7'), forwarded: '192.0.2.1' }, '10.0.0.7'],
    [
      'what the gateway wrote last, not what the sender claimed',
      { env: on('10.0.0.1'), forwarded: '1.1.1.1, 192.0.2.9', trustProxy: true },
      '192.0.2.9',
    ],
    ['the connection where the gateway wrote nothing', { env: on('10.0.0.1'), trustProxy: true }, '10.0.0.1'],
    ['nobody knows without a server', { env: {} }, undefined],
  ])('%s', (_what, request, address) => {
    expect(clientAddress({ forwarded: undefined, trustProxy: false, ...request })).toBe(address)
  })
})
