import { describe, expect, it } from 'vitest'
import { Polytope } from './polytope.ts'

const row = (variables: number[], is: number) => ({ of: variables.map((variable) => ({ variable, times: 1 })), is })

describe('how far a sum can go', () => {
  it('is found in a table of two by two with known margins', () => {
    const table = new Polytope(4, [row([0, 1], 30), row([2, 3], 70), row([0, 2], 40), row([1, 3], 60)])
    expect(table.most(new Map([[0, 1]])).bound).toBeCloseTo(30)
    expect(-table.most(new Map([[3, -1]])).bound).toBeCloseTo(30)
    expect(table.most(new Map([[3, 1]])).bound).toBeCloseTo(60)
  })

  it('has no end where nothing holds it', () => {
    const [free, apart] = [1, 2]
    const open = new Polytope(3, [
      {
        of: [
          { variable: 0, times: 1 },
          { variable: free, times: -1 },
        ],
        is: 5,
      },
    ])
    expect(open.most(new Map([[0, 1]])).bound).toBe(Number.POSITIVE_INFINITY)
    expect(-open.most(new Map([[0, -1]])).bound).toBeCloseTo(5)
    expect(open.most(new Map([[apart, 1]])).bound).toBe(Number.POSITIVE_INFINITY)
  })

  it('names the equations that hold it', () => {
    const apart = new Polytope(3, [row([0, 1], 10), row([2], 4)])
    expect([...apart.most(new Map([[2, 1]])).proof.keys()]).toEqual([1])
  })

  it('bears equations that say the same twice', () => {
    const twice = new Polytope(2, [row([0, 1], 10), row([0, 1], 10), row([0], 4)])
    expect(twice.most(new Map([[1, 1]])).bound).toBeCloseTo(6)
  })

  it('refuses what cannot be', () => {
    expect(() => new Polytope(1, [row([0], 4), row([0], 5)])).toThrow()
  })
})
