-- accounts: how sessions began and end, wrong sign-ins, second factors, identities at a provider, keys for programs, and the three
-- administrators, of whom nobody is two at the same time.

-- By the clock of the house: a session without these instants was begun before they were kept, and has ended.
alter table people_session
  add column began_at     timestamptz,
  add column last_seen_at timestamptz,
  add column factors      integer not null default 1 check (factors in (1, 2)),
  add column method       text not null default 'password' check (method in ('password', 'provider'));

-- A service has no password and acts by keys only.
alter table people_person add column service boolean not null default false;

-- Wrong sign-ins by address, and by logins that nobody has: these are locked like those that somebody has.
create table people_attempt (
  subject      text primary key,
  wrong        integer not null check (wrong >= 0),
  locked_until timestamptz,
  changed_at   timestamptz not null
);
create index people_attempt_by_age on people_attempt (changed_at);
revoke all on people_attempt from jidi_app;

create table people_factor (
  person       uuid primary key references people_person (id),
  secret       text not null,
  made_at      timestamptz not null,
  confirmed_at timestamptz,
  last_step    bigint not null default 0
);

create table people_recovery (
  person  uuid not null references people_person (id),
  hash    text not null,
  made_at timestamptz not null,
  used_at timestamptz,
  primary key (person, hash)
);

create table people_identity (
  person   uuid primary key references people_person (id),
  issuer   text not null check (issuer <> ''),
  subject  text not null check (subject <> ''),
  bound_by text not null default actor_id(),
  bound_at timestamptz not null,
  unique (issuer, subject)
);

create table people_key (
  id             uuid primary key,
  person         uuid not null references people_person (id),
  name           text not null check (name <> ''),
  prefix         text not null unique,
  hash           text not null,
  permissions    text[] not null check (cardinality(permissions) > 0),
  places         text[] check (places is null or cardinality(places) > 0),
  made_by        text not null default actor_id(),
  made_at        timestamptz not null,
  expires_at     timestamptz not null check (expires_at > made_at),
  last_used_at   timestamptz,
  revoked_at     timestamptz,
  revoked_by     text,
  revoked_reason text,
  check ((revoked_at is null) = (revoked_by is null))
);
create index people_key_by_person on people_key (person, made_at);

-- What only two administrators of security do together: one asks, another decides.
create table people_request (
  id           uuid primary key,
  person       uuid not null references people_person (id),
  what         text not null check (what in ('role', 'second_factor')),
  role         text,
  organisation text,
  place        text,
  from_date    date,
  to_date      date,
  asked_by     text not null default actor_id(),
  asked_at     timestamptz not null,
  decided_by   text,
  decided_at   timestamptz,
  approved     boolean,
  reason       text,
  check ((what = 'role') = (role is not null)),
  check ((role is null) = (organisation is null) and (role is null) = (from_date is null)),
  check (to_date is null or to_date >= from_date),
  check ((decided_by is null) = (decided_at is null) and (decided_by is null) = (approved is null)),
  check (decided_by <> asked_by),
  check (asked_by <> person::text and decided_by <> person::text)
);
create unique index people_request_open on people_request (person, what) where decided_at is null;

-- Which of the three administrators a role makes, as the programme said when it was given.
alter table people_membership add column administrator text check (administrator in ('system', 'security', 'audit'));
create index people_membership_administrators on people_membership (administrator) where administrator is not null and revoked_at is null;

create function people_one_administrator() returns trigger language plpgsql
  as $$
    begin
      if new.administrator is null or new.revoked_at is not null then
        return new;
      end if;
      perform pg_advisory_xact_lock(hashtextextended('people_administrator ' || new.person::text, 0));
      if exists (
        select from people_membership held
        where held.person = new.person and held.id <> new.id
          and held.revoked_at is null and held.administrator <> new.administrator
          and daterange(held.from_date, held.to_date, '[]') && daterange(new.from_date, new.to_date, '[]')
      ) then
        raise exception 'nobody is two of the three administrators at the same time'
          using errcode = 'exclusion_violation', constraint = 'people_one_administrator';
      end if;
      return new;
    end
  $$;
create trigger people_one_administrator before insert or update on people_membership
  for each row execute function people_one_administrator();

revoke delete, truncate on people_key, people_request from jidi_app;
revoke update on people_key, people_request from jidi_app;
grant update (last_used_at, revoked_at, revoked_by, revoked_reason) on people_key to jidi_app;
grant update (decided_by, decided_at, approved, reason) on people_request to jidi_app;

-- One's own, and what is looked after by those who manage people there.
alter table people_attempt enable row level security;
alter table people_factor enable row level security;
alter table people_recovery enable row level security;
alter table people_identity enable row level security;
alter table people_key enable row level security;
alter table people_request enable row level security;

create function people_manages() returns boolean language sql stable parallel safe
  as $$
    select may_everywhere('people.manage') or cardinality(may_places('people.manage')) > 0
      or cardinality(may_organisations('people.manage')) > 0
  $$;
comment on function people_manages() is 'Whether the actor manages people anywhere; the house then asks whose.';

create policy people_factor_own on people_factor for all to jidi_app
  using (person::text = actor_id() or (select people_manages()))
  with check (person::text = actor_id());
create policy people_recovery_own on people_recovery for all to jidi_app
  using (person::text = actor_id() or (select people_manages()))
  with check (person::text = actor_id());
create policy people_identity_see on people_identity for select to jidi_app
  using (person::text = actor_id() or (select people_manages()));
create policy people_identity_add on people_identity for insert to jidi_app with check ((select people_manages()));
create policy people_identity_change on people_identity for update to jidi_app using ((select people_manages()));
create policy people_identity_drop on people_identity for delete to jidi_app using ((select people_manages()));
create policy people_key_see on people_key for select to jidi_app
  using (person::text = actor_id() or (select people_manages()));
create policy people_key_add on people_key for insert to jidi_app
  with check (made_by = actor_id() and (person::text = actor_id() or (select people_manages())));
create policy people_key_change on people_key for update to jidi_app
  using (person::text = actor_id() or (select people_manages()));
create policy people_request_see on people_request for select to jidi_app using ((select people_manages()));
create policy people_request_add on people_request for insert to jidi_app
  with check (asked_by = actor_id() and (select may_everywhere('people.manage')));
create policy people_request_decide on people_request for update to jidi_app
  using ((select may_everywhere('people.manage')))
  with check (decided_by = actor_id());
