package organisation

const productionUnitColumns = `id, p_number, name, address, ended_at, version`
