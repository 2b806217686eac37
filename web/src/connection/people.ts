import type { ChangeConnection, Connection } from '../api/schema.gen'

export type TypedRepresentative = { id: string; name: string; email: string; cpr: string; birth_date: string }
export type TypedAdministrator = { id: string; given_name: string; family_name: string; email: string; cpr: string }
export type TypedPeople = { contact_email: string; representatives: TypedRepresentative[]; administrators: TypedAdministrator[] }

export const noRepresentative: TypedRepresentative = { id: '', name: '', email: '', cpr: '', birth_date: '' }
export const noAdministrator: TypedAdministrator = { id: '', given_name: '', family_name: '', email: '', cpr: '' }

/** typedOf puts a draft's people into the form, with a place for everybody who must be named. CPR numbers are never sent back. */
export function typedOf(c: Connection): TypedPeople {
  const representatives = c.representatives.map(({ id, name, email, birth_date }) => ({ id, name, email, cpr: '', birth_date: birth_date ?? '' }))
  const administrators = c.administrators.map(({ id, given_name, family_name, email }) => ({ id, given_name, family_name, email, cpr: '' }))
  const places = Math.max(1, c.company?.required_approvals ?? 0)
  while (representatives.length < places) representatives.push({ ...noRepresentative })
  if (administrators.length === 0) administrators.push({ ...noAdministrator })
  return { contact_email: c.contact_email, representatives, administrators }
}

/**
 * changeOf is what is sent: places that were left empty are no people. Somebody whom the draft now knows by another id,
 * since it was changed in another window, is found again by name, so that the CPR number given there is kept.
 */
export function changeOf(typed: TypedPeople, now: Connection): ChangeConnection {
  const representatives = typed.representatives.filter((r) => r.name.trim() || r.email.trim() || r.cpr.trim() || r.birth_date)
  const administrators = typed.administrators.filter((a) => a.given_name.trim() || a.family_name.trim() || a.email.trim() || a.cpr.trim())
  const known = knower(
    now.representatives.map(({ id, name }) => ({ id, name })),
    representatives,
  )
  const appointed = knower(
    now.administrators.map((a) => ({ id: a.id, name: `${a.given_name} ${a.family_name}` })),
    administrators,
  )
  return {
    contact_email: typed.contact_email.trim(),
    representatives: representatives.map(({ id, name, email, cpr, birth_date }) => ({
      ...known(id, name),
      name,
      email,
      ...(cpr.trim() ? { cpr } : {}),
      ...(birth_date ? { birth_date } : {}),
    })),
    administrators: administrators.map(({ id, given_name, family_name, email, cpr }) => ({
      ...appointed(id, `${given_name} ${family_name}`),
      given_name,
      family_name,
      email,
      ...(cpr.trim() ? { cpr } : {}),
    })),
  }
}

function knower(now: { id: string; name: string }[], typed: { id: string }[]) {
  const kept = new Set(typed.map(({ id }) => id))
  const free = now.filter(({ id }) => !kept.has(id))
  return (id: string, name: string): { id?: string } => {
    if (now.some((person) => person.id === id)) return { id }
    const at = free.findIndex((person) => fold(person.name) === fold(name))
    const [found] = at < 0 ? [] : free.splice(at, 1)
    return found ? { id: found.id } : {}
  }
}

const fold = (name: string) => name.trim().replace(/\s+/g, ' ').toLowerCase()
