-- What was put right about a unit is seen by whoever sees the unit, and by those who decide; it was seen by everybody who is signed in.

alter policy evaluation_correction_see on evaluation_correction using (
  (select evaluation_sees_all() or may_everywhere('evaluations.decide'))
  or exists (select 1 from evaluation_unit u where u.run = evaluation_correction.run and u.unit = evaluation_correction.unit));
