-- Assessments that hold for a whole area, who drew on them; buildings for industry with their floors and who rents them.

create table land_assessment (
  id            uuid primary key default gen_random_uuid(),
  kind          text not null,
  name          text not null check (name <> ''),
  place         text not null,
  geometry      jsonb not null,
  west          double precision not null,
  south         double precision not null,
  east          double precision not null,
  north         double precision not null,
  area          numeric(16, 2) check (area > 0),
  crs           text not null,
  approximate   boolean not null default false,
  schematic     boolean not null default false,
  body          text not null check (body <> ''),
  unit          text,
  number        text,
  files         uuid[] not null default '{}',
  approved_on   date not null,
  valid_until   date,
  conclusion    text,
  conditions    text,
  state         text not null default 'current' check (state in ('current', 'renewed', 'lapsed')),
  ended_on      date,
  replaces      uuid references land_assessment (id),
  made_by_case  uuid references workflow_case (id),
  case_id       uuid references workflow_case (id),
  revision      integer not null default 1 check (revision > 0),
  synthetic     boolean not null default false,
  places        text[] not null,
  organisations text[] not null default '{}',
  at            timestamptz not null,
  by            text not null default actor_id(),
  check (west <= east and south <= north),
  check (approximate = (area is null)),
  check (valid_until is null or valid_until >= approved_on),
  check ((state = 'renewed') = (ended_on is not null))
);
create unique index land_assessment_followed on land_assessment (replaces) where replaces is not null;
create index land_assessment_by_west on land_assessment (west, south);
create index land_assessment_open on land_assessment (valid_until) where state = 'current' and case_id is null;

create table land_assessment_use (
  id            uuid primary key default gen_random_uuid(),
  assessment    uuid not null references land_assessment (id),
  parcel        uuid not null references parcel_parcel (id),
  user_kind     text not null check (user_kind in ('project', 'supply', 'enterprise')),
  name          text not null check (name <> ''),
  enterprise    uuid references enterprise_enterprise (id),
  supply        uuid,
  used_on       date not null,
  share         numeric not null check (share > 0 and share <= 1),
  note          text,
  places        text[] not null,
  organisations text[] not null default '{}',
  at            timestamptz not null,
  by            text not null default actor_id()
);
create index land_assessment_use_of on land_assessment_use (assessment);
create index land_assessment_use_on on land_assessment_use (parcel);
create trigger land_assessment_use_stays before update or delete on land_assessment_use for each row execute function refuse_change();

create table land_carrier (
  id            uuid primary key default gen_random_uuid(),
  code          text not null unique check (code <> ''),
  name          text not null check (name <> ''),
  place         text not null,
  base          text,
  address       text,
  geometry      jsonb,
  west          double precision,
  south         double precision,
  east          double precision,
  north         double precision,
  floor_area    numeric not null check (floor_area > 0),
  builder       text check (builder in ('state', 'collective', 'private', 'other')),
  origin        text not null check (origin in ('built', 'acquired', 'standing')),
  completed_on  date,
  programme     text,
  stated        text,
  schematic     boolean not null default false,
  synthetic     boolean not null default false,
  revision      integer not null default 1 check (revision > 0),
  places        text[] not null,
  organisations text[] not null default '{}',
  at            timestamptz not null,
  by            text not null default actor_id(),
  check ((geometry is null) = (west is null) and (west is null) = (south is null)
    and (south is null) = (east is null) and (east is null) = (north is null)),
  check (west <= east and south <= north),
  check (stated is null or programme is not null)
);
create index land_carrier_of_base on land_carrier (base);

create table land_space (
  id         uuid primary key default gen_random_uuid(),
  carrier    uuid not null references land_carrier (id),
  code       text not null check (code <> ''),
  floor      text,
  area       numeric not null check (area > 0),
  rent       numeric check (rent >= 0),
  terms      text[] not null default '{}',
  free_from  date,
  power_kw   numeric check (power_kw >= 0),
  clean_room boolean,
  ceiling_m  numeric check (ceiling_m > 0),
  floor_load numeric check (floor_load > 0),
  revision   integer not null default 1 check (revision > 0),
  at         timestamptz not null,
  by         text not null default actor_id(),
  unique (carrier, code)
);

create table land_letting (
  id            uuid primary key default gen_random_uuid(),
  space         uuid not null references land_space (id),
  enterprise    uuid references enterprise_enterprise (id),
  name          text not null check (name <> ''),
  from_on       date not null,
  to_on         date,
  area          numeric not null check (area > 0),
  term          text,
  revision      integer not null default 1 check (revision > 0),
  organisations text[] not null default '{}',
  at            timestamptz not null,
  by            text not null default actor_id(),
  check (to_on is null or to_on > from_on)
);
create index land_letting_of on land_letting (space);
create index land_letting_to on land_letting (enterprise) where enterprise is not null;

grant select, insert, update on land_assessment, land_carrier, land_space, land_letting to jidi_app;
grant select, insert on land_assessment_use to jidi_app;

alter table land_assessment enable row level security;
create policy land_assessment_see on land_assessment for select to jidi_app using (
  (select may_everywhere('land.see')) or places && (select may_places('land.see'))
  or organisations && (select may_organisations('land.see')));
create policy land_assessment_enter on land_assessment for insert to jidi_app with check (
  (select may_everywhere('land.set')) or places && (select may_places('land.set')));
create policy land_assessment_change on land_assessment for update to jidi_app using (
  (select may_everywhere('land.set')) or places && (select may_places('land.set')));

-- Who draws on an assessment for his own project sees it in the ledger, whatever else he sees.
alter table land_assessment_use enable row level security;
create policy land_assessment_use_see on land_assessment_use for select to jidi_app using (
  (select may_everywhere('land.see')) or places && (select may_places('land.see'))
  or organisations && (select may_organisations('land.see')));
create policy land_assessment_use_enter on land_assessment_use for insert to jidi_app with check (
  (select may_everywhere('land.supply')) or places && (select may_places('land.supply')));

alter table land_carrier enable row level security;
create policy land_carrier_see on land_carrier for select to jidi_app using (
  (select may_everywhere('land.see')) or places && (select may_places('land.see'))
  or organisations && (select may_organisations('land.see')));
create policy land_carrier_enter on land_carrier for insert to jidi_app with check (
  (select may_everywhere('land.plan')) or places && (select may_places('land.plan')));
create policy land_carrier_change on land_carrier for update to jidi_app using (
  (select may_everywhere('land.plan')) or places && (select may_places('land.plan')));

-- A space is seen and changed with its building; a letting also by the enterprise that rents.
alter table land_space enable row level security;
create policy land_space_see on land_space for select to jidi_app using (
  exists (select from land_carrier c where c.id = carrier));
create policy land_space_enter on land_space for insert to jidi_app with check (
  exists (select from land_carrier c where c.id = carrier and (
    (select may_everywhere('land.plan')) or c.places && (select may_places('land.plan')))));
create policy land_space_change on land_space for update to jidi_app using (
  exists (select from land_carrier c where c.id = carrier and (
    (select may_everywhere('land.plan')) or c.places && (select may_places('land.plan')))));

alter table land_letting enable row level security;
create policy land_letting_see on land_letting for select to jidi_app using (
  exists (select from land_space s where s.id = space) or organisations && (select may_organisations('land.see')));
create policy land_letting_enter on land_letting for insert to jidi_app with check (
  exists (select from land_space s join land_carrier c on c.id = s.carrier where s.id = space and (
    (select may_everywhere('land.plan')) or c.places && (select may_places('land.plan')))));
create policy land_letting_change on land_letting for update to jidi_app using (
  exists (select from land_space s join land_carrier c on c.id = s.carrier where s.id = space and (
    (select may_everywhere('land.plan')) or c.places && (select may_places('land.plan')))));

-- Whether a code is taken is asked of all buildings, also those that the actor does not see; nothing but that is told.
create function land_carrier_code_taken(wanted text) returns boolean language sql stable security definer set search_path = public
  as $$ select exists (select from land_carrier where code = wanted) $$;
comment on function land_carrier_code_taken(text) is 'Whether a building of this code was entered.';
