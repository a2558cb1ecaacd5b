-- observations: every value that is known, from whom and since when. One row holds all cells of one return (or of one line of a
-- bureau's file): an array of amounts and, only where a cell is not plainly reported, an array of codes, both in the order of the
-- layout. Rows are only added. See docs/decisions/0010-one-row-per-return-in-the-record.md.

create table observation_layout (
  id           integer generated always as identity primary key,
  subject_kind text not null,
  period_kind  text not null check (period_kind in ('month', 'quarter', 'half_year', 'year')),
  cells        text[] not null check (cardinality(cells) between 1 and 1000),
  unique (subject_kind, period_kind, cells)
);

create table observation_classification (
  id        integer generated always as identity primary key,
  town      text,
  base      text,
  industry  text,
  size      text,
  ownership text,
  places    text[] not null,
  key       text not null unique
);

create table observation_batch (
  id       bigint generated always as identity primary key,
  kind     text not null check (kind in ('return', 'file', 'withdrawal', 'reclassification', 'population')),
  domain   text not null check (domain in ('statistical', 'administrative', 'declared')),
  layout   integer not null references observation_layout (id),
  pack     text not null,
  actor    text not null,
  known_at timestamptz not null,
  lines    integer not null
);

create table observation_observation (
  subject        text not null,
  period         text not null,
  seq            integer not null check (seq >= 1),
  batch          bigint not null,
  layout         integer not null,
  classification integer not null,
  replaces       boolean not null,
  source         text not null,
  source_version integer not null,
  amounts        numeric[] not null,
  codes          smallint[],
  primary key (subject, period, seq)
);
create index observation_by_batch on observation_observation (batch);
create index observation_replacing on observation_observation (batch) where replaces;

-- Batches that the mirror has not confirmed yet.
create table observation_outbox (
  batch bigint primary key references observation_batch (id)
);

-- Files of bureaus go through the imports of the registers.
alter table import_run drop constraint import_run_kind_check;
alter table import_run add constraint import_run_kind_check check (kind in ('enterprises', 'parcels', 'occupations', 'observations'));

-- ── who may see and add what ─────────────────────────────────────────────────────────────────────────────────────
-- Single values are micro-data. The first call of may() asks for the whole installation and is answered once a query.
-- Whoever files a return may write the rows of that respondent, and the reviewer those of the places in reach; the one
-- write path is the service, the policies are the second lock.

grant select, insert on observation_layout, observation_classification, observation_batch, observation_observation to jidi_app;
grant select, insert, delete on observation_outbox to jidi_app;

alter table observation_observation enable row level security;
create policy observation_see on observation_observation for select to jidi_app using (
  (select may('observations.see_micro', '{}', '{}') or may('returns.approve', '{}', '{}') or may('observations.import', '{}', '{}'))
  or exists (
    select 1 from observation_classification c
    where c.id = classification
      and (may('observations.see_micro', c.places, array['enterprise:' || subject])
        or may('returns.fill', '{}', array['enterprise:' || subject])
        or may('returns.approve', c.places, array['enterprise:' || subject]))));
create policy observation_add on observation_observation for insert to jidi_app with check (
  (select may('returns.approve', '{}', '{}') or may('observations.import', '{}', '{}'))
  or exists (
    select 1 from observation_classification c
    where c.id = classification
      and (may('returns.approve', c.places, array['enterprise:' || subject])
        or may('returns.fill', '{}', array['enterprise:' || subject]))));

-- All rows of some subjects and periods, whoever asks: a new row must know which values it takes the place of.
create function observation_chain(subjects text[], periods text[]) returns setof observation_observation
  language sql stable security definer set search_path = public as $$
  select o.* from unnest(subjects, periods) as asked (subject, period)
  join observation_observation o on o.subject = asked.subject and o.period = asked.period
$$;
revoke all on function observation_chain(text[], text[]) from public;
grant execute on function observation_chain(text[], text[]) to jidi_app;
