-- cases: the workflow a case was opened under, what the desk reads, parties, branches, sub-cases, what an act filled in and which dues it set.

create table workflow_version (
  hash     text primary key check (hash ~ '^[0-9a-f]{64}$'),
  workflow text not null,
  content  text not null,
  kept_at  timestamptz not null
);
alter table workflow_version enable row level security;
create policy workflow_version_seen on workflow_version for select to jidi_app using (has_actor());
create policy workflow_version_kept on workflow_version for insert to jidi_app with check (has_actor());
revoke update, delete, truncate on workflow_version from jidi_app;
create trigger workflow_version_stays before update or delete on workflow_version for each row execute function refuse_change();

alter table workflow_case
  add column workflow_hash text references workflow_version (hash),
  add column branches jsonb not null default '[]',
  add column fields jsonb not null default '{}',
  add column parties jsonb not null default '{"lead": [], "assist": [], "decide": []}',
  add column assignee text,
  add column parent uuid references workflow_case (id),
  add column open_subcases text[] not null default '{}',
  add column provisional boolean not null default false,
  add column wakes_on date,
  add column waits text[] not null default '{}';
create index workflow_case_waits on workflow_case using gin (waits) with (fastupdate = off) where closed_at is null;
create index workflow_case_wakes on workflow_case (wakes_on, id) where closed_at is null;
create index workflow_case_provisional on workflow_case (id) where closed_at is null and provisional;
create index workflow_case_parent on workflow_case (parent) where parent is not null;
create index workflow_case_unadopted on workflow_case (id) where workflow_hash is null;

alter table workflow_act
  add column unit text,
  add column fields jsonb,
  add column parties jsonb,
  add column assignee text,
  add column subcase uuid references workflow_case (id),
  add column dues jsonb;

-- Cases from before are looked at once by the clocks, which then know when to look again.
update workflow_case set wakes_on = next_due where closed_at is null;

-- A due date, and each step before and after it, is done once.
alter table workflow_expiry add column step text not null default 'due';
alter table workflow_expiry drop constraint workflow_expiry_pkey;
alter table workflow_expiry add primary key (case_id, clock, due, step);

-- Which open cases wait under a key, stand in a place or concern a unit, by index. A policy keeps conditions that are not leakproof from the
-- indexes, so ids are found here and read again under the policies: whoever may not see a case learns nothing but an id that leads nowhere.
create function workflow_waiting(keys text[]) returns setof uuid
  language sql stable security definer set search_path = public, pg_temp rows 500
  as $$ select id from workflow_case where closed_at is null and waits && keys $$;
comment on function workflow_waiting(text[]) is 'The open cases that wait under one of the keys.';

create function workflow_open_at(in_places text[], of_organisations text[]) returns setof uuid
  language sql stable security definer set search_path = public, pg_temp rows 500
  as $$
    select id from workflow_case where closed_at is null and places && in_places
    union
    select id from workflow_case where closed_at is null and organisations && of_organisations
  $$;
comment on function workflow_open_at(text[], text[]) is 'The open cases in one of the places or of one of the organisations.';
