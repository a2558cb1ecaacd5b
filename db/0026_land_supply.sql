-- Supply of land and what is on offer. A supply follows its case; an offer is a copy of what was published, the only thing of land that
-- strangers read.

create table land_supply (
  id                uuid primary key default gen_random_uuid(),
  parcel            uuid not null references parcel_parcel (id),
  use               text not null,
  lead              text[] not null,
  assist            text[] not null,
  decide            text[] not null,
  area              numeric not null check (area > 0),
  price             numeric check (price >= 0),
  winner            text,
  winner_enterprise uuid references enterprise_enterprise (id),
  industry_elected  text,
  sold_on           date,
  land_right_on     date,
  handed_on         date,
  agreement         uuid,
  case_id           uuid not null references workflow_case (id),
  state             text not null,
  is_final          boolean not null default false,
  revision          integer not null,
  next_due          date,
  outstanding       jsonb not null default '[]',
  places            text[] not null,
  organisations     text[] not null,
  created_at        timestamptz not null,
  created_by        text not null default actor_id(),
  check ((sold_on is null) = (winner is null)),
  check (winner_enterprise is null or winner is not null)
);
create unique index land_supply_open on land_supply (parcel) where not is_final;
create index land_supply_of_parcel on land_supply (parcel, created_at);
create index land_supply_due on land_supply (next_due) where not is_final;

create table land_offer (
  id            uuid not null,
  revision      integer not null check (revision > 0),
  is_current    boolean not null default true,
  kind          text not null check (kind in ('parcel', 'space')),
  of            uuid not null,
  code          text not null,
  name          text,
  place         text not null,
  base          text,
  area          numeric not null check (area > 0),
  least         numeric check (least > 0 and least <= area),
  use           text,
  tenures       text[] not null,
  price         numeric check (price >= 0),
  price_unit    text,
  rent          numeric check (rent >= 0),
  rent_unit     text,
  "from"        date not null,
  until         date,
  power_kw      numeric check (power_kw >= 0),
  clean_room    boolean,
  ceiling       numeric check (ceiling >= 0),
  floor_load    numeric check (floor_load >= 0),
  industries    jsonb not null default '[]',
  industry_ids  text[] not null default '{}',
  longitude     double precision not null,
  latitude      double precision not null,
  geometry      jsonb,
  approximate   boolean not null default false,
  schematic     boolean not null default false,
  synthetic     boolean not null default false,
  documents     jsonb not null default '[]',
  contact       jsonb not null,
  supply        uuid references land_supply (id),
  stage         text not null check (stage in ('planned', 'on_offer', 'announced')),
  places        text[] not null,
  published_at  timestamptz not null,
  published_by  text not null default actor_id(),
  withdrawn_at  timestamptz,
  withdrawn_by  text,
  withdrawn_for text,
  primary key (id, revision),
  unique (kind, of, revision),
  check ((price is null) = (price_unit is null)),
  check ((rent is null) = (rent_unit is null)),
  check (until is null or until >= "from"),
  check ((withdrawn_at is null) = (withdrawn_by is null)),
  check ((withdrawn_at is null) = (withdrawn_for is null))
);
create unique index land_offer_now on land_offer (kind, of) where is_current;
create index land_offer_in_place on land_offer using gin (places) where is_current and withdrawn_at is null;
create index land_offer_for_industry on land_offer using gin (industry_ids) where is_current and withdrawn_at is null;

-- What was published stays as it was: only that it is no longer current, or was withdrawn, is written later.
create function land_offer_stays() returns trigger language plpgsql
  as $$
    begin
      if (to_jsonb(new) - '{is_current,withdrawn_at,withdrawn_by,withdrawn_for}'::text[])
         is distinct from (to_jsonb(old) - '{is_current,withdrawn_at,withdrawn_by,withdrawn_for}'::text[])
         or (old.withdrawn_at is not null and old.withdrawn_at is distinct from new.withdrawn_at)
         or (new.is_current and not old.is_current)
      then
        raise exception 'what was published is not changed: publish again';
      end if;
      return new;
    end
  $$;
create trigger land_offer_stays before update on land_offer for each row execute function land_offer_stays();

grant select, insert, update on land_supply, land_offer to jidi_app;

alter table land_supply enable row level security;
create policy land_supply_see on land_supply for select to jidi_app using (may('land.see', places, organisations));
create policy land_supply_add on land_supply for insert to jidi_app with check (may('land.supply', places, organisations));
create policy land_supply_move on land_supply for update to jidi_app using (
  may('land.supply', places, organisations) or may('land.plan', places, organisations)
  or may('land.set', places, organisations) or may('land.decide', places, organisations));

-- Whoever comes from outside holds no permission and sees what is published now; earlier revisions and what was withdrawn are the office's.
alter table land_offer enable row level security;
create policy land_offer_public on land_offer for select to jidi_app using (has_actor() and is_current and withdrawn_at is null);
create policy land_offer_see on land_offer for select to jidi_app using (
  (select may_everywhere('land.see')) or places && (select may_places('land.see')));
create policy land_offer_publish on land_offer for insert to jidi_app with check (
  (select may_everywhere('land.supply')) or places && (select may_places('land.supply')));
create policy land_offer_end on land_offer for update to jidi_app using (
  (select may_everywhere('land.supply')) or places && (select may_places('land.supply')));
