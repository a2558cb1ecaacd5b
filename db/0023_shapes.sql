-- Shapes of parcels: versions that are kept, in CGCS2000; the area measured on the ellipsoid stands beside the area of the register.

create table parcel_shape (
  parcel      uuid not null references parcel_parcel (id),
  version     integer not null check (version > 0),
  geometry    jsonb not null,
  west        double precision not null,
  south       double precision not null,
  east        double precision not null,
  north       double precision not null,
  area        numeric(16, 2) check (area > 0),
  perimeter   numeric(16, 2) check (perimeter > 0),
  crs         text not null,
  approximate boolean not null default false,
  schematic   boolean not null default false,
  file_id     uuid,
  run         uuid references import_run (id),
  is_current  boolean not null default true,
  by          text not null default actor_id(),
  at          timestamptz not null default now(),
  withdrawn_at timestamptz,
  withdrawn_by text,
  primary key (parcel, version),
  check (west <= east and south <= north),
  check (approximate = (area is null) and (area is null) = (perimeter is null)),
  check ((withdrawn_at is null) = (withdrawn_by is null) and not (is_current and withdrawn_at is not null))
);
create unique index parcel_shape_now on parcel_shape (parcel) where is_current;
create index parcel_shape_by_west on parcel_shape (west, south) where is_current;
create index parcel_shape_of_run on parcel_shape (run) where run is not null;

-- What a person answered where a file leaves a question open, such as its zone.
alter table import_run add column answers jsonb not null default '{}';
alter table import_run drop constraint import_run_kind_check;
alter table import_run add constraint import_run_kind_check
  check (kind in ('enterprises', 'parcels', 'occupations', 'observations', 'shapes'));

grant select, insert, update on parcel_shape to jidi_app;

-- A shape is seen and changed by whoever may see and change its parcel.
alter table parcel_shape enable row level security;
create policy parcel_shape_see on parcel_shape for select to jidi_app using (
  exists (select from parcel_parcel p where p.id = parcel));
create policy parcel_shape_enter on parcel_shape for insert to jidi_app with check (
  exists (select from parcel_parcel p where p.id = parcel and (
    (select may_everywhere('parcels.edit'))
    or (select may_everywhere('parcels.import'))
    or p.places && (select may_places('parcels.edit'))
    or p.places && (select may_places('parcels.import')))));
create policy parcel_shape_change on parcel_shape for update to jidi_app using (
  exists (select from parcel_parcel p where p.id = parcel and (
    (select may_everywhere('parcels.edit'))
    or (select may_everywhere('parcels.import'))
    or p.places && (select may_places('parcels.edit'))
    or p.places && (select may_places('parcels.import')))));
