-- land: industrial renewal with what is known, given and released, and quotas as a ledger with requests for them. State and due dates of what
-- moves are written after each act of its case and equal it; entries, changes, gifts and releases are only added to.

create table land_renewal (
  id            uuid primary key default gen_random_uuid(),
  rule          text not null,
  name          text not null check (name <> ''),
  parcels       uuid[] not null default '{}',
  place         text not null,
  base          text,
  industry      text,
  owner         text,
  enterprise    uuid references enterprise_enterprise (id),
  area          numeric not null check (area > 0),
  area_unit     text not null,
  known         jsonb not null,
  filled        jsonb not null default '{}',
  legacy        text,
  housing       numeric check (housing > 0),
  progress      numeric check (progress between 0 and 100),
  released      numeric not null default 0 check (released between 0 and 100),
  recognised_on date,
  case_id       uuid not null references workflow_case (id),
  state         text not null,
  is_final      boolean not null default false,
  revision      integer not null,
  next_due      date,
  places        text[] not null,
  organisations text[] not null,
  created_at    timestamptz not null,
  created_by    text not null default actor_id(),
  check (released = 0 or housing is not null)
);
create index land_renewal_open on land_renewal (next_due) where not is_final;
create index land_renewal_parcels on land_renewal using gin (parcels);

create table land_renewal_change (
  renewal uuid not null references land_renewal (id),
  number  integer not null check (number >= 1),
  known   jsonb not null,
  reason  text check (reason <> ''),
  at      timestamptz not null,
  by      text not null default actor_id(),
  primary key (renewal, number)
);

create table land_renewal_gift (
  renewal  uuid not null references land_renewal (id),
  number   integer not null check (number >= 1),
  gift     text not null,
  amount   numeric not null,
  unit     text not null,
  given_on date not null,
  document text not null check (document <> ''),
  words    text,
  at       timestamptz not null,
  by       text not null default actor_id(),
  primary key (renewal, number)
);

create table land_renewal_housing (
  renewal     uuid not null references land_renewal (id),
  number      integer not null check (number >= 1),
  progress    numeric not null check (progress between 0 and 100),
  most        numeric not null check (most between 0 and 100),
  share       numeric not null check (share between 0 and 100),
  area        numeric not null check (area >= 0),
  released_on date not null,
  act         integer not null,
  at          timestamptz not null,
  by          text not null default actor_id(),
  primary key (renewal, number),
  check (share <= most)
);

create table land_quota_request (
  id            uuid primary key default gen_random_uuid(),
  quota         text not null,
  place         text not null,
  year          integer not null check (year between 1949 and 2200),
  amount        numeric not null check (amount > 0),
  unit          text not null,
  purpose       text not null check (purpose <> ''),
  parcel        uuid references parcel_parcel (id),
  supply        uuid,
  known         jsonb not null,
  case_id       uuid not null references workflow_case (id),
  state         text not null,
  is_final      boolean not null default false,
  revision      integer not null,
  next_due      date,
  places        text[] not null,
  organisations text[] not null,
  created_at    timestamptz not null,
  created_by    text not null default actor_id()
);
create index land_quota_request_of on land_quota_request (quota, place, year);
create index land_quota_request_open on land_quota_request (next_due) where not is_final;

create table land_quota_change (
  request uuid not null references land_quota_request (id),
  number  integer not null check (number >= 1),
  known   jsonb not null,
  reason  text check (reason <> ''),
  at      timestamptz not null,
  by      text not null default actor_id(),
  primary key (request, number)
);

create table land_quota_entry (
  id       uuid primary key default gen_random_uuid(),
  quota    text not null,
  place    text not null,
  year     integer not null check (year between 1949 and 2200),
  what     text not null check (what in ('given', 'taken_back', 'reserved', 'used', 'given_back')),
  amount   numeric not null check (amount > 0),
  unit     text not null,
  request  uuid references land_quota_request (id),
  stated   text,
  document text,
  reason   text not null check (reason <> ''),
  places   text[] not null,
  at       timestamptz not null,
  by       text not null default actor_id(),
  check ((what in ('reserved', 'used', 'given_back')) = (request is not null)),
  check (request is not null or stated is not null or document is not null)
);
create index land_quota_entry_of on land_quota_entry (quota, place, year);
create index land_quota_entry_request on land_quota_entry (request) where request is not null;
-- What the programme states is booked once, whatever interrupts the house; so is each step of a request.
create unique index land_quota_entry_stated on land_quota_entry (quota, place, year) where stated is not null;
create unique index land_quota_entry_step on land_quota_entry (request, what) where request is not null;

-- ── who may see and add what ─────────────────────────────────────────────────────────────────────────────────────
-- Seen by place and by organisation. The server decides single steps; the policies keep everybody inside reach.

create function land_moves(places text[], organisations text[]) returns boolean language sql stable parallel safe
  as $$
    select exists (
      select from unnest(array['plan', 'supply', 'supervise', 'decide', 'request']) verb
      where may('land.' || verb, places, organisations))
      or may('workflows.extend', places, organisations)
  $$;
comment on function land_moves(text[], text[]) is 'Whether the actor may take any step of renewals and quotas in these places or for these organisations.';

do $$
declare
  one text;
begin
  foreach one in array array['land_renewal', 'land_quota_request']
  loop
    execute format('grant select, insert, update on %1$I to jidi_app', one);
    execute format('alter table %1$I enable row level security', one);
    execute format('create policy %1$s_see on %1$I for select to jidi_app using (may(''land.see'', places, organisations))', one);
    execute format('create policy %1$s_add on %1$I for insert to jidi_app with check (land_moves(places, organisations))', one);
    execute format('create policy %1$s_move on %1$I for update to jidi_app using (land_moves(places, organisations))', one);
  end loop;
  foreach one in array array['land_renewal_change', 'land_renewal_gift', 'land_renewal_housing', 'land_quota_change', 'land_quota_entry']
  loop
    execute format('grant select, insert on %1$I to jidi_app', one);
    execute format('alter table %1$I enable row level security', one);
    execute format('create trigger %1$s_stays before update or delete on %1$I for each row execute function refuse_change()', one);
  end loop;
  foreach one in array array['land_renewal_change', 'land_renewal_gift', 'land_renewal_housing']
  loop
    execute format('create policy %1$s_see on %1$I for select to jidi_app using (exists (select from land_renewal r where r.id = renewal))', one);
    execute format('create policy %1$s_add on %1$I for insert to jidi_app with check (exists (
      select from land_renewal r where r.id = renewal and land_moves(r.places, r.organisations)))', one);
  end loop;
end
$$;

create policy land_quota_change_see on land_quota_change for select to jidi_app using (exists (
  select from land_quota_request r where r.id = request));
create policy land_quota_change_add on land_quota_change for insert to jidi_app with check (exists (
  select from land_quota_request r where r.id = request and land_moves(r.places, r.organisations)));

create policy land_quota_entry_see on land_quota_entry for select to jidi_app using (may('land.see', places, '{}'));
create policy land_quota_entry_add on land_quota_entry for insert to jidi_app with check (may('land.set', places, '{}'));
