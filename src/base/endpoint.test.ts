import { expect, it } from 'vitest'
import { z } from 'zod'
import { endpoint } from './endpoint.ts'

it('an endpoint says who may call it, and whoever forgets to say so lets in nobody unknown', () => {
  const list = endpoint
    .route({ method: 'GET', path: '/returns' })
    .meta({ may: 'returns.see' })
    .output(z.array(z.string()))
  const careless = endpoint.route({ method: 'GET', path: '/returns' }).output(z.array(z.string()))
  expect(list['~orpc'].meta.may).toBe('returns.see')
  expect(careless['~orpc'].meta.may).toBe('signed_in')
})
