-- +goose Up

-- A code display that is blocked is dead (U8), also one on loan: its loan goes on until it is brought back.
alter table devices drop constraint devices_unfit_check;
alter table devices add constraint devices_unfit_check check (
  unfit = '' or state not in ('in_stock', 'offered', 'on_loan') or state = 'on_loan' and unfit = 'blocked');
