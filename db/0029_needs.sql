-- needs: who needs ground or space, what was offered to whom for which reasons, and drafts of all needs over all offers at once.

create table need_need (
  id            uuid primary key default gen_random_uuid(),
  asked         jsonb not null,
  company       text not null check (company <> ''),
  contact       text,
  phone         text,
  words         text,
  is_stranger   boolean not null,
  receipt_hash  text unique,
  case_id       uuid not null references workflow_case (id),
  state         text not null,
  is_final      boolean not null default false,
  revision      integer not null,
  places        text[] not null,
  organisations text[] not null,
  stated_at     timestamptz not null,
  stated_by     text not null default actor_id(),
  check (not is_stranger or (contact is not null and phone is not null and receipt_hash is not null))
);
create index need_need_open on need_need (stated_at) where not is_final;

create table need_offer (
  need           uuid not null references need_need (id),
  number         integer not null check (number >= 1),
  offer          uuid not null,
  offer_revision integer not null check (offer_revision >= 1),
  code           text not null,
  name           text,
  kind           text not null check (kind in ('parcel', 'space')),
  match          jsonb not null,
  act            integer not null,
  offered_at     timestamptz not null,
  offered_by     text not null default actor_id(),
  primary key (need, number)
);

create table need_match_run (
  id         uuid primary key default gen_random_uuid(),
  state      text not null check (state in ('running', 'done', 'failed')),
  certain    boolean not null,
  needs      integer not null check (needs >= 0),
  offers     integer not null check (offers >= 0),
  result     jsonb,
  problem    text,
  places     text[] not null,
  asked_at   timestamptz not null,
  asked_by   text not null default actor_id(),
  done_at    timestamptz,
  check ((state = 'running') = (done_at is null) and (state = 'done') = (result is not null))
);
create index need_match_run_latest on need_match_run (asked_at);

grant select, insert, update on need_need, need_match_run to jidi_app;
grant select, insert on need_offer to jidi_app;

-- Seen by whoever answers needs there and by the enterprise that stated one; a stranger has a receipt, which the house looks up for him.
alter table need_need enable row level security;
create policy need_need_see on need_need for select to jidi_app using (
  may('land.match', places, organisations) or may('land.request', '{}', organisations));
create policy need_need_enter on need_need for insert to jidi_app with check (may('land.request', '{}', organisations));
create policy need_need_change on need_need for update to jidi_app using (may('land.match', places, organisations));
alter table need_offer enable row level security;
create policy need_offer_see on need_offer for select to jidi_app using (exists (select from need_need n where n.id = need));
create policy need_offer_enter on need_offer for insert to jidi_app with check (exists (
  select from need_need n where n.id = need and may('land.match', n.places, n.organisations)));
create trigger need_offer_stays before update or delete on need_offer for each row execute function refuse_change();
alter table need_match_run enable row level security;
create policy need_match_run_see on need_match_run for select to jidi_app using (may('land.match', places, '{}'));
create policy need_match_run_enter on need_match_run for insert to jidi_app with check (may('land.match', places, '{}'));
create policy need_match_run_end on need_match_run for update to jidi_app using (may('land.match', places, '{}'));
