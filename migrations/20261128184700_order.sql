-- +goose Up

-- An order of code displays, audio readers and chips for one or many employees (O1). Where it has come
-- is said by its lines; the state here is their summary, kept so that a list can be filtered by it (O4).
create table orders (
  organisation_id uuid not null references organisations (id),
  id              uuid not null,
  number          text not null,                         -- as people and the supplier name it
  purpose         text not null constraint orders_purpose_check check (purpose in ('new', 'correction')),
  state           text not null constraint orders_state_check check (state in
                  ('draft', 'submitted', 'accepted', 'back_ordered', 'shipped', 'delivered', 'cancelled', 'failed')),
  supplier        text not null constraint orders_supplier_check check (supplier in ('warehouse', 'http', 'file')),
  address         jsonb not null,
  attention       text not null default '',
  payer_cvr       text not null default '',              -- empty: the organisation's own (B3)
  payer_ean       text not null default '',
  cost_centre     text not null default '',
  reference       text not null default '',              -- the orderer's own
  price_list_id   uuid references price_lists (id),      -- null: a draft; prices are frozen when it is submitted (B5)
  ordered_by      uuid,                                  -- null: no employee
  created_at      timestamptz not null,
  submitted_at    timestamptz,                           -- null: a draft
  placed_at       timestamptz,                           -- null: not on its way to the supplier; what it gets is fixed from then on
  answered_at     timestamptz,                           -- null: the supplier has not answered
  ask_at          timestamptz,                           -- null: nothing more to ask or send; when to turn to the supplier again
  problem         text not null default '',              -- why it has not reached the supplier
  version         bigint not null default 1,
  primary key (organisation_id, id),
  constraint orders_number_key unique (organisation_id, number),
  constraint orders_submitted_check check ((submitted_at is null) = (price_list_id is null)),
  foreign key (organisation_id, ordered_by) references employees (organisation_id, id)
);
create index orders_state_index on orders (organisation_id, state, id);
create index orders_ask_index on orders (ask_at) where ask_at is not null;

-- One thing for one employee. Each has its own state: a delivery may come in parts (O4).
create table order_lines (
  organisation_id  uuid not null,
  id               uuid not null,
  order_id         uuid not null,
  number           integer not null,
  employee_id      uuid not null,
  kind             text not null constraint order_lines_kind_check check (kind in ('code_display', 'audio_reader', 'chip')),
  state            text not null constraint order_lines_state_check check (state in
                   ('draft', 'submitted', 'accepted', 'back_ordered', 'shipped', 'delivered', 'cancelled', 'failed')),
  spare            boolean not null default false,
  price            integer not null default 0,           -- øre without VAT; 0 in a draft
  authenticator_id uuid,                                 -- null: a draft
  replaces_id      uuid,                                 -- null: replaces nothing; the card that ends when this one is active (U14)
  corrects         text[] not null default '{}',         -- what is wrong on that one: name, title, unit, photo
  expected_on      date,                                 -- null: a draft
  serial           text not null default '',
  tracking         text not null default '',
  reason           text not null default '',             -- why it was cancelled or failed
  told_at          timestamptz,                          -- null: the supplier's last word on it was not read yet; its own time
  placed           boolean not null default false,       -- the supplier was asked for it
  recalled_at      timestamptz,                          -- null: the supplier need not or does not know that it is cancelled
  shipped_at       timestamptz,
  delivered_at     timestamptz,
  primary key (organisation_id, id),
  constraint order_lines_number_key unique (organisation_id, order_id, number),
  foreign key (organisation_id, order_id) references orders (organisation_id, id),
  foreign key (organisation_id, employee_id) references employees (organisation_id, id),
  foreign key (organisation_id, authenticator_id) references authenticators (organisation_id, id),
  foreign key (organisation_id, replaces_id) references authenticators (organisation_id, id),
  constraint order_lines_authenticator_check check (authenticator_id is not null or state in ('draft', 'cancelled'))
);
create unique index order_lines_authenticator_id_key on order_lines (organisation_id, authenticator_id) where authenticator_id is not null;
create index order_lines_employee_id_index on order_lines (organisation_id, employee_id, id);
create index order_lines_expected_on_index on order_lines (organisation_id, expected_on)
  where state in ('submitted', 'accepted', 'back_ordered', 'shipped');

-- Another day than was promised (O3).
create table order_notices (
  organisation_id uuid not null,
  id              uuid not null,
  order_id        uuid not null,
  line_id         uuid not null,
  was_expected_on date not null,
  expected_on     date not null,
  reason          text not null default '',
  given_at        timestamptz not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, order_id) references orders (organisation_id, id),
  foreign key (organisation_id, line_id) references order_lines (organisation_id, id)
);
create index order_notices_order_id_index on order_notices (organisation_id, order_id, id);
