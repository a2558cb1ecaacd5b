-- land: what was agreed on for ground that was supplied, whether it is kept, and what follows where it is not. State and due dates of an
-- agreement are written after each act of its case and equal it; rows are frozen when it begins.

create table land_agreement (
  id              uuid primary key default gen_random_uuid(),
  supply          uuid,
  parcel          uuid not null references parcel_parcel (id),
  holder          uuid references enterprise_enterprise (id),
  holder_name     text not null check (holder_name <> ''),
  industry        text,
  land_use        text,
  is_new_industry boolean not null default false,
  indicator_set   uuid,
  rows            jsonb not null,
  price           numeric check (price >= 0),
  area            numeric(16, 4) not null check (area > 0),
  land_right_on   date not null,
  signed_on       date,
  started_on      date,
  completed_on    date,
  producing_since date,
  due_start       date,
  due_completion  date,
  due_production  date,
  next_due        date,
  programme       text not null,
  case_id         uuid not null references workflow_case (id),
  state           text not null,
  is_final        boolean not null default false,
  revision        integer not null,
  is_synthetic    boolean not null default false,
  places          text[] not null,
  organisations   text[] not null,
  created_at      timestamptz not null,
  created_by      text not null default actor_id()
);
create unique index land_agreement_of_supply on land_agreement (supply) where supply is not null;
create index land_agreement_of_parcel on land_agreement (parcel);
create index land_agreement_of_holder on land_agreement (holder) where holder is not null;
create index land_agreement_open on land_agreement (next_due) where not is_final;

create table land_check (
  id          uuid primary key default gen_random_uuid(),
  agreement   uuid not null references land_agreement (id),
  number      integer not null check (number >= 1),
  check_key   text not null check (check_key <> ''),
  checked_on  date not null,
  given       jsonb not null,
  outcomes    jsonb not null,
  shortfall   numeric check (shortfall between 0 and 100),
  worst_row   text,
  penalty     jsonb,
  penalty_set numeric check (penalty_set >= 0),
  penalty_why text,
  words       text,
  evidence    text,
  act         text,
  act_number  integer,
  at          timestamptz not null,
  by          text not null default actor_id(),
  unique (agreement, number),
  check ((act is null) = (act_number is null))
);

create table land_credit (
  id           uuid primary key default gen_random_uuid(),
  agreement    uuid not null references land_agreement (id),
  holder       uuid references enterprise_enterprise (id),
  holder_name  text not null,
  what         text not null check (what <> ''),
  happened_on  date not null,
  cleared_on   date,
  cleared_by   text,
  cleared_why  text,
  at           timestamptz not null,
  by           text not null default actor_id(),
  check ((cleared_on is null) = (cleared_by is null) and cleared_on >= happened_on)
);
create unique index land_credit_open on land_credit (agreement) where cleared_on is null;
create index land_credit_of_holder on land_credit (holder) where holder is not null;
create index land_credit_of_name on land_credit (lower(regexp_replace(holder_name, '\s', '', 'g')));

create table land_watch (
  id          uuid primary key default gen_random_uuid(),
  agreement   uuid not null references land_agreement (id),
  number      integer not null check (number >= 1),
  kind        text not null check (kind in ('entry', 'resale', 'sublease', 'output', 'change_of_use', 'factory_share')),
  happened_on date not null,
  words       text not null check (words <> ''),
  evidence    text,
  verdict     text not null check (verdict in ('allowed', 'refused')),
  row_id      text,
  rule        text,
  at          timestamptz not null,
  by          text not null default actor_id(),
  unique (agreement, number),
  check (row_id is not null or rule is not null)
);

create table land_idle_finding (
  id           uuid primary key default gen_random_uuid(),
  agreement    uuid not null references land_agreement (id),
  since        text not null check (since in ('start', 'completion')),
  due          date not null,
  after_months integer not null check (after_months >= 0),
  does         text not null check (does in ('fee', 'recover')),
  share        numeric,
  fee          numeric check (fee >= 0),
  words        jsonb not null,
  source       text not null,
  found_on     date not null,
  at           timestamptz not null,
  by           text not null default actor_id(),
  unique (agreement, since, due, after_months)
);

-- ── who may see and add what ─────────────────────────────────────────────────────────────────────────────────────
-- Seen by place and by organisation: whoever answers for the place, the units of the case, and the holder. What was found stays.

create function land_agreement_works(places text[], organisations text[]) returns boolean language sql stable parallel safe
  as $$
    select may('land.supervise', places, organisations) or may('land.decide', places, organisations)
      or may('land.supply', places, organisations) or may('workflows.extend', places, organisations)
  $$;
comment on function land_agreement_works(text[], text[]) is 'Whether the actor may take any step with agreements on land in these places or of these organisations.';

grant select, insert, update on land_agreement to jidi_app;
alter table land_agreement enable row level security;
create policy land_agreement_see on land_agreement for select to jidi_app using (
  (select may_everywhere('land.see'))
  or places && (select may_places('land.see'))
  or organisations && (select may_organisations('land.see')));
create policy land_agreement_add on land_agreement for insert to jidi_app with check (land_agreement_works(places, organisations));
create policy land_agreement_move on land_agreement for update to jidi_app using (land_agreement_works(places, organisations));

do $$
declare
  one text;
begin
  foreach one in array array['land_check', 'land_credit', 'land_watch', 'land_idle_finding']
  loop
    execute format('grant select, insert on %1$I to jidi_app', one);
    execute format('alter table %1$I enable row level security', one);
    execute format('create policy %1$s_see on %1$I for select to jidi_app using (exists (
      select from land_agreement a where a.id = agreement))', one);
    execute format('create policy %1$s_add on %1$I for insert to jidi_app with check (exists (
      select from land_agreement a where a.id = agreement and land_agreement_works(a.places, a.organisations)))', one);
  end loop;
  foreach one in array array['land_check', 'land_watch', 'land_idle_finding']
  loop
    execute format('create trigger %1$s_stays before update or delete on %1$I for each row execute function refuse_change()', one);
  end loop;
end
$$;
grant update (cleared_on, cleared_by, cleared_why) on land_credit to jidi_app;
create policy land_credit_clear on land_credit for update to jidi_app using (exists (
  select from land_agreement a where a.id = agreement and may('land.decide', a.places, a.organisations)));

-- Whether somebody is in default, also with land that the asker does not see: it refuses a winner.
create function land_open_defaults(of_enterprise uuid, of_name text) returns table (id uuid, agreement uuid, what text, happened_on date)
  language sql stable security definer set search_path = public
  as $$
    select c.id, c.agreement, c.what, c.happened_on from land_credit c
    where c.cleared_on is null and (c.holder = of_enterprise
      or lower(regexp_replace(c.holder_name, '\s', '', 'g')) = lower(regexp_replace(of_name, '\s', '', 'g')))
    order by c.happened_on, c.id
  $$;
revoke all on function land_open_defaults(uuid, text) from public;
grant execute on function land_open_defaults(uuid, text) to jidi_app;
