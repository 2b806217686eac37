-- +goose Up

-- Installation: what Hverv's operator charges, from a day on until the next list (B1). Amounts are in
-- øre without VAT.
create table price_lists (
  id         uuid primary key,
  valid_from date not null constraint price_lists_valid_from_key unique,
  created_at timestamptz not null
);
create table prices (
  list_id uuid not null references price_lists (id) on delete cascade,
  item    text not null constraint prices_item_check check (item in ('user', 'code_display', 'audio_reader', 'chip', 'certificate')),
  amount  integer not null constraint prices_amount_check check (amount between 0 and 10000000),
  primary key (list_id, item)
);

-- The list that every installation begins with.
insert into price_lists (id, valid_from, created_at) values ('01900000-0000-7000-8000-00000000b100', '2026-01-01', '2026-01-01T00:00:00Z');
insert into prices (list_id, item, amount) values
  ('01900000-0000-7000-8000-00000000b100', 'user', 2000),
  ('01900000-0000-7000-8000-00000000b100', 'code_display', 3350),
  ('01900000-0000-7000-8000-00000000b100', 'audio_reader', 23550),
  ('01900000-0000-7000-8000-00000000b100', 'chip', 11500),
  ('01900000-0000-7000-8000-00000000b100', 'certificate', 2000);
