import pg from 'pg'

const textTypes = new Set<number>([pg.types.builtins.INT8, pg.types.builtins.NUMERIC, pg.types.builtins.DATE])
const textArrays = new Set<number>([1016, 1231, 1182])
const textArrayOid: number = 1009

/** How rows of PostgreSQL are read: 64-bit integers, decimals and dates as exact text, alone and in arrays. */
export const exactTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (textTypes.has(oid)) return (value: string) => value
    if (textArrays.has(oid)) return pg.types.getTypeParser(textArrayOid, format)
    return pg.types.getTypeParser(oid, format)
  },
}
