import type { Client } from 'pg'

/** Removes whatever lies in the schema of a record and the queue of its jobs; what extensions made stays. */
export async function clearDatabase(client: Client): Promise<void> {
  await client.query('drop schema if exists pgboss cascade')
  const kinds = [
    `select format('drop %s if exists %I cascade', case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
       when 'S' then 'sequence' when 'f' then 'foreign table' else 'table' end, c.relname) as text
     from pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and c.relnamespace = current_schema()::regnamespace
       and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
     -- What a column counts with goes with its table.
     order by c.relkind = 'S'`,
    `select format('drop routine if exists %s cascade', p.oid::regprocedure) as text
     from pg_proc p where p.pronamespace = current_schema()::regnamespace
       and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`,
    `select format('drop type if exists %I cascade', t.typname) as text
     from pg_type t where t.typtype in ('d', 'e') and t.typnamespace = current_schema()::regnamespace
       and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')`,
  ]
  for (const kind of kinds) {
    const { rows } = await client.query<{ text: string }>(kind)
    for (const { text } of rows) await client.query(text)
  }
}
