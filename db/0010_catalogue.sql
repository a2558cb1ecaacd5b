-- Use of data, counted by day: which thing was taken in which way by whom — a role and an organisation, never a person.

create table kit_use (
  day          date not null,
  thing        text not null check (thing <> ''),
  how          text not null check (how in ('query', 'explanation', 'export')),
  role         text not null,
  organisation text not null,
  times        bigint not null check (times > 0),
  last_at      timestamptz not null,
  primary key (thing, day, how, role, organisation)
);

grant select, insert, update on kit_use to jidi_app;

-- catalogue: what came in without a form or a file is noted by hand; how far a named platform is, as an officer learnt it. Rows are
-- only added; an entry that was wrong is withdrawn with a reason and stays.

create table catalogue_arrival (
  id           uuid primary key default gen_random_uuid(),
  supply       text not null,
  organisation text not null,
  period       text not null,
  arrived_on   date not null,
  note         text not null,
  recorded_at  timestamptz not null default clock_timestamp(),
  recorded_by  text not null default actor_id(),
  withdrawn_at timestamptz,
  withdrawn_by text,
  reason       text,
  check ((withdrawn_at is null) = (reason is null))
);
create unique index catalogue_arrival_standing on catalogue_arrival (supply, organisation, period) where withdrawn_at is null;

create table catalogue_platform_state (
  id          uuid primary key default gen_random_uuid(),
  platform    text not null,
  state       text not null check (state in ('planned', 'building', 'running', 'ended')),
  since       date not null,
  reason      text not null check (reason <> ''),
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default actor_id()
);
create index catalogue_platform_state_of on catalogue_platform_state (platform, since);

grant select, insert, update on catalogue_arrival to jidi_app;
grant select, insert on catalogue_platform_state to jidi_app;

alter table catalogue_arrival enable row level security;
create policy catalogue_arrival_read on catalogue_arrival for select to jidi_app using ((select may('catalogue.see', '{}', '{}')));
create policy catalogue_arrival_add on catalogue_arrival for insert to jidi_app
  with check (may('catalogue.record', '{}', array[organisation]) and recorded_by = actor_id());
create policy catalogue_arrival_withdraw on catalogue_arrival for update to jidi_app
  using (may('catalogue.record', '{}', array[organisation]));

alter table catalogue_platform_state enable row level security;
create policy catalogue_platform_state_read on catalogue_platform_state for select to jidi_app
  using ((select may('catalogue.see', '{}', '{}')));
create policy catalogue_platform_state_add on catalogue_platform_state for insert to jidi_app
  with check ((select may('catalogue.record', '{}', '{}')) and recorded_by = actor_id());
