-- Registers: enterprises, parcels, who is on which parcel, and the files they were imported from.
-- Places are data of the pack; a row keeps the ids of its place and of all that contain it, so that policies need no tree.

create table enterprise_enterprise (
  id                uuid primary key,
  name              text not null check (name <> ''),
  credit_code       text unique,
  former_names      text[] not null default '{}',
  town              text not null,
  base              text,
  industry          text,
  size              text,
  ownership         text,
  above_scale_since date,
  above_scale_until date,
  status            text not null default 'operating' check (status in ('preparing', 'operating', 'suspended', 'closed')),
  opened_on         date,
  address           text,
  contact_name      text,
  contact_phone     text,
  synthetic         boolean not null default false,
  version           integer not null default 1,
  places            text[] not null,
  search            text not null,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  updated_by        text not null default actor_id(),
  check (above_scale_until is null or (above_scale_since is not null and above_scale_until > above_scale_since))
);
create index enterprise_by_name on enterprise_enterprise (name, id);
create index enterprise_by_town on enterprise_enterprise (town, name, id);
create index enterprise_by_base on enterprise_enterprise (base) where base is not null;
create index enterprise_by_industry on enterprise_enterprise (industry, name, id);
create index enterprise_by_places on enterprise_enterprise using gin (places);

-- Trigrams make a search for part of a name an index look-up; a server without the extension scans, which is quick enough for tens of thousands.
do $$
begin
  if exists (select 1 from pg_available_extensions where name = 'pg_trgm') then
    begin
      create extension if not exists pg_trgm;
    exception when insufficient_privilege then
      null;
    end;
  end if;
  if exists (select 1 from pg_extension where extname = 'pg_trgm') then
    execute 'create index enterprise_by_search on enterprise_enterprise using gin (search gin_trgm_ops)';
  end if;
end
$$;

create table enterprise_classification (
  enterprise uuid not null references enterprise_enterprise (id) on delete cascade,
  from_date  date not null,
  to_date    date,
  town       text not null,
  base       text,
  industry   text,
  size       text,
  ownership  text,
  primary key (enterprise, from_date),
  check (to_date is null or to_date > from_date)
);
create unique index enterprise_classification_now on enterprise_classification (enterprise) where to_date is null;

create table enterprise_code_override (
  id         uuid primary key default gen_random_uuid(),
  enterprise uuid not null references enterprise_enterprise (id) on delete cascade,
  code       text not null,
  reason     text not null check (reason <> ''),
  by         text not null default actor_id(),
  at         timestamptz not null default now()
);
create index enterprise_code_override_of on enterprise_code_override (enterprise, at);

create table parcel_parcel (
  id            uuid primary key,
  code          text not null unique check (code <> ''),
  name          text,
  place         text not null,
  base          text,
  area          numeric(16, 4) not null check (area > 0),
  land_use      text,
  synthetic     boolean not null default false,
  version       integer not null default 1,
  places        text[] not null,
  organisations text[] not null default '{}',
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  updated_by    text not null default actor_id()
);
create index parcel_by_place on parcel_parcel (place, code);
create index parcel_by_places on parcel_parcel using gin (places);

create table parcel_occupation (
  id            uuid primary key,
  parcel        uuid not null references parcel_parcel (id),
  enterprise    uuid not null references enterprise_enterprise (id),
  from_date     date not null,
  to_date       date,
  area          numeric(16, 4) check (area > 0),
  synthetic     boolean not null default false,
  version       integer not null default 1,
  places        text[] not null,
  organisations text[] not null,
  updated_at    timestamptz not null default now(),
  updated_by    text not null default actor_id(),
  unique (parcel, enterprise, from_date),
  check (to_date is null or to_date > from_date)
);
create index parcel_occupation_of_enterprise on parcel_occupation (enterprise, from_date);

create table import_run (
  id           uuid primary key,
  kind         text not null check (kind in ('enterprises', 'parcels', 'occupations')),
  permission   text not null,
  file_id      uuid not null,
  file_name    text not null,
  status       text not null default 'previewed' check (status in ('previewed', 'confirmed', 'undone')),
  counts       jsonb not null,
  left_out     integer not null default 0,
  by           text not null default actor_id(),
  created_at   timestamptz not null default now(),
  confirmed_at timestamptz,
  undone_at    timestamptz,
  undone_by    text,
  undo_reason  text
);
create index import_run_latest on import_run (kind, created_at desc);

create table import_change (
  run           uuid not null references import_run (id),
  position      integer not null,
  subject       uuid not null,
  before        jsonb,
  after         jsonb not null,
  after_version integer not null,
  primary key (run, position)
);

-- ── who may see and change what ──────────────────────────────────────────────────────────────────────────────────
-- The selects in brackets do not depend on the row, so they are answered once a query.

grant select, insert, update, delete on enterprise_enterprise, enterprise_classification, enterprise_code_override,
  parcel_parcel, parcel_occupation, import_run, import_change to jidi_app;

alter table enterprise_enterprise enable row level security;
create policy enterprise_see on enterprise_enterprise for select to jidi_app using (
  (select may_everywhere('enterprises.see'))
  or places && (select may_places('enterprises.see'))
  or 'enterprise:' || id = any ((select may_organisations('enterprises.see'))::text[]));
create policy enterprise_enter on enterprise_enterprise for insert to jidi_app with check (
  (select may_everywhere('enterprises.edit'))
  or (select may_everywhere('enterprises.import'))
  or places && (select may_places('enterprises.edit'))
  or places && (select may_places('enterprises.import')));
create policy enterprise_change on enterprise_enterprise for update to jidi_app using (
  (select may_everywhere('enterprises.edit'))
  or (select may_everywhere('enterprises.import'))
  or places && (select may_places('enterprises.edit'))
  or places && (select may_places('enterprises.import')));
create policy enterprise_take_back on enterprise_enterprise for delete to jidi_app using (
  (select may_everywhere('enterprises.import'))
  or places && (select may_places('enterprises.import')));

alter table enterprise_classification enable row level security;
create policy enterprise_classification_all on enterprise_classification for all to jidi_app using (
  enterprise in (select id from enterprise_enterprise));

alter table enterprise_code_override enable row level security;
create policy enterprise_code_override_all on enterprise_code_override for all to jidi_app using (
  enterprise in (select id from enterprise_enterprise));

alter table parcel_parcel enable row level security;
create policy parcel_see on parcel_parcel for select to jidi_app using (
  (select may_everywhere('parcels.see'))
  or places && (select may_places('parcels.see'))
  or organisations && (select may_organisations('parcels.see')));
create policy parcel_enter on parcel_parcel for insert to jidi_app with check (
  (select may_everywhere('parcels.edit'))
  or (select may_everywhere('parcels.import'))
  or places && (select may_places('parcels.edit'))
  or places && (select may_places('parcels.import')));
create policy parcel_change on parcel_parcel for update to jidi_app using (
  (select may_everywhere('parcels.edit'))
  or (select may_everywhere('parcels.import'))
  or places && (select may_places('parcels.edit'))
  or places && (select may_places('parcels.import')));
create policy parcel_take_back on parcel_parcel for delete to jidi_app using (
  (select may_everywhere('parcels.import'))
  or places && (select may_places('parcels.import')));

alter table parcel_occupation enable row level security;
create policy parcel_occupation_see on parcel_occupation for select to jidi_app using (
  (select may_everywhere('parcels.see'))
  or places && (select may_places('parcels.see'))
  or organisations && (select may_organisations('parcels.see')));
create policy parcel_occupation_enter on parcel_occupation for insert to jidi_app with check (
  (select may_everywhere('parcels.edit'))
  or (select may_everywhere('parcels.import'))
  or places && (select may_places('parcels.edit'))
  or places && (select may_places('parcels.import')));
create policy parcel_occupation_change on parcel_occupation for update to jidi_app using (
  (select may_everywhere('parcels.edit'))
  or (select may_everywhere('parcels.import'))
  or places && (select may_places('parcels.edit'))
  or places && (select may_places('parcels.import')));
create policy parcel_occupation_take_back on parcel_occupation for delete to jidi_app using (
  (select may_everywhere('parcels.import'))
  or places && (select may_places('parcels.import')));

alter table import_run enable row level security;
create policy import_run_all on import_run for all to jidi_app using (by = actor_id() or may(permission, '{}', '{}'));

alter table import_change enable row level security;
create policy import_change_all on import_change for all to jidi_app using (run in (select id from import_run));

-- Which of these codes and names are taken by a record that the asker may not see: the register is one, its windows are many.
create function enterprise_codes_taken(codes text[]) returns table (credit_code text, id uuid)
  language sql stable security definer set search_path = public as $$
  select e.credit_code, e.id from enterprise_enterprise e where e.credit_code = any (codes)
$$;
create function parcel_codes_taken(codes text[]) returns table (code text, id uuid)
  language sql stable security definer set search_path = public as $$
  select p.code, p.id from parcel_parcel p where p.code = any (codes)
$$;
revoke all on function enterprise_codes_taken(text[]), parcel_codes_taken(text[]) from public;
grant execute on function enterprise_codes_taken(text[]), parcel_codes_taken(text[]) to jidi_app;
