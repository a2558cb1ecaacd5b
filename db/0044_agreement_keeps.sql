-- land: an agreement keeps what follows from a breach and from idle land as the programme said it when it began, as it keeps its rows.
-- Null: it began before this was kept, and the programme in force says it.

alter table land_agreement add column breach jsonb check (jsonb_typeof(breach) = 'object');

create function land_agreement_keeps() returns trigger language plpgsql as $$
  begin
    if (old.rows, old.breach, old.parcel, old.price, old.area, old.land_right_on, old.industry) is distinct from
       (new.rows, new.breach, new.parcel, new.price, new.area, new.land_right_on, new.industry)
    then
      raise exception 'what was agreed stays as it was signed' using errcode = 'restrict_violation';
    end if;
    return new;
  end
$$;
create trigger land_agreement_stays before update on land_agreement for each row execute function land_agreement_keeps();
