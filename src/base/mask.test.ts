import { describe, expect, test } from 'vitest'
import { maskName, maskPhone } from './mask.ts'

describe('what is shown of a contact until it is asked for', () => {
  test.each([
    ['李工', '李**'],
    ['欧阳青', '欧**'],
    ['𠮷田', '𠮷**'],
    [' Ada Lovelace', 'A**'],
    ['', ''],
  ])('of the name %j: %j', (name, masked) => expect(maskName(name)).toBe(masked))

  test.each([
    ['13800001234', '138******34'],
    ['0769-1234567', '076*******67'],
    ['12345', '*****'],
    ['', ''],
  ])('of the number %j: %j', (phone, masked) => expect(maskPhone(phone)).toBe(masked))
})
