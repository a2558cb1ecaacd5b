-- Parcels in preparation with every change kept, and what is asked of who takes one, by industry, in versions.

create table land_lot (
  parcel      uuid primary key references parcel_parcel (id),
  base        text,
  use         text,
  readiness   text,
  usable_on   date,
  acquired_on date,
  prepared_on date,
  supplied_on date,
  power_kw    numeric check (power_kw >= 0),
  note        text check (note <> ''),
  revision    integer not null default 1 check (revision > 0),
  at          timestamptz not null default now(),
  by          text not null default actor_id()
);
create index land_lot_by_readiness on land_lot (readiness);
create index land_lot_by_base on land_lot (base);

create table land_lot_event (
  lot    uuid not null references land_lot (parcel),
  number integer not null check (number > 0),
  what   text not null,
  before text,
  after  text,
  since  date not null,
  reason text not null check (reason <> ''),
  at     timestamptz not null default now(),
  by     text not null default actor_id(),
  primary key (lot, number),
  check (before is distinct from after)
);
create trigger land_lot_event_stays before update or delete on land_lot_event for each row execute function refuse_change();

create table land_indicator_set (
  id         uuid primary key default gen_random_uuid(),
  parcel     uuid not null references parcel_parcel (id),
  industry   text not null check (industry ~ '^[^/]+/[^/]+$'),
  version    integer not null check (version > 0),
  use        text,
  stated_on  date not null,
  standards  text[] not null,
  programme  text not null,
  rows       jsonb not null check (jsonb_typeof(rows) = 'array'),
  state      text not null check (state in ('draft', 'set', 'frozen')),
  is_current boolean not null,
  revision   integer not null default 1 check (revision > 0),
  at         timestamptz not null default now(),
  by         text not null default actor_id(),
  set_at     timestamptz,
  set_by     text,
  frozen_at  timestamptz,
  frozen_by  text,
  unique (parcel, industry, version),
  check ((state = 'draft') = (set_at is null) and (set_at is null) = (set_by is null)),
  check ((state = 'frozen') = (frozen_at is not null) and (frozen_at is null) = (frozen_by is null)),
  check (not (is_current and state = 'draft'))
);
create unique index land_indicator_set_now on land_indicator_set (parcel, industry) where is_current;
create unique index land_indicator_set_draft on land_indicator_set (parcel, industry) where state = 'draft';

-- What was set stays as it was set; it may only be frozen, and another version may take its place.
create function land_indicator_set_keeps() returns trigger language plpgsql as $$
  begin
    if old.state <> 'draft' and (
      (old.rows, old.parcel, old.industry, old.version, old.set_at, old.set_by) is distinct from
      (new.rows, new.parcel, new.industry, new.version, new.set_at, new.set_by)
      or new.state = 'draft' or (old.state = 'frozen' and new.state <> 'frozen'))
    then
      raise exception 'an indicator set that was set stays as it is' using errcode = 'restrict_violation';
    end if;
    return new;
  end
$$;
create trigger land_indicator_set_stays before update on land_indicator_set for each row execute function land_indicator_set_keeps();

grant select, insert, update on land_lot, land_indicator_set to jidi_app;
grant delete on land_indicator_set to jidi_app;
grant select, insert on land_lot_event to jidi_app;

-- Seen where the parcel is seen and land is; changed by who plans, and by the house where an act of a case says so.
alter table land_lot enable row level security;
create policy land_lot_see on land_lot for select to jidi_app using (
  exists (select from parcel_parcel p where p.id = parcel and (
    (select may_everywhere('land.see'))
    or p.places && (select may_places('land.see'))
    or p.organisations && (select may_organisations('land.see')))));
create policy land_lot_enter on land_lot for insert to jidi_app with check (
  exists (select from parcel_parcel p where p.id = parcel and (
    (select may_everywhere('land.plan')) or p.places && (select may_places('land.plan')))));
create policy land_lot_change on land_lot for update to jidi_app using (
  exists (select from parcel_parcel p where p.id = parcel and (
    (select may_everywhere('land.plan')) or p.places && (select may_places('land.plan')))));

alter table land_lot_event enable row level security;
create policy land_lot_event_see on land_lot_event for select to jidi_app using (
  exists (select from land_lot l where l.parcel = lot));
create policy land_lot_event_enter on land_lot_event for insert to jidi_app with check (
  exists (select from parcel_parcel p where p.id = lot and (
    (select may_everywhere('land.plan')) or p.places && (select may_places('land.plan')))));

alter table land_indicator_set enable row level security;
create policy land_indicator_set_see on land_indicator_set for select to jidi_app using (
  exists (select from parcel_parcel p where p.id = parcel and (
    (select may_everywhere('land.see'))
    or p.places && (select may_places('land.see'))
    or p.organisations && (select may_organisations('land.see')))));
create policy land_indicator_set_enter on land_indicator_set for insert to jidi_app with check (
  exists (select from parcel_parcel p where p.id = parcel and (
    (select may_everywhere('land.set')) or p.places && (select may_places('land.set')))));
create policy land_indicator_set_change on land_indicator_set for update to jidi_app using (
  exists (select from parcel_parcel p where p.id = parcel and (
    (select may_everywhere('land.set')) or p.places && (select may_places('land.set')))));
create policy land_indicator_set_drop on land_indicator_set for delete to jidi_app using (
  state = 'draft' and exists (select from parcel_parcel p where p.id = parcel and (
    (select may_everywhere('land.set')) or p.places && (select may_places('land.set')))));
