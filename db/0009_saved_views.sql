-- indicators: views of figures that people keep. A view is a name for an address, never a copy of figures: whoever opens it sees what
-- they may see.

create table indicator_view (
  id           uuid primary key default gen_random_uuid(),
  name         text not null check (name <> '' and length(name) <= 80),
  search       text not null check (length(search) <= 4000),
  reach        text not null check (reach in ('own', 'organisation', 'everyone')),
  owner        text not null default actor_id(),
  organisation text,
  created_at   timestamptz not null default clock_timestamp(),
  changed_at   timestamptz not null default clock_timestamp(),
  removed_at   timestamptz
);
create index indicator_view_by_owner on indicator_view (owner);
create index indicator_view_shared on indicator_view (reach) where reach <> 'own' and removed_at is null;

-- The organisation is compared by the server, which knows it; whoever owns a view changes it, nobody else.

grant select, insert, update, delete on indicator_view to jidi_app;
alter table indicator_view enable row level security;
create policy indicator_view_read on indicator_view for select to jidi_app
  using (owner = actor_id() or (has_actor() and reach <> 'own' and removed_at is null));
create policy indicator_view_add on indicator_view for insert to jidi_app with check (owner = actor_id());
create policy indicator_view_change on indicator_view for update to jidi_app using (owner = actor_id()) with check (owner = actor_id());
create policy indicator_view_remove on indicator_view for delete to jidi_app using (owner = actor_id());
