-- land: buildings for industry and their floors are imported from tables, and such an import is taken back.

alter table import_run drop constraint import_run_kind_check;
alter table import_run add constraint import_run_kind_check check (
  kind in ('enterprises', 'parcels', 'occupations', 'observations', 'shapes', 'carriers', 'spaces'));

grant delete on land_carrier, land_space to jidi_app;
create policy land_carrier_take_back on land_carrier for delete to jidi_app using (
  (select may_everywhere('land.plan')) or places && (select may_places('land.plan')));
create policy land_space_take_back on land_space for delete to jidi_app using (
  exists (select from land_carrier c where c.id = carrier and (
    (select may_everywhere('land.plan')) or c.places && (select may_places('land.plan')))));
