import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const Name = z.string().regex(/^[a-z][a-z0-9_]*$/)
const Period = z.string().regex(/^P\d+[YMD]$/)

/** When rows of a table go, beside the words of `keep_for`. */
export const Erase = z.union([
  z.literal('never'),
  z.strictObject({ with: Name.describe('Kept as long as the rows of this table that they belong to.') }),
  z.strictObject({ by: z.string().describe('The file of the room that removes them as part of its work.') }),
  z
    .strictObject({
      after: Period.describe('An ISO 8601 period.'),
      of: z
        .string()
        .regex(/^[a-z_]+(\.[a-z_]+)?$/)
        .describe('A column with a day or an instant, also of a table that rows refer to.'),
      if: z.string().optional().describe('A condition in SQL on the row.'),
      clear: z.array(Name).default([]).describe('Columns that become null; the row stays.'),
      empty: z.array(Name).default([]).describe('Columns that become an empty text; the row stays.'),
      mark: Name.optional().describe('The column that says when it was done.'),
    })
    .describe('Without columns to clear or empty the whole row goes.'),
])
export type Erase = z.infer<typeof Erase>

/** A rule that the nightly job carries out. */
export type TimedErase = Extract<Erase, { after: string }>

/** What becomes of a column that names a person, when that person is erased. */
const PersonColumn = z.enum(['stays', 'remove'])

/** The page of words of one table of the record: `db/tables/<table>.yaml`. */
export const TablePage = z.object({
  meaning: z.string(),
  personal: z.union([z.boolean(), z.string(), z.array(z.string())]),
  purpose: z.string(),
  keep_for: z.string(),
  erase: Erase,
  persons: z.record(Name, PersonColumn).default({}),
  columns: z.record(z.string(), z.unknown()),
})
export type TablePage = z.infer<typeof TablePage> & { readonly table: string }

/** The pages of all tables, in the order of their names. They are part of the product: one that cannot be read is our mistake. */
export async function readTablePages(migrationsDir: string): Promise<TablePage[]> {
  const folder = path.join(migrationsDir, 'tables')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort()
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(folder, file), 'utf8')
      return { ...TablePage.parse(parse(text)), table: file.replace('.yaml', '') }
    }),
  )
}
