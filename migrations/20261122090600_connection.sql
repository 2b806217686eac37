-- +goose Up

-- Installation: every text of terms that somebody accepted; rows are only ever added (C3).
create table terms (
  hash     bytea primary key,
  version  text not null,
  texts    jsonb not null,                               -- language to text
  shown_at timestamptz not null
);
create trigger terms_only_added before update or delete on terms
  for each row execute function refuse_change();

-- Installation: requests to connect an organisation, from draft to end (C1-C8). "Expired" is no
-- state of its own: expires_on is judged when read (law 1).
create table connections (
  id                 uuid primary key,
  kind               text not null default 'connect'
                     constraint connections_kind_check check (kind in ('connect', 'reappointment')),
  state              text not null default 'draft' constraint connections_state_check
                     check (state in ('draft', 'awaiting_approval', 'manual_case', 'connected', 'declined', 'refused', 'rejected', 'withdrawn')),
  applicant_id       uuid not null references persons (id),
  applicant_role     text not null constraint connections_applicant_role_check check (applicant_role in ('representative', 'applicant')),
  contact_email      text not null default '',
  language           text not null default 'da',
  cvr                text,                               -- null: not typed yet
  company            jsonb,                              -- null: not looked up yet
  terms_hash         bytea references terms (hash),      -- null: not accepted
  terms_accepted_at  timestamptz,
  terms_accepted_by  uuid references persons (id),
  required_approvals integer not null default 0,         -- C5; 0: the register does not say
  approvals_set_by   uuid references persons (id),       -- null: the number is the register's, not an operator's
  organisation_id    uuid references organisations (id), -- null: not connected yet
  reason_sealed      bytea,                              -- null: did not end with words
  submitted_at       timestamptz,                        -- null: draft
  ended_at           timestamptz,                        -- null: under way
  waits_since        timestamptz not null,               -- reminders and expiry are counted from here (C6)
  expires_on         date not null,
  told               integer not null default 0,         -- 1, 2: reminders sent; 3: told that it expired
  submissions        integer not null default 0,         -- each sends mails to people who did not ask for them
  version            bigint not null default 1,
  created_at         timestamptz not null,
  changed_at         timestamptz not null,
  constraint connections_terms_check check ((terms_hash is null) = (terms_accepted_at is null))
);
create index connections_applicant_id_index on connections (applicant_id, id);
create index connections_cvr_index on connections (cvr);
create index connections_organisation_id_index on connections (organisation_id) where state = 'connected';
create index connections_told_index on connections (waits_since) where state in ('draft', 'awaiting_approval') and told < 3;
create index connections_case_index on connections (id) where state = 'manual_case';

-- Who is asked to approve, and the answer (C4, C5).
create table connection_approvals (
  id                    uuid primary key,
  connection_id         uuid not null references connections (id),
  place                 integer not null,
  state                 text not null default 'named' constraint connection_approvals_state_check
                        check (state in ('named', 'pending', 'approved', 'unknown', 'declined', 'refused')),
  name                  text not null,
  email                 text not null default '',
  birth_date            date,                            -- null: not given
  national_id_sealed    bytea,                           -- null: not given
  national_id_index     bytea,
  national_id_index_key bigint,
  national_id_masked    text not null default '',
  token_hashes          bytea[] not null default '{}',   -- of the links sent; emptied by the answer
  person_id             uuid references persons (id),    -- null: not answered
  answered_at           timestamptz,                     -- null: not answered
  constraint connection_approvals_national_id_check check ((national_id_sealed is null) = (national_id_index is null)),
  constraint connection_approvals_answer_check check ((person_id is null) = (answered_at is null))
);
create index connection_approvals_connection_id_index on connection_approvals (connection_id, place);
create index connection_approvals_national_id_index on connection_approvals (national_id_index) where state = 'pending';
create unique index connection_approvals_connection_id_person_id_key on connection_approvals (connection_id, person_id); -- each person once (C5)

-- The first administrators to be (C3).
create table connection_administrators (
  id                    uuid primary key,
  connection_id         uuid not null references connections (id),
  place                 integer not null,
  given_name            text not null,
  family_name           text not null,
  email                 text not null default '',
  national_id_sealed    bytea,                           -- null: not given yet
  national_id_index     bytea,
  national_id_index_key bigint,
  national_id_masked    text not null default '',
  constraint connection_administrators_national_id_check check ((national_id_sealed is null) = (national_id_index is null))
);
create index connection_administrators_connection_id_index on connection_administrators (connection_id, place);

-- What shows that somebody may speak for the company (C10).
create table connection_documents (
  id             uuid primary key,
  connection_id  uuid not null references connections (id),
  kind           text not null,
  media_type     text not null,
  size           integer not null,
  hash           bytea not null,                         -- SHA-256 of the content: what was looked at can be shown again
  content_sealed bytea,                                  -- null: its time of keeping is over
  uploaded_at    timestamptz not null,
  purged_at      timestamptz,                            -- null: kept
  constraint connection_documents_purged_check check ((content_sealed is null) = (purged_at is not null))
);
create index connection_documents_connection_id_index on connection_documents (connection_id, id);
create index connection_documents_kept_index on connection_documents (connection_id) where purged_at is null;
