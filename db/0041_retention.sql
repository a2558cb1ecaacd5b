-- Retention: who looked at single firms and people; contact of strangers goes when its time has come; erased people.

create table kit_look (
  id           bigint generated always as identity primary key,
  at           timestamptz not null,
  person       text not null,
  roles        text[] not null,
  organisation text,
  on_behalf_of text,
  request_id   text not null,
  kind         text not null check (kind in ('micro', 'personal')),
  what         text not null,
  subject      text,
  rows         integer check (rows >= 0)
);
-- Written in the order of time and let go of in that order: the smallest index there is finds a day and an age.
create index kit_look_at on kit_look using brin (at);
create index kit_look_person on kit_look (person, id);
create index kit_look_subject on kit_look (subject, id) where subject is not null;

-- The house writes it; who watches over the house reads it; nobody who serves changes it.
revoke all on kit_look from jidi_app;
grant select, insert on kit_look to jidi_app;
alter table kit_look enable row level security;
create policy kit_look_see on kit_look for select to jidi_app using (may_everywhere('looks.see'));
create policy kit_look_write on kit_look for insert to jidi_app with check (actor_id() = 'system');

-- ── strangers ───────────────────────────────────────────────────────────────────────────────────────────────────

alter table need_need
  add column ended_at timestamptz,
  add column erased_at timestamptz;
update need_need n set ended_at = c.closed_at from workflow_case c where c.id = n.case_id and n.is_final;
alter table need_need drop constraint need_need_check;
alter table need_need drop constraint need_need_company_check;
alter table need_need
  add constraint need_need_company_check check (company <> '' or erased_at is not null),
  add constraint need_need_check check (
    not is_stranger or erased_at is not null or (contact is not null and phone is not null and receipt_hash is not null));
create index need_need_ended on need_need (ended_at) where is_stranger and erased_at is null;

-- What a need is called stands on its case, on desks and in messages: what is erased here is erased there.
create function need_need_forgets() returns trigger language plpgsql
  as $$
    begin
      update workflow_case set title = jsonb_build_object(
          'zh', replace(title->>'zh', old.company, '—'), 'en', replace(title->>'en', old.company, '—'))
        where id = new.case_id;
      update workflow_notice set text = jsonb_build_object(
          'zh', replace(text->>'zh', old.company, '—'), 'en', replace(text->>'en', old.company, '—'))
        where subject_kind = 'need' and subject = new.id::text;
      update workflow_message set text = jsonb_build_object(
          'zh', replace(text->>'zh', old.company, '—'), 'en', replace(text->>'en', old.company, '—'))
        where case_id = new.case_id;
      return null;
    end
  $$;
create trigger need_need_forgets after update of company on need_need
  for each row when (old.company <> '' and new.company = '') execute function need_need_forgets();

-- ── people ──────────────────────────────────────────────────────────────────────────────────────────────────────

-- An erased person keeps the id under which they acted; nobody signs in with it again.
alter table people_person add column erased_at timestamptz;
alter table people_person add check (erased_at is null or disabled_at is not null);
