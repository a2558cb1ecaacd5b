-- Who belongs to an organisation: asked whenever its people are told something.

create index people_membership_by_organisation on people_membership (organisation) where revoked_at is null;
