-- Who may see an enterprise sees its rungs: asked for each row, so that a page of the register does not look through all enterprises.

alter policy enterprise_rung_see on enterprise_rung using (
  exists (select 1 from enterprise_enterprise e where e.id = enterprise));
