-- people: accounts, sessions, persons, memberships.
-- The four tables of the accounts library (user, session, account, verification) and the person beside them are read before an
-- actor is known, so no row-level policy covers them; the gate does. They hold no micro-data.

create table people_user (
  id uuid primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  username text not null unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table people_session (
  id uuid primary key,
  expires_at timestamptz not null,
  token text not null unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  ip_address text,
  user_agent text,
  user_id uuid not null references people_user (id) on delete cascade
);
create index people_session_by_user on people_session (user_id);

create table people_account (
  id uuid primary key,
  account_id text not null,
  provider_id text not null,
  user_id uuid not null references people_user (id) on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index people_account_by_user on people_account (user_id, provider_id);

create table people_verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index people_verification_by_identifier on people_verification (identifier);

create table people_person (
  id uuid primary key references people_user (id),
  language text not null default 'zh' check (language in ('zh', 'en')),
  must_change_password boolean not null default false,
  demo boolean not null default false,
  disabled_at timestamptz,
  failed_sign_ins integer not null default 0,
  locked_until timestamptz,
  last_sign_in timestamptz,
  created_at timestamptz not null default now()
);
create index people_person_demo on people_person (id) where demo;

create table people_organisation (
  id text primary key check (id like 'enterprise:%'),
  name_zh text not null,
  name_en text not null,
  place text,
  created_at timestamptz not null default now()
);

create table people_membership (
  id uuid primary key,
  person uuid not null references people_person (id),
  role text not null,
  organisation text not null,
  place text,
  from_date date not null,
  to_date date,
  granted_by text not null,
  granted_at timestamptz not null default now(),
  revoked_by text,
  revoked_at timestamptz,
  revoked_reason text,
  check (to_date is null or to_date >= from_date),
  check ((revoked_at is null) = (revoked_by is null))
);
create index people_membership_by_person on people_membership (person);
create index people_membership_by_role on people_membership (role) where revoked_at is null;

-- Who held which role is history: memberships are taken back, never removed.
revoke delete, truncate on people_person, people_organisation, people_membership from jidi_app;
